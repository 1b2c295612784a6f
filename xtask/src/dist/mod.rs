//! `cargo xtask dist`: the files of a release, in `dist/`.
//!
//! Each package is built into a folder of its own. When all of them exist, they are
//! moved to `dist/`, and `SHA256SUMS` is written last. So a folder that has it is
//! complete.

mod checksums;
mod debian;
mod linux;
mod tar_gz;
mod windows;
mod zip;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::bill_of_materials;
use crate::files;
use crate::project::Project;

/// One or several files of a release that are made together.
#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub enum Package {
    /// libsmsp-…-x86_64-linux-glibc2.17.tar.gz
    #[value(name = "linux-x86_64")]
    LinuxX86_64,
    /// libsmsp-…-aarch64-linux-glibc2.17.tar.gz
    #[value(name = "linux-aarch64")]
    LinuxAarch64,
    /// libsmsp-…-x86_64-windows.zip
    #[value(name = "windows-x86_64")]
    WindowsX86_64,
    /// libsmsp1_…_amd64.deb, libsmsp-dev_…_amd64.deb, smsp-status_…_amd64.deb
    Debian,
    /// libsmsp-….cdx.json
    BillOfMaterials,
}

impl Package {
    /// Puts the files of the package into an empty folder.
    fn build(self, project: &Project, folder: &Path) -> Result<()> {
        match self {
            Self::LinuxX86_64 => linux::x86_64(project, folder),
            Self::LinuxAarch64 => linux::aarch64(project, folder),
            Self::WindowsX86_64 => windows::build(project, folder),
            Self::Debian => debian::build(project, folder),
            Self::BillOfMaterials => {
                let name = format!("libsmsp-{}.cdx.json", project.version);
                files::write(&folder.join(name), bill_of_materials::text(project)?)
            }
        }
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }
}

/// Builds these packages, or all of them if `only` is empty, and returns the files of
/// `dist`. With `only`, the files of the other packages stay as they are.
pub fn build(project: &Project, only: &[Package], dist: &Path) -> Result<Vec<PathBuf>> {
    let packages = if only.is_empty() {
        Package::value_variants()
    } else {
        only
    };
    files::make_folder(dist)?;
    // It is deleted at the end, also after a failure.
    let partial = tempfile::Builder::new()
        .prefix(".partial-")
        .tempdir_in(dist)
        .with_context(|| format!("{} cannot be written", dist.display()))?;
    for package in packages {
        eprintln!("Building {}", package.name());
        package.build(project, partial.path()).with_context(|| {
            format!(
                "{} was not built, and {} is as it was",
                package.name(),
                dist.display()
            )
        })?;
    }
    checksums::remove(dist)?;
    if only.is_empty() {
        remove_files(dist)?;
    }
    for file in files::list(partial.path())? {
        let name = file.file_name().context("a file has a name")?;
        fs::rename(&file, dist.join(name))
            .with_context(|| format!("{} cannot be moved to {}", file.display(), dist.display()))?;
    }
    checksums::write(dist)?;
    files::list(dist)
}

/// Removes the files of an earlier release.
fn remove_files(folder: &Path) -> Result<()> {
    for file in files::list(folder)? {
        fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
    }
    Ok(())
}
