//! The command line.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use xtask::build::{self, Built};
use xtask::destination::Destination;
use xtask::dist::{self, Package};
use xtask::install;
use xtask::licences;
use xtask::project::Project;
use xtask::static_library;
use xtask::tool::Binutils;
use xtask::toolchain::Toolchain;

/// What cargo itself cannot do for libsmsp.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Builds the static library as it is shipped: a linker sees its smsp_*
    /// functions and nothing else.
    StaticLibrary {
        /// Where the library goes.
        #[arg(long, default_value = "target/release/static/libsmsp.a")]
        output: PathBuf,
    },
    /// Builds and installs the libraries, the headers, what pkg-config and CMake
    /// read, and smsp-status. The tree may be moved afterwards.
    Install {
        /// Where it goes, for example /usr/local.
        #[arg(long)]
        prefix: PathBuf,
        /// A folder to put before the prefix, for those who make packages.
        #[arg(long)]
        destdir: Option<PathBuf>,
        /// Where below the prefix the libraries go.
        #[arg(long, default_value = "lib")]
        libdir: PathBuf,
    },
    /// Writes THIRD-PARTY-LICENSES anew, after a dependency has changed.
    Licences,
    /// Builds what a release consists of into dist/, with its SHA256SUMS.
    Dist {
        /// Only this package; may be given several times.
        #[arg(long)]
        only: Vec<Package>,
        /// Where the packages go, instead of dist/ in the project's folder.
        #[arg(long)]
        output: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Task::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // With its causes on one line, and no backtrace.
            eprintln!("error: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let project = Project::find()?;
    match task {
        Task::StaticLibrary { output } => {
            let release = build::release(&Toolchain::native()?, &project)?;
            let archive = release.join("libsmsp.a");
            let tools = Binutils::native();
            static_library::localise(&archive, &project.header(), &output, &tools)?;
            println!("{}", output.display());
        }
        Task::Install {
            prefix,
            destdir,
            libdir,
        } => {
            install::check_library_folder(&libdir)?;
            let destination = Destination::prepare(&prefix, destdir.as_deref())?;
            let built = Built::by(&Toolchain::native()?, &project)?;
            install::lay_out(&project, &built, &libdir, &destination.staging())?;
            println!("{}", destination.commit()?.display());
        }
        Task::Licences => {
            let path = project.folder.join(licences::FILE);
            fs::write(&path, licences::text(&project)?)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            println!("{}", path.display());
        }
        Task::Dist { only, output } => {
            let output = output.unwrap_or_else(|| project.folder.join("dist"));
            for file in dist::build(&project, &only, &output)? {
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}
