//! A package for another system than this one: unpacked, linked by a cross
//! compiler as its user would, and run by an emulator.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use smsp_sandbox::{Config, Sandbox};
use smsp_test_support::{
    LINKAGES, Linkage, address, project, run, sandbox, succeeds, text, tls_sandbox,
};
use tempfile::TempDir;

/// The output of examples/c/status.c for message 300.
pub const TABLE: [&str; 7] = [
    "NUMBER        STATUS         STOP  DATE",
    "+33639980001  Delivered      no    2018-02-07 07:38:31",
    "+33639980002  Not delivered  no    2018-02-07 07:38:35",
    "+33639980003  Waiting        no    -",
    "+33639980004  Delivered      yes   2018-02-07 07:38:42",
    "",
    "4 recipients: 2 delivered, 1 waiting, 1 not delivered, 0 not sent, 0 unknown, 1 stop",
];

/// A system that programs are built for.
pub trait System {
    /// Its C compiler.
    fn compiler(&self) -> &str;
    /// The arguments after the sources on the compiler's command line.
    fn link_arguments(&self, linkage: Linkage) -> Vec<OsString>;
    /// Puts the files that a program needs to start beside it.
    fn equip(&self, folder: &Path);
    /// The command that runs a program on this machine.
    fn command(&self, program: &Path) -> Command;
    /// The unpacked package.
    fn package(&self) -> &Path;
}

/// The file of this name in `dist/`, or the one that `SMSP_TEST_PACKAGE` names.
pub fn packed(name: &str) -> PathBuf {
    let file = env::var_os("SMSP_TEST_PACKAGE")
        .map_or_else(|| project().join("dist").join(name), PathBuf::from);
    assert!(
        file.is_file(),
        "{} is missing; build it by cargo xtask dist",
        file.display()
    );
    file
}

/// A compiled program, alone in a folder with the files that it needs.
pub struct Program<'a> {
    system: &'a dyn System,
    folder: TempDir,
}

/// Compiles sources of the project against the headers of the package.
pub fn compile<'a>(
    system: &'a dyn System,
    sources: &[&str],
    flags: &[&str],
    linkage: Linkage,
) -> Program<'a> {
    let folder = TempDir::new().expect("a folder can be made");
    let output = run(Command::new(system.compiler())
        .args(["-Wall", "-Wextra", "-Werror", "-pedantic"])
        .args(flags)
        .arg("-I")
        .arg(system.package().join("include"))
        .arg("-I")
        .arg(project().join("tests/c"))
        .args(sources.iter().map(|source| project().join(source)))
        .arg("-o")
        .arg(folder.path().join("program.exe"))
        .args(system.link_arguments(linkage)));
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{sources:?} {linkage:?}: {}",
        text(&output.stderr)
    );
    system.equip(folder.path());
    Program { system, folder }
}

impl Program<'_> {
    pub fn command(&self) -> Command {
        self.system.command(&self.folder.path().join("program.exe"))
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The C programs of the tests that need nothing but C, linked in both ways, over
/// plain HTTP and TLS.
pub fn c_programs_succeed(system: &dyn System) {
    for linkage in LINKAGES {
        let quiet = sandbox();
        let program = compile(
            system,
            &["tests/c/null_and_range.c"],
            &["-std=c99"],
            linkage,
        );
        succeeds(
            program
                .command()
                .env("SMSP_BASE_URL", quiet.base_url())
                .args([quiet.base_url(), quiet.api_key().to_owned()]),
        );
        assert_eq!(quiet.connection_count(), 0);
        for source in ["tests/c/accessors.c", "tests/c/many.c"] {
            let program = compile(system, &[source], &["-std=c99"], linkage);
            for sandbox in [sandbox(), tls_sandbox()] {
                succeeds(program.command().args(address(&sandbox)));
            }
        }
    }
}

/// The example for C, in both ways.
pub fn example_prints_its_table(system: &dyn System) {
    let sandbox = tls_sandbox();
    for linkage in LINKAGES {
        let program = compile(system, &["examples/c/status.c"], &["-std=c89"], linkage);
        let output = run(program
            .command()
            .env("SMSPARTNER_API_KEY", sandbox.api_key())
            .args(["300", &sandbox.base_url()])
            .arg(sandbox.ca_file()));
        let table = text(&output.stdout);
        assert_eq!(Vec::from_iter(table.lines()), TABLE, "{output:?}");
        assert!(output.status.success(), "{output:?}");
    }
}

/// Faults of the network have the codes that they have everywhere.
pub fn failures_have_their_codes(system: &dyn System) {
    let program = compile(system, &["tests/c/ask.c"], &["-std=c99"], Linkage::Shared);
    let silent = Sandbox::start(Config {
        latency: std::time::Duration::from_secs(60),
        ..Config::default()
    })
    .expect("the sandbox starts");
    let tls = tls_sandbox();
    let (silent, tls) = (silent.base_url(), tls.base_url());
    for (base_url, ca_file, code) in [
        ("https://127.0.0.1:1/v1", "", "SMSP_ERROR_CONNECT"),
        ("https://smsp.invalid/v1", "", "SMSP_ERROR_CONNECT"),
        (&silent, "", "SMSP_ERROR_TIMEOUT"),
        (&tls, "", "SMSP_ERROR_TLS"),
    ] {
        let mut ask = program.command();
        let output = run(ask.args([base_url, ca_file, "a key", "2000", "65536"]));
        let printed = text(&output.stdout);
        assert_eq!(printed.lines().next(), Some(code), "{base_url}: {output:?}");
    }
}

/// The command-line program of the package writes CSV by RFC 4180, and says by
/// its exit code that somebody is waiting still.
pub fn smsp_status_writes_csv(system: &dyn System, name: &str) {
    let sandbox = sandbox();
    let folder = TempDir::new().expect("a folder can be made");
    let program = folder.path().join(name);
    fs::copy(system.package().join("bin").join(name), &program).expect("the package has it");
    system.equip(folder.path());
    let output = run(system
        .command(&program)
        .env("SMSPARTNER_API_KEY", sandbox.api_key())
        .env("SMSP_BASE_URL", sandbox.base_url())
        .args(["--csv", "--only=waiting", "300"]));
    assert_eq!(
        text(&output.stdout),
        "message_id,phone_number,status,stop,date,error\r\n\
         300,+33639980003,Waiting,no,,\r\n",
        "{output:?}"
    );
    assert_eq!(output.status.code(), Some(3));
}
