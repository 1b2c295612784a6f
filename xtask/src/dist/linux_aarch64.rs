//! The archive for 64-bit Arm Linux.

use std::path::Path;

use anyhow::Result;

use super::linux::{self, GLIBC};
use crate::project::Project;
use crate::zig;

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    let toolchain = zig::aarch64_linux(GLIBC, project)?;
    let built = linux::libraries(&toolchain, project)?;
    linux::pack(&built, "aarch64", project, folder)
}
