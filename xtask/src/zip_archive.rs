//! `.zip` files of which two runs give the same bytes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Packs a folder; everything in the archive lies in a folder named `name`, and
/// is dated 1980, where the dates of this format begin.
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
        // Windows asks nobody whether a file may be run.
        archive.start_file(name, options.unix_permissions(0o644))?;
        io::copy(&mut File::open(path)?, archive)?;
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let inside = format!("{name}/{}", entry.file_name().display());
        append(archive, &entry.path(), &inside)?;
    }
    Ok(())
}
