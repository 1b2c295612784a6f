//! The static library as it is shipped for Windows: every symbol of its own that
//! a linker sees begins with `smsp_`, so that it clashes with no other library
//! made in Rust.
//!
//! Elsewhere one object shows the functions of the header only. That takes
//! `ld -r`, which for Windows (binutils 2.40) leaves the tables in disorder by
//! which a panic finds its way, and then it never ends. So the objects stay as
//! they are here, and what is not in the header is given another name.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::static_library::declared_functions;
use crate::tool::{self, Binutils};

/// What the name of a symbol that is not in the header begins with.
pub const PRIVATE: &str = "smsp_private_";

/// Makes `output` from the archive that cargo built.
pub fn rename_private_symbols(
    archive: &Path,
    header: &Path,
    output: &Path,
    tools: &Binutils,
) -> Result<()> {
    let advice = tools.advice();
    let folder = tempfile::tempdir()?;
    let list = tool::run(tools.command("ar").arg("t").arg(archive), &advice)?;
    let names: Vec<&str> = list.lines().filter(|name| !is_import(name)).collect();
    let mut extract = tools.command("ar");
    extract.arg("x").arg("--output").arg(folder.path());
    tool::run(extract.arg(archive).args(&names), &advice)?;
    let objects: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();

    for object in &objects {
        let mut strip = tools.command("objcopy");
        // Bitcode of rustc's LLVM, which no linker of the user's needs.
        strip.args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"]);
        tool::run(strip.arg("--strip-debug").arg(object), &advice)?;
    }
    let map = folder.path().join("renamed");
    fs::write(&map, renamed(&objects, header, tools)?)
        .with_context(|| format!("{} cannot be written", map.display()))?;
    for object in &objects {
        let mut rename = tools.command("objcopy");
        rename.arg("--redefine-syms").arg(&map).arg(object);
        tool::run(&mut rename, &advice)?;
    }

    let made = output.parent().context("the output has no folder")?;
    fs::create_dir_all(made).with_context(|| format!("{} cannot be made", made.display()))?;
    fs::copy(archive, output).with_context(|| format!("{} cannot be written", output.display()))?;
    // D: no dates and owners, so that two runs give the same bytes.
    let mut replace = tools.command("ar");
    tool::run(replace.arg("rsD").arg(output).args(&objects), &advice)?;
    Ok(())
}

/// Whether a member takes a function from a DLL of Windows. Those keep their
/// names, and other archives may have them too.
pub fn is_import(member: &str) -> bool {
    // dlltool makes a head, a tail and a numbered one for each function.
    member.rsplit_once(".dll").is_some_and(|(_, rest)| {
        let part = rest.strip_suffix(".o").unwrap_or_default();
        matches!(part.as_bytes(), [b'h' | b't'] | [b's', b'0'..=b'9', ..])
    })
}

/// Each symbol to rename and its new name, as objcopy reads them.
fn renamed(objects: &[PathBuf], header: &Path, tools: &Binutils) -> Result<String> {
    let public = declared_functions(header)?;
    let mut nm = tools.command("nm");
    nm.args(["--extern-only", "--defined-only", "--format=posix"]);
    let list = tool::run(nm.args(objects), &tools.advice())?;
    let symbols: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, _)| name)
        .filter(|name| !public.iter().any(|function| function == name))
        .collect();
    let mut map = String::new();
    for symbol in symbols {
        writeln!(map, "{symbol} {PRIVATE}{symbol}")?;
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::is_import;

    #[test]
    fn members_that_take_functions_from_a_dll_are_known_by_their_names() {
        for member in ["ws2_32.dllh.o", "ws2_32.dllt.o", "ws2_32.dlls00012.o"] {
            assert!(is_import(member), "{member}");
        }
        for member in ["std-1.std.2-cgu.0.rcgu.o", "x.dll.o", "x.dllstuff.o"] {
            assert!(!is_import(member), "{member}");
        }
    }
}
