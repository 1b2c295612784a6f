//! The archive for 64-bit Windows: the DLL, the files to link with it, the static
//! library, the headers and smsp-status.exe.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Result, ensure};

use super::zip;
use crate::build;
use crate::dll;
use crate::files::{self, DATA, PROGRAM};
use crate::install::tree;
use crate::project::Project;
use crate::static_library::declared_functions;
use crate::static_library::windows::rename_private_symbols;
use crate::toolchain::mingw;

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    let toolchain = mingw::toolchain(project)?;
    let built = build::release(&toolchain, project)?;
    let made = tempfile::tempdir()?;
    let library = built.join("smsp.dll");
    let static_library = made.path().join("libsmsp.a");
    let program = made.path().join("smsp-status.exe");
    rename_private_symbols(
        &built.join("libsmsp.a"),
        &project.header(),
        &static_library,
        &toolchain.binutils,
    )?;
    build::compile_program(&toolchain, project, &static_library, &program)?;
    for file in [&library, &program] {
        let foreign = dll::not_of_windows(file, &toolchain.binutils)?;
        ensure!(
            foreign.is_empty(),
            "{} needs {}, which is not part of Windows.",
            file.display(),
            foreign.join(" and ")
        );
    }

    let place = tempfile::tempdir()?;
    let place = place.path();
    files::copy(&library, &place.join("bin/smsp.dll"), PROGRAM)?;
    files::copy(&program, &place.join("bin/smsp-status.exe"), PROGRAM)?;
    files::copy(&static_library, &place.join("lib/libsmsp.a"), DATA)?;
    let import_library = place.join("lib/libsmsp.dll.a");
    files::copy(&built.join("libsmsp.dll.a"), &import_library, DATA)?;
    let definition = module_definition(&declared_functions(&project.header())?)?;
    files::write(&place.join("lib/smsp.def"), definition)?;
    tree::lay_out_headers_and_texts(project, place)?;
    let name = format!("libsmsp-{}-x86_64-windows", project.version);
    zip::pack(place, &name, &folder.join(format!("{name}.zip")))
}

/// Microsoft's `lib /def:smsp.def /machine:x64` makes an import library of it.
fn module_definition(functions: &[String]) -> Result<String> {
    let mut text = "LIBRARY smsp.dll\r\nEXPORTS\r\n".to_owned();
    for function in functions {
        write!(text, "    {function}\r\n")?;
    }
    Ok(text)
}
