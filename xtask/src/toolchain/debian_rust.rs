//! Debian's Rust, for systems whose standard library cannot be downloaded: Debian
//! packages its sources, which cargo then builds too. Compiler and sources must have
//! the same version, so the machine's own Rust cannot use them.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::files;
use crate::project::Project;
use crate::tool;

/// rustc, cargo and the sources of the standard library. The packages without `web` in
/// their names have the older version that Debian 12 was released with.
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// Unpacked and not installed, so that no other build uses it.
pub struct DebianRust {
    root: PathBuf,
}

impl DebianRust {
    /// Downloads it if it is missing: 145 MB.
    pub fn unpacked(project: &Project) -> Result<Self> {
        let root = project.target.join("debian-rust");
        if !root.is_dir() {
            files::make_folder(&project.target)?;
            let partial = tempfile::Builder::new()
                .prefix("debian-rust-")
                .tempdir_in(&project.target)
                .with_context(|| format!("{} cannot be written", project.target.display()))?;
            let archives = partial.path().join("archives");
            let unpacked = partial.path().join("root");
            download(&archives).context(
                "Debian's Rust cannot be downloaded; run apt-get update first, on Debian 12",
            )?;
            unpack(&archives, &unpacked).context("Debian's Rust cannot be unpacked")?;
            fs::rename(&unpacked, &root)
                .with_context(|| format!("{} cannot be made", root.display()))?;
        }
        // rustc uses this path in the names of its own files.
        let root = fs::canonicalize(&root)
            .with_context(|| format!("{} cannot be read", root.display()))?;
        Ok(Self { root })
    }

    pub fn cargo(&self) -> PathBuf {
        self.root.join("usr/bin/cargo")
    }

    /// The arguments of `cargo build` for a system and its standard library, with the
    /// unwinding that takes a panic to the guard of the C ABI.
    pub fn arguments(target: &str) -> Vec<OsString> {
        ["-Zbuild-std=std,panic_unwind", "--target", target]
            .map(OsString::from)
            .into()
    }

    /// Variables that its programs need, since they are not installed.
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let mut libraries = self.root.join("usr/lib/x86_64-linux-gnu").into_os_string();
        if let Some(others) = env::var_os("LD_LIBRARY_PATH") {
            libraries.push(":");
            libraries.push(others);
        }
        vec![
            ("LD_LIBRARY_PATH".into(), libraries),
            ("RUSTC".into(), self.root.join("usr/bin/rustc").into()),
            // Without it, only nightly versions accept -Zbuild-std.
            ("RUSTC_BOOTSTRAP".into(), "1".into()),
        ]
    }

    /// Its folder, with the name that replaces it. cargo writes a path below the
    /// project's folder relative to that folder.
    pub fn remapped(&self, project: &Project) -> Vec<(PathBuf, &'static str)> {
        let inside = self.root.strip_prefix(&project.folder);
        let inside = inside.map(|folder| (folder.to_owned(), "/rust"));
        inside
            .into_iter()
            .chain([(self.root.clone(), "/rust")])
            .collect()
    }
}

/// Downloads the packages, and those they need that this machine does not have.
fn download(archives: &Path) -> Result<()> {
    // apt-get keeps unfinished files there.
    files::make_folder(&archives.join("partial"))?;
    let mut into_archives = OsString::from("Dir::Cache::Archives=");
    into_archives.push(archives);
    tool::run(
        Command::new("apt-get")
            .args(["install", "--download-only", "--reinstall", "--yes"])
            .args(["--no-install-recommends", "-o"])
            .arg(into_archives)
            // It changes nothing that another apt-get could be changing.
            .args(["-o", "Debug::NoLocking=1"])
            .args(PACKAGES),
        "it is part of Debian",
    )?;
    Ok(())
}

fn unpack(archives: &Path, folder: &Path) -> Result<()> {
    let mut count = 0;
    for path in files::list(archives)? {
        if path.extension().is_some_and(|extension| extension == "deb") {
            let mut dpkg = Command::new("dpkg");
            let extract = dpkg.arg("--extract").arg(&path).arg(folder);
            tool::run(extract, "it is part of Debian")?;
            count += 1;
        }
    }
    ensure!(
        count >= PACKAGES.len(),
        "apt-get downloaded only {count} packages"
    );
    Ok(())
}
