//! The archive for 64-bit Windows: the DLL, what links to it, the static library,
//! the headers and smsp-status.exe.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::build;
use crate::dll;
use crate::install::{self, DATA, PROGRAM};
use crate::mingw;
use crate::project::Project;
use crate::static_library::declared_functions;
use crate::static_library_windows::rename_private_symbols;
use crate::zip_archive;

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
            "{} needs {}, which Windows does not have.",
            file.display(),
            foreign.join(" and ")
        );
    }

    let tree = tempfile::tempdir()?;
    let tree = tree.path();
    install::copy(&library, &tree.join("bin/smsp.dll"), PROGRAM)?;
    install::copy(&program, &tree.join("bin/smsp-status.exe"), PROGRAM)?;
    install::copy(&static_library, &tree.join("lib/libsmsp.a"), DATA)?;
    let import_library = tree.join("lib/libsmsp.dll.a");
    install::copy(&built.join("libsmsp.dll.a"), &import_library, DATA)?;
    let definition = module_definition(&declared_functions(&project.header())?)?;
    install::write(&tree.join("lib/smsp.def"), &definition)?;
    install::lay_out_headers_and_texts(project, tree)?;
    let name = format!("libsmsp-{}-x86_64-windows", project.version);
    zip_archive::pack(tree, &name, &folder.join(format!("{name}.zip")))
}

/// What Microsoft's `lib /def:smsp.def /machine:x64` makes an import library of.
fn module_definition(functions: &[String]) -> Result<String> {
    let mut text = "LIBRARY smsp.dll\r\nEXPORTS\r\n".to_owned();
    for function in functions {
        write!(text, "    {function}\r\n")?;
    }
    Ok(text)
}
