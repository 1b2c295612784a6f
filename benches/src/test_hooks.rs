//! Builds with the library's test hooks, which no released build has, so they
//! have a build folder of their own.

use std::path::PathBuf;
use std::process::Command;

use xtask::cargo;
use xtask::project::Project;

/// cargo's build folder with test hooks.
pub fn target(project: &Project) -> PathBuf {
    project.target.join("test-hooks")
}

/// Returns a `cargo` that builds with test hooks.
pub fn cargo(project: &Project) -> Command {
    let mut command = cargo::command();
    command
        .env("RUSTFLAGS", "--cfg smsp_test_hooks")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", target(project))
        .current_dir(&project.folder);
    command
}
