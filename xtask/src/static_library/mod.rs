//! `cargo xtask static-library`: the static library as it ships, one object file of
//! which a linker sees the `smsp_*` functions and nothing else.
//!
//! The archive that cargo makes shows a linker thousands of symbols of Rust's standard
//! library and of the TLS code. A plug-in that embeds the archive would export them
//! again, and they would clash with those of another library made in Rust.

pub mod windows;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::build;
use crate::files;
use crate::project::Project;
use crate::tool::{self, Binutils};
use crate::toolchain::Toolchain;

/// Builds the release for this machine and writes its static library to `output`.
pub fn build(project: &Project, output: &Path) -> Result<()> {
    let toolchain = Toolchain::native()?;
    let archive = build::release(&toolchain, project)?.join("libsmsp.a");
    localise(&archive, &project.header(), output, &toolchain.binutils)
}

/// Makes `output` from the archive that cargo built. It keeps the functions that
/// `header` declares: a program or plug-in that embeds the library can call them, and
/// does not export them.
pub fn localise(archive: &Path, header: &Path, output: &Path, tools: &Binutils) -> Result<()> {
    let functions = declared_functions(header)?;
    files::make_folder(output.parent().context("the output has no folder")?)?;
    let temporary = tempfile::tempdir()?;
    let object = temporary.path().join("smsp.o");
    let keep = temporary.path().join("smsp.symbols");
    let marks = temporary.path().join("marks.s");
    let marked = temporary.path().join("marks.o");
    let advice = tools.advice();

    // A symbol gets the strictest visibility that any object gives it.
    files::write(&marks, hidden(&functions))?;
    let mut assemble = tools.command("as");
    tool::run(assemble.arg("-o").arg(&marked).arg(&marks), &advice)?;

    // Keeps only what the functions need.
    let roots = functions.iter().flat_map(|name| ["-u", name]);
    let mut join = tools.command("ld");
    join.args(["-r", "--gc-sections", "-o"]).arg(&object);
    tool::run(join.args(roots).arg(&marked).arg(archive), &advice)?;

    files::write(&keep, functions.join("\n"))?;
    let mut strip = tools.command("objcopy");
    strip
        .arg(format!("--keep-global-symbols={}", keep.display()))
        // Bitcode of rustc's LLVM, which no linker of the user needs.
        .args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"])
        // Also removes symbols that only the dropped parts needed: ld has turned
        // optional functions of newer systems into required ones.
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
    // Without this section the linker makes the stack executable.
    let stack = ".section .note.GNU-stack,\"\",%progbits\n".to_owned();
    marks.chain([stack]).collect()
}

/// The names of the functions that `smsp.h` declares.
pub fn declared_functions(header: &Path) -> Result<Vec<String>> {
    let text = files::read(header)?;
    let names = text
        .split("SMSP_API ")
        .skip(1)
        .filter_map(|declaration| declaration.split_once('('))
        .filter_map(|(before, _)| before.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("smsp_"));
    Ok(names.map(str::to_owned).collect())
}
