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
/// those that `header` declares. They can be called by the program or the plug-in
/// that embeds the library, and are not exported again from that.
pub fn localise(archive: &Path, header: &Path, output: &Path, tools: &Binutils) -> Result<()> {
    let functions = declared_functions(header)?;
    let folder = output.parent().context("the output has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let temporary = tempfile::tempdir()?;
    let object = temporary.path().join("smsp.o");
    let keep = temporary.path().join("smsp.symbols");
    let marks = temporary.path().join("marks.s");
    let marked = temporary.path().join("marks.o");
    let write = |path: &Path, text: String| {
        fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
    };
    let advice = tools.advice();

    // The strictest visibility that any object gives a symbol is what it gets.
    write(&marks, hidden(&functions))?;
    let mut assemble = tools.command("as");
    tool::run(assemble.arg("-o").arg(&marked).arg(&marks), &advice)?;

    // Only what the functions need is kept.
    let roots = functions.iter().flat_map(|name| ["-u", name]);
    let mut join = tools.command("ld");
    join.args(["-r", "--gc-sections", "-o"]).arg(&object);
    tool::run(join.args(roots).arg(&marked).arg(archive), &advice)?;

    write(&keep, functions.join("\n"))?;
    let mut strip = tools.command("objcopy");
    strip
        .arg(format!("--keep-global-symbols={}", keep.display()))
        // Bitcode of rustc's LLVM, which no linker of the user's needs.
        .args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"])
        // Also what only the parts that are gone asked for: ld has made functions
        // of newer systems, which may be missing, into ones that must be there.
        .arg("--strip-unneeded");
    tool::run(strip.arg(&object), &advice)?;

    if output.exists() {
        fs::remove_file(output).with_context(|| format!("{} is in the way", output.display()))?;
    }
    // D: no dates and owners, so that two runs give the same bytes.
    let mut pack = tools.command("ar");
    tool::run(pack.arg("rcsD").arg(output).arg(&object), &advice)?;
    Ok(())
}

/// Assembly that marks the functions.
fn hidden(functions: &[String]) -> String {
    let marks = functions
        .iter()
        .map(|name| format!(".globl {name}\n.hidden {name}\n"));
    // Without this the linker would take the stack to be executable.
    let stack = ".section .note.GNU-stack,\"\",%progbits\n".to_owned();
    marks.chain([stack]).collect()
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
