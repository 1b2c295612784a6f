//! What several test files share: a sandbox, the two libraries as a C programmer
//! links them, and programs compiled against them.

#![allow(dead_code)] // Each test file uses its own part of this.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use smsp_sandbox::{Config, Sandbox};
use tempfile::TempDir;
use xtask::project::Project;
use xtask::static_library;
use xtask::tool::Binutils;
use xtask::toolchain::Toolchain;

/// The folder of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A sandbox of its own for one test.
pub fn sandbox() -> Sandbox {
    Sandbox::start(Config::default()).expect("the sandbox starts")
}

/// The same over TLS, with a certification authority of its own.
pub fn tls_sandbox() -> Sandbox {
    let config = Config {
        tls: true,
        ..Config::default()
    };
    Sandbox::start(config).expect("the sandbox starts")
}

/// How a program is linked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Linkage {
    Shared,
    Static,
}

pub const LINKAGES: [Linkage; 2] = [Linkage::Shared, Linkage::Static];

/// The libraries under their installed names, in a folder that lives as long as
/// the test program.
pub struct Libraries {
    folder: TempDir,
}

impl Libraries {
    /// Those that cargo built together with this test, or the ones that
    /// `SMSP_TEST_BUILD` names.
    pub fn built() -> &'static Self {
        static LIBRARIES: OnceLock<Libraries> = OnceLock::new();
        LIBRARIES.get_or_init(|| match env::var_os("SMSP_TEST_BUILD") {
            Some(folder) => Self::installed_from(Path::new(&folder)),
            None => {
                let program = env::current_exe().expect("a test knows its own place");
                Self::installed_from(program.parent().expect("it lies in a folder"))
            }
        })
    }

    /// Those that are shipped, which are built now where they are out of date, or
    /// the ones that `SMSP_TEST_BUILD` names.
    pub fn released() -> &'static Self {
        if env::var_os("SMSP_TEST_BUILD").is_some() {
            return Self::built();
        }
        static LIBRARIES: OnceLock<Libraries> = OnceLock::new();
        LIBRARIES.get_or_init(|| {
            let toolchain = Toolchain::native().expect("cargo names its host");
            let project = Project::find().expect("this is the project");
            let release = xtask::build::release(&toolchain, &project);
            Self::installed_from(&release.expect("the release builds"))
        })
    }

    /// Those of a build in which a test can plant a fault.
    pub fn with_test_hooks() -> &'static Self {
        static LIBRARIES: OnceLock<Libraries> = OnceLock::new();
        LIBRARIES.get_or_init(|| Self::installed_from(&build_with_test_hooks()))
    }

    fn installed_from(built: &Path) -> Self {
        let folder = TempDir::new().expect("a folder can be made");
        fs::copy(built.join("libsmsp.so"), folder.path().join("libsmsp.so.1"))
            .expect("the library can be copied");
        symlink("libsmsp.so.1", folder.path().join("libsmsp.so")).expect("a link can be made");
        static_library::localise(
            &built.join("libsmsp.a"),
            &project().join("include/smsp.h"),
            &folder.path().join("static/libsmsp.a"),
            &Binutils::native(),
        )
        .expect("the static library can be made");
        Self { folder }
    }

    pub fn shared(&self) -> PathBuf {
        self.folder.path().join("libsmsp.so.1")
    }

    pub fn archive(&self) -> PathBuf {
        self.folder.path().join("static/libsmsp.a")
    }

    /// The arguments after the sources on a compiler's command line.
    pub fn link_arguments(&self, linkage: Linkage) -> Vec<String> {
        let folder = self.folder.path().display();
        match linkage {
            Linkage::Shared => vec![
                format!("-L{folder}"),
                "-lsmsp".to_owned(),
                format!("-Wl,-rpath,{folder}"),
            ],
            Linkage::Static => vec![
                self.archive().display().to_string(),
                // What rustc's `--print native-static-libs` names; a glibc from
                // 2.34 on needs none of them.
                "-lpthread".to_owned(),
                "-ldl".to_owned(),
                "-lm".to_owned(),
                "-lgcc_s".to_owned(),
            ],
        }
    }
}

/// Builds the library with the feature `test-hooks` and says where it lies.
fn build_with_test_hooks() -> PathBuf {
    let mut command = xtask::cargo::command();
    command
        .current_dir(project())
        .args(["build", "--quiet", "--lib", "--features", "test-hooks"])
        .args(["--target-dir", "target/test-hooks"]);
    let output = run(&mut command);
    assert!(output.status.success(), "{}", text(&output.stderr));
    project().join("target/test-hooks/debug")
}

/// A compiled program, in a folder of its own.
pub struct Program {
    folder: TempDir,
    linkage: Linkage,
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
    let mut command = Command::new(compiler);
    command
        .args(["-g", "-Wall", "-Wextra", "-Werror", "-pedantic"])
        .args(flags)
        .arg("-I")
        .arg(project().join("include"))
        .args(sources.iter().map(|source| project().join(source)))
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
    Program { folder, linkage }
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

    pub fn linkage(&self) -> Linkage {
        self.linkage
    }
}

/// The words of an environment variable: more flags for the compiler, or a tool
/// such as valgrind to run the programs under.
fn extra_words(variable: &str) -> Vec<String> {
    let words = env::var(variable).unwrap_or_default();
    words.split_whitespace().map(str::to_owned).collect()
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|reason| panic!("{:?} cannot be run: {reason}", command.get_program()))
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("a program prints UTF-8")
}

/// Runs a program that checks its own promises, and must do so in silence.
pub fn succeeds(command: &mut Command) {
    let output = run(command);
    assert!(
        output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(),
        "{:?}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
}

/// The arguments BASE_URL CA_FILE KEY of a sandbox.
pub fn address(sandbox: &Sandbox) -> [String; 3] {
    [
        sandbox.base_url(),
        sandbox.ca_file().display().to_string(),
        sandbox.api_key().to_owned(),
    ]
}

/// Whether a tool is there. Where it is not, the test is skipped, which is said
/// on stderr; under CI it fails instead.
pub fn has_tool(name: &str) -> bool {
    let found = Command::new(name).arg("--version").output().is_ok();
    assert!(
        found || env::var_os("CI").is_none(),
        "{name} is missing, and CI must not skip what it checks"
    );
    if !found {
        eprintln!("SKIPPED: {name} is not installed, so this check was not made");
    }
    found
}
