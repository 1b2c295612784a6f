//! cargo-zigbuild: builds for Linux systems older than this one, with the C
//! compiler and the lists of glibc's symbols that zig brings along.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::tool::{self, Binutils};
use crate::toolchain::Toolchain;

/// Always the same, or two machines would not give the same bytes.
const VERSIONS: [&str; 2] = ["cargo-zigbuild==0.24.0", "ziglang==0.17.1"];

/// zig's C compiler has no libgcc, and adds its own unwinder only when asked.
const LINUX_LIBRARIES_AND_UNWINDER: [&str; 6] =
    ["-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lunwind"];

/// For x86_64 Linux with this glibc or a later one.
pub fn x86_64_linux(glibc: &str, project: &Project) -> Result<Toolchain> {
    let folder = installed(project)?;
    let triple = "x86_64-unknown-linux-gnu";
    let mut path = folder.clone().into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    Ok(Toolchain {
        name: "linux-x86_64",
        triple: triple.to_owned(),
        cargo: Some(folder.join("cargo-zigbuild")),
        cargo_arguments: vec![
            "rustc".into(),
            "--target".into(),
            format!("{triple}.{glibc}").into(),
        ],
        c_compiler: vec![
            folder.join("cargo-zigbuild").into(),
            "zig".into(),
            "cc".into(),
            "--".into(),
            "-target".into(),
            format!("x86_64-linux-gnu.{glibc}").into(),
            // Loaded at a random address, as the compilers of Linux systems have it.
            "-fPIE".into(),
            "-pie".into(),
        ],
        system_libraries: &LINUX_LIBRARIES_AND_UNWINDER,
        binutils: Binutils::native(),
        environment: vec![("PATH".into(), path)],
        remapped: Vec::new(),
    })
}

/// The folder of the programs, which are installed there once.
fn installed(project: &Project) -> Result<PathBuf> {
    let environment = project.target.join("zigbuild");
    let programs = environment.join("bin");
    let marker = environment.join("installed");
    let wanted = VERSIONS.join(" ");
    if std::fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    tool::run(
        Command::new("python3")
            .args(["-m", "venv"])
            .arg(&environment),
        "install python3 and python3-venv",
    )?;
    tool::run(
        Command::new(programs.join("python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(VERSIONS),
        "install python3-venv",
    )
    .context("cargo-zigbuild cannot be installed from PyPI")?;
    std::fs::write(&marker, wanted)
        .with_context(|| format!("{} cannot be written", marker.display()))?;
    Ok(programs)
}
