//! `cargo xtask headers`: the C headers that the build script of the root package
//! makes from `src/`, if its feature `headers` is on.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::cargo;
use crate::files;
use crate::project::Project;

/// The headers in `include/` that are made; the other files there are written by hand.
pub const NAMES: [&str; 2] = ["smsp.h", "smsp_ffi.h"];

/// Writes the headers to `include/` and returns their paths.
pub fn write(project: &Project) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for header in make(project)? {
        files::write(&header.path, &header.text)?;
        written.push(header.path);
    }
    Ok(written)
}

/// Fails if a header in `include/` differs from the sources.
pub fn check(project: &Project) -> Result<()> {
    for header in make(project)? {
        ensure!(
            files::read(&header.path)? == header.text,
            "{} differs from the sources; run: cargo xtask headers",
            header.path.display()
        );
    }
    Ok(())
}

struct Header {
    /// Its place in `include/`.
    path: PathBuf,
    text: String,
}

/// `cargo check` is enough to run the build script. It works in a folder of its own,
/// because another set of features would rebuild what lies in `target/`.
fn make(project: &Project) -> Result<Vec<Header>> {
    let checked = cargo::command()
        .args(["check", "--locked", "--package", "libsmsp"])
        .args(["--features", "headers"])
        .args(["--message-format", "json-render-diagnostics"])
        .arg("--target-dir")
        .arg(project.target.join("headers"))
        .current_dir(&project.folder)
        // The progress and the errors.
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be run; install Rust")?;
    ensure!(
        checked.status.success(),
        "No headers were made; the reason is above."
    );
    let messages = String::from_utf8_lossy(&checked.stdout);
    let made = output_folder(&messages).context("cargo names no folder of the build script")?;
    let headers = NAMES.map(|name| {
        Ok(Header {
            path: project.folder.join("include").join(name),
            text: files::read(&made.join(name))?,
        })
    });
    headers.into_iter().collect()
}

/// `OUT_DIR` of the build script, from cargo's messages, one JSON object per line. The
/// root package is the only one of this workspace that has a build script.
fn output_folder(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "build-script-executed")
        .find(|message| {
            let package = message["package_id"].as_str();
            package.is_some_and(|id| id.starts_with("path+file:"))
        })
        .and_then(|message| Some(message["out_dir"].as_str()?.into()))
}

#[cfg(test)]
mod tests {
    use super::output_folder;

    #[test]
    fn the_folder_is_that_of_this_workspace() {
        let messages = r#"{"reason":"compiler-artifact","package_id":"registry+index#libc@0.2.1"}
{"reason":"build-script-executed","package_id":"registry+index#ring@0.17.14","out_dir":"/ring"}
{"reason":"build-script-executed","package_id":"path+file:///project#libsmsp@1.0.0","out_dir":"/made"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(output_folder(messages), Some("/made".into()));
        assert_eq!(output_folder(""), None);
    }
}
