//! The libraries that a library or program for Windows needs.

use std::path::Path;

use anyhow::Result;

use crate::tool::{self, Binutils};

/// Libraries that every Windows has since version 10. The API sets, whose names begin
/// with `api-ms-win-`, are not listed.
const OF_WINDOWS: [&str; 11] = [
    "advapi32.dll",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "crypt32.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ncrypt.dll",
    "ntdll.dll",
    "secur32.dll",
    "userenv.dll",
    "ws2_32.dll",
];

/// The libraries that a file needs and that are not part of Windows.
pub fn not_of_windows(file: &Path, tools: &Binutils) -> Result<Vec<String>> {
    let mut objdump = tools.command("objdump");
    let headers = tool::run(objdump.arg("-p").arg(file), &tools.advice())?;
    let needed = headers
        .lines()
        .filter_map(|line| line.trim().strip_prefix("DLL Name: "))
        .map(str::to_lowercase);
    Ok(needed
        .filter(|name| !name.starts_with("api-ms-win-") && !OF_WINDOWS.contains(&&**name))
        .collect())
}
