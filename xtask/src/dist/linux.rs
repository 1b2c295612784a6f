//! The archives for Linux with glibc 2.17 (2012) or later.

use std::path::Path;

use anyhow::{Result, ensure};

use super::tar_gz;
use crate::build::Built;
use crate::glibc;
use crate::install::tree;
use crate::project::Project;
use crate::toolchain::{Toolchain, zig};

/// The oldest glibc that Rust's own standard library supports.
pub(super) const GLIBC: &str = "2.17";

pub(super) fn x86_64(project: &Project, folder: &Path) -> Result<()> {
    pack(&x86_64_libraries(project)?, "x86_64", project, folder)
}

pub(super) fn aarch64(project: &Project, folder: &Path) -> Result<()> {
    let built = libraries(&zig::aarch64_linux(GLIBC, project)?, project)?;
    pack(&built, "aarch64", project, folder)
}

/// The files of the archive for x86_64, which the Debian packages contain too.
pub(super) fn x86_64_libraries(project: &Project) -> Result<Built> {
    libraries(&zig::x86_64_linux(GLIBC, project)?, project)
}

/// Builds the files of an archive, and fails if one needs a later glibc.
fn libraries(toolchain: &Toolchain, project: &Project) -> Result<Built> {
    let built = Built::by(toolchain, project)?;
    for file in [&built.shared_library, &built.program] {
        let needed = glibc::needed(file, &toolchain.binutils)?;
        ensure!(
            needed <= GLIBC.parse()?,
            "{} needs glibc {needed}, but only glibc {GLIBC} is allowed.",
            file.display()
        );
    }
    Ok(built)
}

/// Packs the tree of an installation.
fn pack(built: &Built, architecture: &str, project: &Project, folder: &Path) -> Result<()> {
    let version = &project.version;
    let name = format!("libsmsp-{version}-{architecture}-linux-glibc{GLIBC}");
    let folder_of_tree = tempfile::tempdir()?;
    tree::lay_out(project, built, Path::new("lib"), folder_of_tree.path())?;
    let output = folder.join(format!("{name}.tar.gz"));
    tar_gz::pack(folder_of_tree.path(), &name, project.date()?, &output)
}
