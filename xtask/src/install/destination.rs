//! The folder of an installation: everything arrives there, or nothing does.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// An unfinished installation. If it is dropped before `commit`, it undoes its changes.
pub struct Destination {
    root: PathBuf,
    /// In the root, so that its files can be moved into place.
    staging: Option<TempDir>,
    /// Folders that did not exist, outermost first.
    made_folders: Vec<PathBuf>,
    /// Files that are already in place.
    placed: Vec<Placed>,
}

struct Placed {
    path: PathBuf,
    /// The place of the file that was there before.
    before: Option<PathBuf>,
}

impl Destination {
    /// Fails, and leaves nothing, if the prefix cannot be written.
    pub fn prepare(prefix: &Path, destdir: Option<&Path>) -> Result<Self> {
        ensure!(
            prefix.is_absolute(),
            "The prefix is {}; give a full path, such as /usr/local.",
            prefix.display()
        );
        let root = match destdir {
            Some(destdir) => destdir.join(prefix.strip_prefix("/")?),
            None => prefix.to_owned(),
        };
        let mut destination = Self {
            root: root.clone(),
            staging: None,
            made_folders: Vec::new(),
            placed: Vec::new(),
        };
        let advice = || {
            format!(
                "Nothing can be installed into {}: choose another --prefix, or install as a user who may write there",
                root.display()
            )
        };
        destination.make_folder(&root).with_context(advice)?;
        let staging = tempfile::Builder::new()
            .prefix(".smsp-install-")
            .tempdir_in(&root)
            .with_context(advice)?;
        for part in ["new", "before"] {
            fs::create_dir(staging.path().join(part)).with_context(advice)?;
        }
        destination.staging = Some(staging);
        Ok(destination)
    }

    /// The empty folder to put the tree into.
    pub fn staging(&self) -> PathBuf {
        self.staged("new")
    }

    /// Moves the tree into its place and returns the folder.
    pub fn commit(mut self) -> Result<PathBuf> {
        let staging = self.staging();
        self.place(&staging, Path::new("")).with_context(|| {
            format!(
                "Nothing was installed: something is in the way in {}",
                self.root.display()
            )
        })?;
        // Finished: `drop` has nothing to undo.
        self.placed.clear();
        self.made_folders.clear();
        Ok(self.root.clone())
    }

    fn staged(&self, part: &str) -> PathBuf {
        self.staging
            .as_ref()
            .map(|staging| staging.path().join(part))
            .unwrap_or_default()
    }

    /// Moves the content of one folder of the tree.
    fn place(&mut self, staging: &Path, folder: &Path) -> Result<()> {
        let entries = fs::read_dir(staging.join(folder))?;
        for entry in entries {
            let entry = entry?;
            let relative = folder.join(entry.file_name());
            let path = self.root.join(&relative);
            if entry.file_type()?.is_dir() {
                self.make_folder(&path)?;
                self.place(staging, &relative)?;
            } else {
                let before = self.set_aside(&path)?;
                self.placed.push(Placed {
                    path: path.clone(),
                    before,
                });
                fs::rename(entry.path(), &path)
                    .with_context(|| format!("{} cannot be written", path.display()))?;
            }
        }
        Ok(())
    }

    /// Moves a file of an earlier installation out of the way.
    fn set_aside(&self, path: &Path) -> Result<Option<PathBuf>> {
        match fs::symlink_metadata(path) {
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(reason) => Err(reason.into()),
            Ok(metadata) if metadata.is_dir() => {
                anyhow::bail!("{} is a folder", path.display())
            }
            Ok(_) => {
                let before = self.staged("before").join(self.placed.len().to_string());
                fs::rename(path, &before)
                    .with_context(|| format!("{} cannot be replaced", path.display()))?;
                Ok(Some(before))
            }
        }
    }

    fn make_folder(&mut self, folder: &Path) -> Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            self.make_folder(parent)?;
        }
        fs::create_dir(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        self.made_folders.push(folder.to_owned());
        // Everyone can read an installation, whatever the umask.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("The permissions of {} cannot be set", folder.display()))
    }
}

impl Drop for Destination {
    /// Best effort: a failure here cannot be reported.
    fn drop(&mut self) {
        for placed in self.placed.drain(..).rev() {
            let _ = match placed.before {
                Some(before) => fs::rename(before, placed.path),
                None => fs::remove_file(placed.path),
            };
        }
        self.staging = None;
        for folder in self.made_folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
