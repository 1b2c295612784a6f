//! The toolchain for 64-bit Windows: Debian's Rust and MinGW-w64.

use anyhow::Result;

use super::Toolchain;
use super::debian_rust::DebianRust;
use crate::project::Project;
use crate::tool::{self, Binutils};

const TRIPLE: &str = "x86_64-pc-windows-gnu";
const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Libraries that a program needs beside the static library, without those that
/// MinGW-w64's compiler adds by itself.
pub const SYSTEM_LIBRARIES: &[&str] = &["-lws2_32", "-luserenv", "-lntdll"];

pub fn toolchain(project: &Project) -> Result<Toolchain> {
    tool::find(COMPILER, "install gcc-mingw-w64-x86-64")?;
    let rust = DebianRust::unpacked(project)?;
    let mut environment = rust.environment();
    environment.push((
        "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER".into(),
        COMPILER.into(),
    ));
    Ok(Toolchain {
        name: "windows-x86_64",
        triple: TRIPLE.to_owned(),
        cargo: Some(rust.cargo()),
        cargo_arguments: DebianRust::arguments(TRIPLE),
        // The time of the build would make each build differ.
        c_compiler: vec![COMPILER.into(), "-Wl,--no-insert-timestamp".into()],
        system_libraries: SYSTEM_LIBRARIES,
        binutils: binutils(),
        environment,
        remapped: rust.remapped(project),
    })
}

pub fn binutils() -> Binutils {
    Binutils {
        prefix: "x86_64-w64-mingw32-".to_owned(),
    }
}
