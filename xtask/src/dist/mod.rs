//! What a release consists of, in `dist/`.
//!
//! Every package is built into a folder of its own and moved to `dist/` when all
//! are there; `SHA256SUMS` comes last. So where that is, nothing is missing.

pub mod bill_of_materials;
pub mod checksums;
pub mod debian;
pub mod linux;
pub mod linux_aarch64;
pub mod linux_x86_64;
pub mod windows_x86_64;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::project::Project;

/// One or several files of a release, made together.
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
            Self::LinuxX86_64 => linux_x86_64::build(project, folder),
            Self::LinuxAarch64 => linux_aarch64::build(project, folder),
            Self::WindowsX86_64 => windows_x86_64::build(project, folder),
            Self::Debian => debian::build(project, folder),
            Self::BillOfMaterials => bill_of_materials::build(project, folder),
        }
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }
}

/// Builds these packages, or all of them where none is named, and answers the
/// files of `dist`. With `only`, those of the other packages stay as they were.
pub fn build(project: &Project, only: &[Package], dist: &Path) -> Result<Vec<PathBuf>> {
    let packages = if only.is_empty() {
        Package::value_variants()
    } else {
        only
    };
    fs::create_dir_all(dist).with_context(|| format!("{} cannot be made", dist.display()))?;
    // Gone at the end, however that comes.
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
    for file in files(partial.path())? {
        let name = file.file_name().context("a file has a name")?;
        fs::rename(&file, dist.join(name))
            .with_context(|| format!("{} cannot be moved to {}", file.display(), dist.display()))?;
    }
    checksums::write(dist)?;
    files(dist)
}

/// What an earlier release left.
fn remove_files(folder: &Path) -> Result<()> {
    for file in files(folder)? {
        fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
    }
    Ok(())
}

/// The files of a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}
