//! The project's folder, its version and its date.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use crate::files;

pub struct Project {
    /// The folder of the project.
    pub folder: PathBuf,
    /// The folder that cargo builds in.
    pub target: PathBuf,
    /// Three numbers.
    pub version: String,
}

impl Project {
    pub fn find() -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the project's folder")?
            .to_owned();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| folder.join("target"), |target| folder.join(target));
        let mut project = Self {
            folder,
            target,
            version: String::new(),
        };
        let header = files::read(&project.header())?;
        // A test compares it with the version in Cargo.toml.
        project.version = header
            .split_once("#define SMSP_VERSION \"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(version, _)| version.to_owned())
            .context("include/smsp.h defines SMSP_VERSION")?;
        Ok(project)
    }

    pub fn header(&self) -> PathBuf {
        self.folder.join("include/smsp.h")
    }

    /// The number in the soname.
    pub fn major_version(&self) -> &str {
        self.version.split('.').next().unwrap_or_default()
    }

    /// The date of everything that is made from these sources, in Unix seconds:
    /// `SOURCE_DATE_EPOCH`, else the date of the last commit, else, without a
    /// repository, the date of CHANGELOG.md.
    pub fn date(&self) -> Result<u64> {
        if let Ok(date) = env::var("SOURCE_DATE_EPOCH") {
            return date
                .parse()
                .with_context(|| format!("SOURCE_DATE_EPOCH is {date}, not Unix seconds"));
        }
        let commit = Command::new("git")
            .args(["log", "-1", "--format=%ct"])
            .current_dir(&self.folder)
            .output();
        if let Ok(commit) = commit
            && let Ok(date) = String::from_utf8_lossy(&commit.stdout).trim().parse()
        {
            return Ok(date);
        }
        let changelog = self.folder.join("CHANGELOG.md");
        let changed = fs::metadata(&changelog)
            .and_then(|metadata| metadata.modified())
            .with_context(|| format!("{} cannot be read", changelog.display()))?;
        Ok(changed.duration_since(UNIX_EPOCH)?.as_secs())
    }
}
