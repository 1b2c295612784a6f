//! cargo-zigbuild: builds for Linux systems that are older than this one, with zig's C
//! compiler and lists of the symbols of each glibc.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Toolchain;
use super::debian_rust::DebianRust;
use crate::files;
use crate::project::Project;
use crate::tool::{self, Binutils};

/// Exact versions, so that two machines give the same bytes.
const VERSIONS: [&str; 2] = ["cargo-zigbuild==0.24.0", "ziglang==0.17.1"];

/// zig's C compiler has no libgcc, and adds its own unwinder only on request.
const LINUX_LIBRARIES_AND_UNWINDER: [&str; 6] =
    ["-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lunwind"];

/// For x86_64 Linux with this glibc or a later one.
pub fn x86_64_linux(glibc: &str, project: &Project) -> Result<Toolchain> {
    let folder = installed(project)?;
    let triple = "x86_64-unknown-linux-gnu";
    Ok(Toolchain {
        name: "linux-x86_64",
        triple: triple.to_owned(),
        cargo: Some(folder.join("cargo-zigbuild")),
        cargo_arguments: vec!["--target".into(), format!("{triple}.{glibc}").into()],
        c_compiler: c_compiler(&folder, &format!("x86_64-linux-gnu.{glibc}")),
        system_libraries: &LINUX_LIBRARIES_AND_UNWINDER,
        binutils: Binutils::native(),
        environment: vec![on_the_path(&folder)],
        remapped: Vec::new(),
    })
}

/// The same for 64-bit Arm, with a standard library that is built here.
pub fn aarch64_linux(glibc: &str, project: &Project) -> Result<Toolchain> {
    let binutils = Binutils {
        prefix: "aarch64-linux-gnu-".to_owned(),
    };
    tool::find("aarch64-linux-gnu-objcopy", &binutils.advice())?;
    let folder = installed(project)?;
    let rust = DebianRust::unpacked(project)?;
    let triple = "aarch64-unknown-linux-gnu";
    let mut environment = rust.environment();
    environment.push(on_the_path(&folder));
    // cargo-zigbuild runs this one.
    environment.push(("CARGO".into(), rust.cargo().into()));
    Ok(Toolchain {
        name: "linux-aarch64",
        triple: triple.to_owned(),
        cargo: Some(folder.join("cargo-zigbuild")),
        cargo_arguments: DebianRust::arguments(&format!("{triple}.{glibc}")),
        c_compiler: c_compiler(&folder, &format!("aarch64-linux-gnu.{glibc}")),
        system_libraries: &LINUX_LIBRARIES_AND_UNWINDER,
        binutils,
        environment,
        remapped: rust.remapped(project),
    })
}

fn c_compiler(folder: &Path, target: &str) -> Vec<OsString> {
    let mut command = vec![folder.join("cargo-zigbuild").into_os_string()];
    command.extend(["zig", "cc", "--", "-target", target].map(OsString::from));
    // Loaded at a random address, as the compilers of Linux systems do by default.
    command.extend(["-fPIE", "-pie"].map(OsString::from));
    command
}

/// The variable PATH with this folder first.
fn on_the_path(folder: &Path) -> (OsString, OsString) {
    let mut path = folder.as_os_str().to_owned();
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    ("PATH".into(), path)
}

/// Installs the programs, if they are missing, and returns their folder.
fn installed(project: &Project) -> Result<PathBuf> {
    let environment = project.target.join("zigbuild");
    let programs = environment.join("bin");
    let marker = environment.join("installed");
    let wanted = VERSIONS.join(" ");
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted) {
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
            .args(["-m", "pip", "install", "--quiet"])
            .arg("--disable-pip-version-check")
            .args(VERSIONS),
        "install python3-venv",
    )
    .context("cargo-zigbuild cannot be installed from PyPI")?;
    files::write(&marker, wanted)?;
    Ok(programs)
}
