//! What cargo itself cannot do.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use xtask::{cargo, static_library};

/// What cargo itself cannot do for libsmsp.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Builds the static library as it is shipped: a linker sees its smsp_*
    /// functions and nothing else.
    StaticLibrary {
        /// Where the library goes.
        #[arg(long, default_value = "target/release/static/libsmsp.a")]
        output: PathBuf,
    },
}

fn main() -> Result<()> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("xtask lies in the project's folder")?;
    match Task::parse() {
        Task::StaticLibrary { output } => {
            let built = cargo::command()
                .args(["build", "--release", "--lib"])
                .current_dir(project)
                .status()
                .context("cargo cannot be run")?;
            ensure!(built.success(), "cargo build --release failed");
            let archive = target_folder(project).join("release/libsmsp.a");
            static_library::localise(&archive, &project.join("include/smsp.h"), &output)?;
            println!("{}", output.display());
        }
    }
    Ok(())
}

/// Where cargo builds.
fn target_folder(project: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.join("target"), PathBuf::from)
}
