//! The tools that make the libraries and smsp-status for one system.

pub mod debian_rust;
pub mod mingw;
pub mod zig;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::cargo;
use crate::tool::{self, Binutils};

pub struct Toolchain {
    /// The folder below `target/dist` that it builds in.
    pub name: &'static str,
    /// Rust's name of the system, for example `x86_64-unknown-linux-gnu`.
    pub triple: String,
    /// Another cargo than the one that runs this program.
    pub cargo: Option<PathBuf>,
    /// What `cargo build` needs, for example `--target`.
    pub cargo_arguments: Vec<OsString>,
    /// The C compiler and what it always needs.
    pub c_compiler: Vec<OsString>,
    /// Libraries of the system that a program needs beside the static library.
    pub system_libraries: &'static [&'static str],
    pub binutils: Binutils,
    /// For cargo and the C compiler.
    pub environment: Vec<(OsString, OsString)>,
    /// Its own folders, whose paths must not get into the libraries, each with the
    /// name that replaces it.
    pub remapped: Vec<(PathBuf, &'static str)>,
}

impl Toolchain {
    /// For this machine.
    pub fn native() -> Result<Self> {
        let triple = host_triple()?;
        Ok(Self {
            name: "native",
            cargo: None,
            cargo_arguments: vec!["--target".into(), (&triple).into()],
            c_compiler: vec!["cc".into()],
            system_libraries: LINUX_LIBRARIES,
            binutils: Binutils::native(),
            environment: Vec::new(),
            remapped: Vec::new(),
            triple,
        })
    }

    /// The environment, as `Command::envs` takes it.
    pub fn variables(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.environment.iter().map(|(name, value)| (name, value))
    }
}

/// What `rustc --print native-static-libs` names on Linux, without libgcc_s: a C
/// compiler adds its libgcc by itself, in the form that suits the program. A fully
/// static program cannot use the shared libgcc_s.
pub const LINUX_LIBRARIES: &[&str] = &["-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

/// Rust's name of this machine.
fn host_triple() -> Result<String> {
    let version = tool::run(cargo::command().arg("-vV"), "install Rust")?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("cargo -vV names its host")
}
