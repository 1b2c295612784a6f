//! `.zip` files. Two runs give the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::files;

/// Packs a folder. Everything in the archive is in a folder named `name` and has the
/// date 1980-01-01, the first one of this format.
pub fn pack(folder: &Path, name: &str, output: &Path) -> Result<()> {
    let file =
        File::create(output).with_context(|| format!("{} cannot be written", output.display()))?;
    let mut archive = ZipWriter::new(BufWriter::new(file));
    append(&mut archive, folder, name)
        .with_context(|| format!("{} cannot be packed", folder.display()))?;
    archive.finish()?.flush()?;
    Ok(())
}

fn append(archive: &mut ZipWriter<BufWriter<File>>, path: &Path, name: &str) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    if !path.is_dir() {
        // Windows has no mode for programs.
        archive.start_file(name, options.unix_permissions(0o644))?;
        io::copy(&mut File::open(path)?, archive)?;
        return Ok(());
    }
    for entry in files::entries(path)? {
        let inside = entry.file_name().unwrap_or_default();
        append(archive, &entry, &format!("{name}/{}", inside.display()))?;
    }
    Ok(())
}
