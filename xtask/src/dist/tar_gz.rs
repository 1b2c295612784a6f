//! `.tar.gz` files. Two runs give the same bytes.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use crate::files;

/// Packs a folder. Everything in the archive is in a folder named `name`, has the date
/// `date` (Unix seconds) and belongs to the user and group 0.
pub fn pack(folder: &Path, name: &str, date: u64, output: &Path) -> Result<()> {
    let file =
        File::create(output).with_context(|| format!("{} cannot be written", output.display()))?;
    // The gzip header has no date and no name.
    let compressed = GzBuilder::new().write(BufWriter::new(file), Compression::best());
    let mut archive = Builder::new(compressed);
    append(&mut archive, folder, Path::new(name), date)
        .with_context(|| format!("{} cannot be packed", folder.display()))?;
    archive.into_inner()?.finish()?.flush()?;
    Ok(())
}

fn append<W: Write>(archive: &mut Builder<W>, path: &Path, name: &Path, date: u64) -> Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    let mut header = Header::new_gnu();
    header.set_mtime(date);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mode(metadata.permissions().mode() & 0o777);
    if metadata.is_dir() {
        header.set_entry_type(EntryType::Directory);
        header.set_mode(0o755);
        header.set_size(0);
        archive.append_data(&mut header, name, std::io::empty())?;
        for entry in files::entries(path)? {
            let inside = name.join(entry.file_name().unwrap_or_default());
            append(archive, &entry, &inside, date)?;
        }
    } else if metadata.is_symlink() {
        header.set_entry_type(EntryType::Symlink);
        header.set_mode(0o777);
        header.set_size(0);
        archive.append_link(&mut header, name, fs::read_link(path)?)?;
    } else {
        header.set_size(metadata.len());
        archive.append_data(&mut header, name, File::open(path)?)?;
    }
    Ok(())
}
