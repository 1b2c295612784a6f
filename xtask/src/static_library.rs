//! The static library as it is shipped: one object file, of which a linker sees
//! the `smsp_*` functions and nothing else.
//!
//! The archive that cargo makes shows the linker thousands of symbols of Rust's
//! standard library and of the TLS code. They would be exported again from a
//! plug-in that embeds the archive, and clash with those of another library
//! made in Rust.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::tool::{self, Binutils};

/// Makes `output` from the archive that cargo built; the functions to keep are
/// those that `header` declares.
pub fn localise(archive: &Path, header: &Path, output: &Path, tools: &Binutils) -> Result<()> {
    let functions = declared_functions(header)?;
    let folder = output.parent().context("the output has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let object = folder.join("smsp.o");
    let keep = folder.join("smsp.symbols");
    fs::write(&keep, functions.join("\n"))
        .with_context(|| format!("{} cannot be written", keep.display()))?;

    // Only what the functions need is kept.
    let roots = functions.iter().flat_map(|name| ["-u", name]);
    let advice = tools.advice();
    tool::run(
        tools
            .command("ld")
            .args(["-r", "--gc-sections", "-o"])
            .arg(&object)
            .args(roots)
            .arg(archive),
        &advice,
    )?;
    tool::run(
        tools
            .command("objcopy")
            .arg(format!("--keep-global-symbols={}", keep.display()))
            // Bitcode of rustc's LLVM, which no linker of the user's needs.
            .args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"])
            .arg("--strip-debug")
            .arg(&object),
        &advice,
    )?;
    if output.exists() {
        fs::remove_file(output).with_context(|| format!("{} is in the way", output.display()))?;
    }
    // D: no dates and owners, so that two runs give the same bytes.
    tool::run(
        tools.command("ar").arg("rcsD").arg(output).arg(&object),
        &advice,
    )?;
    for temporary in [&object, &keep] {
        fs::remove_file(temporary)
            .with_context(|| format!("{} cannot be removed", temporary.display()))?;
    }
    Ok(())
}

/// The names of the functions in `smsp.h`.
pub fn declared_functions(header: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(header)
        .with_context(|| format!("{} cannot be read", header.display()))?;
    let names = text
        .split("SMSP_API ")
        .skip(1)
        .filter_map(|declaration| declaration.split_once('('))
        .filter_map(|(before, _)| before.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("smsp_"));
    Ok(names.map(str::to_owned).collect())
}
