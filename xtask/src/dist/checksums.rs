//! `SHA256SUMS`, as `sha256sum --check` reads it.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

const NAME: &str = "SHA256SUMS";

/// Lists every file of the folder.
pub fn write(folder: &Path) -> Result<()> {
    let mut list = String::new();
    for file in super::files(folder)? {
        let content =
            fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        for byte in Sha256::digest(content) {
            write!(list, "{byte:02x}")?;
        }
        let name = file.file_name().context("a file has a name")?;
        writeln!(list, "  {}", name.display())?;
    }
    let path = folder.join(NAME);
    fs::write(&path, list).with_context(|| format!("{} cannot be written", path.display()))
}

/// While the folder changes there is no list.
pub fn remove(folder: &Path) -> Result<()> {
    let path = folder.join(NAME);
    match fs::remove_file(&path) {
        Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
            Err(reason).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}
