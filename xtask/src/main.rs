//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use xtask::dist::{self, Package};
use xtask::project::Project;
use xtask::{headers, install, licences, static_library};

/// Everything that cargo itself cannot do for libsmsp.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Command {
    /// Writes include/smsp.h and include/smsp_ffi.h from the sources.
    Headers {
        /// Writes nothing, and fails if a header differs from the sources.
        #[arg(long)]
        check: bool,
    },
    /// Builds the static library as it ships: a linker sees only the smsp_*
    /// functions.
    StaticLibrary {
        /// Path of the library.
        #[arg(long, default_value = "target/release/static/libsmsp.a")]
        output: PathBuf,
    },
    /// Builds and installs the libraries, the headers, the manual pages, the files
    /// for pkg-config and CMake, and smsp-status. You can move the tree afterwards.
    Install {
        /// Folder of the installation, for example /usr/local.
        #[arg(long)]
        prefix: PathBuf,
        /// Folder to put before the prefix when you make a package.
        #[arg(long)]
        destdir: Option<PathBuf>,
        /// Folder of the libraries below the prefix.
        #[arg(long, default_value = "lib")]
        libdir: PathBuf,
    },
    /// Writes THIRD-PARTY-LICENSES. Run it after a dependency has changed.
    Licences,
    /// Builds the files of a release and their SHA256SUMS into dist/.
    Dist {
        /// Builds only this package. You can repeat the option.
        #[arg(long)]
        only: Vec<Package>,
        /// Folder of the files, instead of dist/ in the project's folder.
        #[arg(long)]
        output: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // The causes on one line, without a backtrace.
            eprintln!("error: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let project = Project::find()?;
    let written = match command {
        Command::Headers { check: true } => {
            headers::check(&project)?;
            Vec::new()
        }
        Command::Headers { check: false } => headers::write(&project)?,
        Command::StaticLibrary { output } => {
            static_library::build(&project, &output)?;
            vec![output]
        }
        Command::Install {
            prefix,
            destdir,
            libdir,
        } => vec![install::install(
            &project,
            &prefix,
            destdir.as_deref(),
            &libdir,
        )?],
        Command::Licences => vec![licences::write(&project)?],
        Command::Dist { only, output } => {
            let output = output.unwrap_or_else(|| project.folder.join("dist"));
            dist::build(&project, &only, &output)?
        }
    };
    for path in written {
        println!("{}", path.display());
    }
    Ok(())
}
