//! Files whose failures name them, with permissions that no umask changes.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The mode of a program, a shared library or a folder.
pub const PROGRAM: u32 = 0o755;
/// The mode of any other file.
pub const DATA: u32 = 0o644;

pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Makes the folder of the file too.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    make_folder_of(path)?;
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))?;
    set_mode(path, DATA)
}

/// Makes the folder of the copy too.
pub fn copy(from: &Path, to: &Path, mode: u32) -> Result<()> {
    make_folder_of(to)?;
    fs::copy(from, to)
        .with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))?;
    set_mode(to, mode)
}

/// Makes a symbolic link in a folder that exists.
pub fn link(target: &str, path: &Path) -> Result<()> {
    symlink(target, path).with_context(|| format!("{} cannot be made", path.display()))
}

/// Makes the folder and its parents.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("{} cannot be made", path.display()))
}

/// The files and folders of a folder, sorted.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    entries.sort();
    Ok(entries)
}

/// The files of a folder, sorted.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = entries(folder)?;
    files.retain(|path| path.is_file());
    Ok(files)
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("The permissions of {} cannot be set", path.display()))
}

fn make_folder_of(path: &Path) -> Result<()> {
    make_folder(path.parent().context("a file lies in a folder")?)
}
