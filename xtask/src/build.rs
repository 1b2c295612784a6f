//! The libraries and smsp-status for one system, such that two runs in two places
//! give the same bytes.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::{cargo, static_library, tool};

/// What is built for a system that has ELF files.
pub struct Built {
    /// `libsmsp.so`.
    pub shared_library: PathBuf,
    /// `libsmsp.a`, as `static_library::localise` makes it.
    pub static_library: PathBuf,
    /// The command-line program `smsp-status`, with the library inside.
    pub program: PathBuf,
    /// Of this run alone, so that two may go on at the same time.
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

/// The release build for a system, without the paths of this machine; answers
/// the folder that holds what cargo made.
pub fn release(toolchain: &Toolchain, project: &Project) -> Result<PathBuf> {
    let target = project.target.join("dist").join(toolchain.name);
    let mut command = match &toolchain.cargo {
        None => cargo::command(),
        Some(program) => cargo::without_own_variables(Command::new(program)),
    };
    command
        .args(&toolchain.cargo_arguments)
        .args(["--release", "--lib", "--locked"])
        // Not the Rust crate as well: cargo would then leave out the
        // optimisation over all crates, and the library be a fifth larger.
        .args(["--crate-type", "cdylib,staticlib"])
        .current_dir(&project.folder)
        .env("CARGO_TARGET_DIR", &target)
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            rust_flags(toolchain, project, &target)?,
        )
        .envs(
            toolchain
                .environment
                .iter()
                .map(|(name, value)| (name, value)),
        );
    let built = command
        .status()
        .with_context(|| format!("{} cannot be run", command.get_program().display()))?;
    ensure!(
        built.success(),
        "The release build for {} failed; what cargo said is above.",
        toolchain.triple
    );
    Ok(target.join(&toolchain.triple).join("release"))
}

/// The paths of this machine are replaced by names that are the same everywhere.
/// `RUSTFLAGS` of the caller stay; what cargo's configuration files say does not.
fn rust_flags(toolchain: &Toolchain, project: &Project, target: &Path) -> Result<OsString> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .context("CARGO_HOME or HOME says where cargo keeps its sources")?
            .join(".cargo"),
    };
    // Of those that fit, the last one is used. The folder of a registry is named
    // after the place that it was fetched from.
    let mut remapped = vec![(cargo_home.clone(), "/cargo")];
    if let Ok(registries) = fs::read_dir(cargo_home.join("registry/src")) {
        remapped.extend(registries.flatten().map(|folder| (folder.path(), "/cargo")));
    }
    remapped.push((project.folder.clone(), "/smsp"));
    remapped.push((target.to_owned(), "/target"));
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    let flags = flags.split_whitespace().map(OsString::from);
    remapped.extend(toolchain.remapped.iter().cloned());
    let remapped = remapped.into_iter().map(|(from, to)| {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(from);
        flag.push("=");
        flag.push(to);
        flag
    });
    // cargo separates them by the unit separator of ASCII, so that a path may
    // have spaces.
    let flags: Vec<_> = flags.chain(remapped).collect();
    Ok(flags.join(&OsString::from("\u{1f}")))
}

/// smsp-status carries the library inside, so that it may be copied anywhere.
pub fn compile_program(
    toolchain: &Toolchain,
    project: &Project,
    library: &Path,
    output: &Path,
) -> Result<()> {
    let folder = project.folder.join("cli");
    let mut sources: Vec<PathBuf> = fs::read_dir(&folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
    sources.sort();
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
            .args(iter::once("-o").map(OsString::from).chain([output.into()]))
            .envs(
                toolchain
                    .environment
                    .iter()
                    .map(|(name, value)| (name, value)),
            ),
        "install a C compiler",
    )?;
    Ok(())
}
