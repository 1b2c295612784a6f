//! C and C++ programs that are compiled against the libraries.

use std::env;
use std::process::Command;

use tempfile::TempDir;

use crate::libraries::{Libraries, Linkage};
use crate::process::{run, text};

/// A compiled program, in a folder of its own.
pub struct Program {
    folder: TempDir,
}

/// Compiles C (`.c`) or C++ (`.cpp`) sources of the project.
pub fn compile(sources: &[&str], flags: &[&str], linkage: Linkage) -> Program {
    compile_with(Libraries::built(), sources, flags, linkage)
}

/// The same against other libraries.
pub fn compile_with(
    libraries: &Libraries,
    sources: &[&str],
    flags: &[&str],
    linkage: Linkage,
) -> Program {
    let compiler = if sources[0].ends_with(".c") {
        "cc"
    } else {
        "c++"
    };
    let folder = TempDir::new().expect("a folder can be made");
    let project = crate::project();
    let mut command = Command::new(compiler);
    command
        .args(["-g", "-Wall", "-Wextra", "-Werror", "-pedantic"])
        .args(flags)
        .arg("-I")
        .arg(project.join("include"))
        .args(sources.iter().map(|source| project.join(source)))
        .arg("-o")
        .arg(folder.path().join("program"))
        .args(libraries.link_arguments(linkage))
        .args(extra_words("SMSP_TEST_CFLAGS"));
    let output = run(&mut command);
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{sources:?} {flags:?} {linkage:?}: {}",
        text(&output.stderr)
    );
    Program { folder }
}

impl Program {
    /// The command that runs it, in a clean environment.
    pub fn command(&self) -> Command {
        let program = self.folder.path().join("program");
        let wrapper = extra_words("SMSP_TEST_WRAPPER");
        let mut command = match wrapper.split_first() {
            None => Command::new(program),
            Some((name, arguments)) => {
                let mut command = Command::new(name);
                command.args(arguments).arg(program);
                command
            }
        };
        command.env_clear().env("TZ", "UTC");
        command
    }
}

/// The words of an environment variable: more flags for the compiler, or a tool
/// such as valgrind that runs the programs.
fn extra_words(variable: &str) -> Vec<String> {
    let words = env::var(variable).unwrap_or_default();
    words.split_whitespace().map(str::to_owned).collect()
}
