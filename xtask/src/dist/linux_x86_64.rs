//! The archive for x86_64 Linux.

use std::path::Path;

use anyhow::Result;

use super::linux::{self, GLIBC};
use crate::build::Built;
use crate::project::Project;
use crate::zig;

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    linux::pack(&libraries(project)?, "x86_64", project, folder)
}

/// What the archive and the Debian packages are made of.
pub(super) fn libraries(project: &Project) -> Result<Built> {
    linux::libraries(&zig::x86_64_linux(GLIBC, project)?, project)
}
