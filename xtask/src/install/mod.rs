//! `cargo xtask install`: builds the release for this machine and installs it.

pub mod destination;
pub mod manual;
pub mod template;
pub mod tree;

use std::path::{Component, Path, PathBuf};

use anyhow::{Result, ensure};

use crate::build::Built;
use crate::project::Project;
use crate::toolchain::Toolchain;
use destination::Destination;

/// Installs everything or nothing, and returns the folder of the installation.
pub fn install(
    project: &Project,
    prefix: &Path,
    destdir: Option<&Path>,
    library_folder: &Path,
) -> Result<PathBuf> {
    check_library_folder(library_folder)?;
    let destination = Destination::prepare(prefix, destdir)?;
    let built = Built::by(&Toolchain::native()?, project)?;
    tree::lay_out(project, &built, library_folder, &destination.staging())?;
    destination.commit()
}

/// The folder of the libraries is relative to the prefix: `lib`, or, on a system that
/// has several architectures side by side, `lib/x86_64-linux-gnu`.
fn check_library_folder(library_folder: &Path) -> Result<()> {
    ensure!(
        library_folder
            .components()
            .all(|part| matches!(part, Component::Normal(_))),
        "The folder of the libraries is {}; give one below the prefix, such as lib.",
        library_folder.display()
    );
    Ok(())
}
