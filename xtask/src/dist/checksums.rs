//! `SHA256SUMS`, as `sha256sum --check` reads it.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::files;

const NAME: &str = "SHA256SUMS";

/// Lists every file of the folder.
pub fn write(folder: &Path) -> Result<()> {
    let mut list = String::new();
    for file in files::list(folder)? {
        let content =
            fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        for byte in Sha256::digest(content) {
            write!(list, "{byte:02x}")?;
        }
        let name = file.file_name().context("a file has a name")?;
        writeln!(list, "  {}", name.display())?;
    }
    files::write(&folder.join(NAME), list)
}

/// Removes the list, because the folder is about to change.
pub fn remove(folder: &Path) -> Result<()> {
    let path = folder.join(NAME);
    match fs::remove_file(&path) {
        Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
            Err(reason).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}
