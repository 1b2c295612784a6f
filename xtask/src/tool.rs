//! Programs of others that the commands run.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Runs a program to its end and returns its output. `advice` says what to install if
/// the program is missing.
pub fn run(command: &mut Command, advice: &str) -> Result<String> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .with_context(|| format!("{} cannot be run; {advice}", program.display()))?;
    if !output.status.success() {
        bail!(
            "{} failed: {}{}",
            program.display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Finds a program on the PATH. If it is missing, the failure contains `advice`.
pub fn find(name: &str, advice: &str) -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .with_context(|| format!("{name} is missing; {advice}"))
}

/// `ld`, `objcopy`, `ar`, `readelf` and the like, for one system.
pub struct Binutils {
    /// The beginning of their names, for example `aarch64-linux-gnu-`.
    pub prefix: String,
}

impl Binutils {
    /// Those of this machine.
    pub fn native() -> Self {
        Self {
            prefix: String::new(),
        }
    }

    pub fn command(&self, name: &str) -> Command {
        Command::new(format!("{}{name}", self.prefix))
    }

    /// Says what to install if they are missing.
    pub fn advice(&self) -> String {
        match self.prefix.trim_end_matches('-') {
            "" => "install binutils".to_owned(),
            system => format!("install binutils-{system}"),
        }
    }
}
