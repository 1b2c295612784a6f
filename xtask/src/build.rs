//! The libraries and smsp-status for one system. Two builds in different folders give
//! the same bytes.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::{cargo, files, static_library, tool};

/// `cargo build` of the library in the dev profile. It names the demo because cargo
/// then gives the dependencies the features that they have in the demo and in the
/// tests, and compiles none of them again.
pub fn development() -> Command {
    let mut command = cargo::command();
    command.args(["build", "--lib", "--example", "demo"]);
    command
}

/// The files of a build for a system that has ELF files.
pub struct Built {
    /// `libsmsp.so`.
    pub shared_library: PathBuf,
    /// `libsmsp.a`, as `static_library::localise` makes it.
    pub static_library: PathBuf,
    /// The command-line program `smsp-status`, with the library inside.
    pub program: PathBuf,
    /// Of this build alone, so that two can run at the same time.
    _folder: TempDir,
}

impl Built {
    pub fn by(toolchain: &Toolchain, project: &Project) -> Result<Self> {
        let release = release(toolchain, project)?;
        let folder = tempfile::tempdir().context("No temporary folder can be made")?;
        let built = Self {
            shared_library: release.join("libsmsp.so"),
            static_library: folder.path().join("libsmsp.a"),
            program: folder.path().join("smsp-status"),
            _folder: folder,
        };
        static_library::localise(
            &release.join("libsmsp.a"),
            &project.header(),
            &built.static_library,
            &toolchain.binutils,
        )?;
        compile_program(toolchain, project, &built.static_library, &built.program)?;
        Ok(built)
    }
}

/// Builds the root package for a system, without the paths of this machine, and
/// returns the folder of the libraries.
pub fn release(toolchain: &Toolchain, project: &Project) -> Result<PathBuf> {
    let target = project.target.join("dist").join(toolchain.name);
    let mut command = match &toolchain.cargo {
        None => cargo::command(),
        Some(program) => cargo::without_own_variables(Command::new(program)),
    };
    command
        .args(["build", "--release", "--locked", "--package", "libsmsp"])
        .args(&toolchain.cargo_arguments)
        .current_dir(&project.folder)
        .env("CARGO_TARGET_DIR", &target)
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            rust_flags(toolchain, project, &target)?,
        )
        .envs(toolchain.variables());
    let built = command
        .status()
        .with_context(|| format!("{} cannot be run", command.get_program().display()))?;
    ensure!(
        built.success(),
        "The release build for {} failed; the messages of cargo are above.",
        toolchain.triple
    );
    Ok(target.join(&toolchain.triple).join("release"))
}

/// Replaces the paths of this machine by names that are the same everywhere. Keeps
/// `RUSTFLAGS` of the caller, but not the flags in cargo's configuration files.
fn rust_flags(toolchain: &Toolchain, project: &Project, target: &Path) -> Result<OsString> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .context("Set CARGO_HOME or HOME: cargo keeps its sources there")?
            .join(".cargo"),
    };
    // If several prefixes match, rustc uses the last one. The name of a registry's
    // folder depends on the address of the registry.
    let mut remapped = vec![(cargo_home.clone(), "/cargo")];
    if let Ok(registries) = fs::read_dir(cargo_home.join("registry/src")) {
        remapped.extend(registries.flatten().map(|folder| (folder.path(), "/cargo")));
    }
    remapped.push((project.folder.clone(), "/smsp"));
    remapped.push((target.to_owned(), "/target"));
    remapped.extend(toolchain.remapped.iter().cloned());
    let remapped = remapped.into_iter().map(|(from, to)| {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(from);
        flag.push("=");
        flag.push(to);
        flag
    });
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    let flags = flags.split_whitespace().map(OsString::from);
    // cargo separates the flags by ASCII's unit separator, so that a path may contain
    // spaces.
    let flags: Vec<_> = flags.chain(remapped).collect();
    Ok(flags.join(&OsString::from("\u{1f}")))
}

/// Compiles smsp-status with the library inside, so that it needs no other file.
pub fn compile_program(
    toolchain: &Toolchain,
    project: &Project,
    library: &Path,
    output: &Path,
) -> Result<()> {
    let mut sources = files::list(&project.folder.join("cli"))?;
    sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
    let (compiler, arguments) = toolchain
        .c_compiler
        .split_first()
        .context("a toolchain has a C compiler")?;
    tool::run(
        Command::new(compiler)
            .args(arguments)
            .args(["-std=c99", "-O2", "-s", "-DSMSP_STATIC", "-I"])
            .arg(project.folder.join("include"))
            .args(sources)
            .arg(library)
            .args(toolchain.system_libraries)
            .arg("-o")
            .arg(output)
            .envs(toolchain.variables()),
        "install a C compiler",
    )?;
    Ok(())
}
