//! Builds the libraries and the programs that are measured.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use xtask::cargo;
use xtask::project::Project;
use xtask::toolchain::Toolchain;

use crate::recipes::{Link, OTHERS, PARSER_MAINS, PARSERS};
use crate::test_hooks;

/// For all C and C++, ours and the peers'.
const COMPILER_OPTIONS: [&str; 2] = ["-O2", "-DNDEBUG"];

/// For the Rust programs. The name of a package follows.
const CARGO_BUILD: [&str; 5] = ["build", "--quiet", "--release", "--locked", "--package"];

/// The programs, built.
pub struct Programs {
    project: Project,
    folder: PathBuf,
    yyjson: PathBuf,
}

impl Programs {
    pub fn build(project: Project) -> Result<Self> {
        let folder = project.target.join("benches");
        for part in ["objects", "library"] {
            let part = folder.join(part);
            fs::create_dir_all(&part)
                .with_context(|| format!("{} cannot be made", part.display()))?;
        }
        let programs = Self {
            yyjson: yyjson_sources(&project)?,
            project,
            folder,
        };
        eprintln!("Building libsmsp and the programs in benches/programs.");
        programs.build_with_cargo()?;
        programs.build_yyjson()?;
        for recipe in &PARSERS {
            for (suffix, mains) in PARSER_MAINS {
                let sources: Vec<_> = recipe.sources.iter().chain(mains).copied().collect();
                let name = format!("{}_{suffix}", recipe.name);
                programs.link(&name, &sources, recipe.links)?;
            }
        }
        for recipe in &OTHERS {
            programs.link(recipe.name, recipe.sources, recipe.links)?;
        }
        Ok(programs)
    }

    /// The folder of everything that the benches make.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A program in C or C++, to be run with arguments.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program in Rust.
    pub fn rust_path(&self, name: &str) -> PathBuf {
        self.project.target.join("release").join(name)
    }

    /// The shared library, named by its soname.
    pub fn library(&self) -> PathBuf {
        self.folder.join("library/libsmsp.so.1")
    }

    /// yyjson as a shared library, stripped.
    pub fn yyjson_library(&self) -> PathBuf {
        self.folder.join("library/libyyjson.so")
    }

    fn build_with_cargo(&self) -> Result<()> {
        let shipped = xtask::build::release(&Toolchain::native()?, &self.project)?;
        run(cargo::command()
            .args(CARGO_BUILD)
            .arg("smsp-bench-programs")
            .current_dir(&self.project.folder))?;
        run(test_hooks::cargo(&self.project)
            .args(CARGO_BUILD)
            .args(["smsp-bench-parser", "--lib"]))?;
        let built = shipped.join("libsmsp.so");
        fs::copy(&built, self.library())
            .with_context(|| format!("{} cannot be copied", built.display()))?;
        let link = self.folder.join("library/libsmsp.so");
        if link.symlink_metadata().is_err() {
            symlink("libsmsp.so.1", &link).context("A link cannot be made")?;
        }
        Ok(())
    }

    /// Makes an object for the programs, and a shared library, whose size is compared.
    fn build_yyjson(&self) -> Result<()> {
        let source = self.yyjson.join("yyjson.c");
        self.compile(&source)?;
        run(compiler_of(&source)
            .args(COMPILER_OPTIONS)
            .args(["-shared", "-fPIC", "-s"])
            .arg(&source)
            .arg("-o")
            .arg(self.yyjson_library()))
    }

    /// Makes an object of a source and returns its path.
    fn compile(&self, source: &Path) -> Result<PathBuf> {
        let name = source.file_name().context("A source has a name")?;
        let object = self.folder.join("objects").join(name).with_extension("o");
        let mut compiler = compiler_of(source);
        run(compiler
            .args(COMPILER_OPTIONS)
            .arg("-I")
            .arg(self.project.folder.join("include"))
            .arg("-I")
            .arg(&self.yyjson)
            .arg("-c")
            .arg(source)
            .arg("-o")
            .arg(&object))?;
        Ok(object)
    }

    fn link(&self, name: &str, sources: &[&str], links: &[Link]) -> Result<()> {
        let folder = self.project.folder.join("benches/programs");
        let sources: Vec<_> = sources.iter().map(|source| folder.join(source)).collect();
        let one = sources.iter().find(|source| is_cpp(source));
        let one = one.or(sources.first()).context("A program has a source")?;
        let mut linker = compiler_of(one);
        for source in &sources {
            linker.arg(self.compile(source)?);
        }
        for link in links {
            match link {
                Link::Smsp => {
                    let folder = self.folder.join("library");
                    linker.arg(format!("-L{}", folder.display()));
                    linker.arg("-lsmsp");
                    linker.arg(format!("-Wl,-rpath,{}", folder.display()));
                }
                Link::SmspParser => {
                    let folder = test_hooks::target(&self.project).join("release");
                    linker.arg(folder.join("libsmsp_bench_parser.a"));
                    linker.args(["-lpthread", "-ldl", "-lm", "-lgcc_s"]);
                }
                Link::Yyjson => {
                    linker.arg(self.folder.join("objects/yyjson.o"));
                }
                Link::System(name) => {
                    linker.arg(format!("-l{name}"));
                }
            }
        }
        run(linker.arg("-o").arg(self.path(name)))
    }
}

fn is_cpp(source: &Path) -> bool {
    source
        .extension()
        .is_some_and(|extension| extension == "cpp")
}

fn compiler_of(source: &Path) -> Command {
    if is_cpp(source) {
        let mut compiler = Command::new("c++");
        compiler.arg("-std=c++17");
        compiler
    } else {
        Command::new("cc")
    }
}

/// The folder of yyjson's C sources, which cargo downloads.
fn yyjson_sources(project: &Project) -> Result<PathBuf> {
    let output = cargo::command()
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(&project.folder)
        .output()
        .context("cargo cannot be run")?;
    ensure!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("cargo metadata wrote no JSON")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let yyjson = packages
        .filter(|package| package["name"] == "yyjson-sys")
        .find_map(|package| Path::new(package["manifest_path"].as_str()?).parent())
        .context("benches/programs/Cargo.toml does not name yyjson-sys")?;
    Ok(yyjson.join("yyjson/src"))
}

fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{command:?} cannot be run"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}
