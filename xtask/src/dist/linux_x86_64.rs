//! The archive for x86_64 Linux from glibc 2.17 (2012) on.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::archive;
use crate::build::Built;
use crate::glibc;
use crate::install;
use crate::project::Project;
use crate::zig;

/// The oldest glibc that Rust's own standard library supports.
pub(super) const GLIBC: &str = "2.17";

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    let built = libraries(project)?;
    let name = format!("libsmsp-{}-x86_64-linux-glibc{GLIBC}", project.version);
    let tree = tempfile::tempdir()?;
    install::lay_out(project, &built, Path::new("lib"), tree.path())?;
    let output = folder.join(format!("{name}.tar.gz"));
    archive::pack(tree.path(), &name, project.date()?, &output)
}

/// What the archive and the Debian packages are made of.
pub(super) fn libraries(project: &Project) -> Result<Built> {
    let toolchain = zig::x86_64_linux(GLIBC, project)?;
    let built = Built::by(&toolchain, project)?;
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
