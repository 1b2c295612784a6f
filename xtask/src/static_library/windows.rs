//! The static library as it ships for Windows: every symbol of its own that a linker
//! sees begins with `smsp_`, so that it clashes with no other library made in Rust.
//!
//! On the other systems one object shows only the functions of the header. That needs
//! `ld -r`, which for Windows (binutils 2.40) disorders the tables that a panic needs
//! to find its way; the panic then never ends. So the objects stay as they are here,
//! and each symbol that is not in the header is renamed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::Result;

use super::declared_functions;
use crate::files;
use crate::tool::{self, Binutils};

/// The prefix of each symbol that is not in the header.
pub const PRIVATE: &str = "smsp_private_";

/// Makes `output` from the archive that cargo built.
pub fn rename_private_symbols(
    archive: &Path,
    header: &Path,
    output: &Path,
    tools: &Binutils,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let stripped = folder.path().join("stripped.a");
    // --enable-deterministic-archives: no dates and owners, so that two runs give
    // the same bytes.
    let mut strip = tools.command("objcopy");
    strip.args(["--enable-deterministic-archives", "--strip-debug"]);
    // Bitcode of rustc's LLVM, which no linker of the user needs.
    strip.args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"]);
    tool::run(strip.arg(archive).arg(&stripped), &tools.advice())?;

    let map = folder.path().join("renamed");
    let public = declared_functions(header)?;
    files::write(&map, renamed(&symbols(&stripped, tools)?, &public)?)?;
    let mut rename = tools.command("objcopy");
    rename.args(["--enable-deterministic-archives", "--redefine-syms"]);
    rename.arg(&map).arg(&stripped).arg(output);
    tool::run(&mut rename, &tools.advice())?;
    Ok(())
}

/// A symbol that a linker sees.
pub struct Symbol {
    /// The member of the archive that defines it.
    pub member: String,
    pub name: String,
}

/// The symbols of an archive, in the order of its members.
pub fn symbols(archive: &Path, tools: &Binutils) -> Result<Vec<Symbol>> {
    let mut nm = tools.command("nm");
    nm.args(["--extern-only", "--defined-only", "--print-file-name"]);
    let list = tool::run(nm.arg(archive), &tools.advice())?;
    // ARCHIVE:MEMBER:ADDRESS TYPE NAME
    let symbols = list.lines().filter_map(|line| {
        let (place, name) = line.rsplit_once(' ')?;
        let member = place.rsplit(':').nth(1)?;
        Some(Symbol {
            member: member.to_owned(),
            name: name.to_owned(),
        })
    });
    Ok(symbols.collect())
}

/// Returns whether a member imports a function from a DLL of Windows. Such members
/// keep their names, and other archives may have them too.
pub fn is_import(member: &str) -> bool {
    // dlltool makes a head, a tail and a numbered member per function.
    member.rsplit_once(".dll").is_some_and(|(_, rest)| {
        let part = rest.strip_suffix(".o").unwrap_or_default();
        matches!(part.as_bytes(), [b'h' | b't'] | [b's', b'0'..=b'9', ..])
    })
}

/// Each symbol to rename with its new name, in objcopy's format.
fn renamed(symbols: &[Symbol], public: &[String]) -> Result<String> {
    let mut map = BTreeMap::new();
    let mut imports = Vec::new();
    for Symbol { member, name } in symbols {
        if is_import(member) {
            // dlltool names the parts of an import after the path of a temporary
            // file, which differs in each build.
            let Some(path) = name.strip_prefix("_head_") else {
                continue;
            };
            if !imports.contains(&path) {
                imports.push(path);
            }
        } else if !public.contains(name) {
            map.insert(name.clone(), format!("{PRIVATE}{name}"));
        }
    }
    for (number, path) in imports.into_iter().enumerate() {
        let new = format!("{PRIVATE}import_{number}");
        map.insert(format!("_head_{path}"), format!("{new}_head"));
        map.insert(format!("__{path}_iname"), format!("{new}_name"));
    }
    let mut lines = String::new();
    for (old, new) in map {
        writeln!(lines, "{old} {new}")?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::is_import;

    #[test]
    fn members_that_import_from_a_dll_are_recognised_by_their_names() {
        for member in ["ws2_32.dllh.o", "ws2_32.dllt.o", "ws2_32.dlls00012.o"] {
            assert!(is_import(member), "{member}");
        }
        for member in ["std-1.std.2-cgu.0.rcgu.o", "x.dll.o", "x.dllstuff.o"] {
            assert!(!is_import(member), "{member}");
        }
    }
}
