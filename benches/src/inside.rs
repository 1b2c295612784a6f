//! The parser alone, timed by divan: `benches/parser/inside.rs`.

use anyhow::{Context, Result, ensure};
use xtask::project::Project;

use crate::Effort;
use crate::test_hooks;

pub fn run(project: &Project, effort: Effort) -> Result<()> {
    let mut cargo = test_hooks::cargo(project);
    cargo.args(["run", "--quiet", "--release", "--locked"]);
    cargo.args(["--package", "smsp-bench-parser", "--bin", "inside", "--"]);
    // divan does nothing but a test run if cargo does not name it a bench.
    cargo.arg(match effort {
        Effort::Quick => "--test",
        Effort::Full => "--bench",
    });
    let status = cargo.status().context("cargo cannot be run")?;
    ensure!(status.success(), "{cargo:?} failed");
    Ok(())
}
