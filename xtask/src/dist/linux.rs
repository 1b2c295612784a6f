//! What the archives for Linux from glibc 2.17 (2012) on have in common.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::archive;
use crate::build::Built;
use crate::glibc;
use crate::install;
use crate::project::Project;
use crate::toolchain::Toolchain;

/// The oldest glibc that Rust's own standard library supports.
pub(super) const GLIBC: &str = "2.17";

/// What an archive is made of, if that glibc is enough for it.
pub(super) fn libraries(toolchain: &Toolchain, project: &Project) -> Result<Built> {
    let built = Built::by(toolchain, project)?;
    for file in [&built.shared_library, &built.program] {
        let needed = glibc::needed(file, &toolchain.binutils)?;
        ensure!(
            needed <= GLIBC.parse()?,
            "{} needs glibc {needed}, and shall not need more than {GLIBC}.",
            file.display()
        );
    }
    Ok(built)
}

/// Packs the tree of an installation.
pub(super) fn pack(
    built: &Built,
    architecture: &str,
    project: &Project,
    folder: &Path,
) -> Result<()> {
    let version = &project.version;
    let name = format!("libsmsp-{version}-{architecture}-linux-glibc{GLIBC}");
    let tree = tempfile::tempdir()?;
    install::lay_out(project, built, Path::new("lib"), tree.path())?;
    let output = folder.join(format!("{name}.tar.gz"));
    archive::pack(tree.path(), &name, project.date()?, &output)
}
