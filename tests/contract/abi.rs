//! The ABI of a release stays: each description in `tests/abi` is compared with
//! this build, of which functions may be more but none less or different.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use smsp_test_support::{Libraries, has_tool, project, run, text};
use tempfile::TempDir;
use xtask::static_library::declared_functions;

/// Whether libabigail is installed.
fn has_abigail() -> bool {
    has_tool("abidw") && has_tool("abidiff")
}

/// The declarations, in a form that can be taken apart without a preprocessor.
fn header() -> String {
    let header = fs::read_to_string(project().join("include/smsp_ffi.h")).unwrap();
    let mut plain = String::new();
    for part in header.split("/*") {
        plain += part
            .split_once("*/")
            .map_or(part, |(_comment, after)| after);
    }
    plain
}

/// A shared library as a C compiler understands the header: each function is
/// there and does nothing. Its debug information knows the types of C and no
/// others.
struct Declared {
    folder: TempDir,
}

impl Declared {
    fn by(header: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let mut source = "#include <stdint.h>\n".to_owned();
        for statement in header.split_inclusive(';') {
            let is_function = !statement.contains("typedef") && statement.ends_with(");");
            match statement.strip_suffix(';').filter(|_| is_function) {
                Some(function) => source += &format!("{function} {{ for (;;) {{}} }}"),
                None => source += statement,
            }
        }
        fs::write(folder.path().join("smsp.c"), source).unwrap();
        let output = run(Command::new("cc")
            .args(["-g", "-shared", "-fPIC", "-Wall", "-Werror"])
            .args(["-Wl,-soname,libsmsp.so.1", "-o", "libsmsp.so.1", "smsp.c"])
            .current_dir(folder.path()));
        assert!(output.status.success(), "{}", text(&output.stderr));
        Self { folder }
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("libsmsp.so.1")
    }

    /// Its description, as a file.
    fn described(&self) -> PathBuf {
        let path = self.folder.path().join("libsmsp.abi");
        fs::write(&path, description(&self.library())).unwrap();
        path
    }
}

/// abidw's description of a library, which is the same on every machine.
fn description(library: &Path) -> String {
    let output = run(Command::new("abidw")
        .args(["--no-architecture", "--no-elf-needed", "--no-corpus-path"])
        .args(["--no-comp-dir-path", "--no-show-locs"])
        .arg(library));
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// abidiff's report of changes and removals; `None` if a program that was built
/// with the first runs with the second.
fn differences(before: &Path, after: &Path) -> Option<String> {
    let output = run(Command::new("abidiff")
        .args(["--no-architecture", "--no-added-syms"])
        .args([before, after]));
    let report = text(&output.stdout) + &text(&output.stderr);
    match output.status.code() {
        Some(0) => None,
        // 4: there is a change; 8: it breaks every program. 1 and 2: abidiff
        // itself failed.
        Some(code) if code & 3 == 0 => Some(report),
        _ => panic!("{report}"),
    }
}

/// The descriptions of all releases.
fn descriptions() -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join("tests/abi")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "abi"))
        .collect()
}

/// The description of the version that `Cargo.toml` names.
fn this_version() -> PathBuf {
    let version = concat!(
        env!("CARGO_PKG_VERSION_MAJOR"),
        ".",
        env!("CARGO_PKG_VERSION_MINOR")
    );
    project().join(format!("tests/abi/libsmsp-{version}.abi"))
}

#[test]
fn a_program_built_with_any_release_runs_with_this_build() {
    if !has_abigail() {
        return;
    }
    let descriptions = descriptions();
    assert!(!descriptions.is_empty(), "tests/abi has no description");
    let header = Declared::by(&header());
    for release in descriptions {
        for build in [Libraries::built().shared(), header.library()] {
            if let Some(report) = differences(&release, &build) {
                panic!(
                    "{} and {} differ; a release's ABI is never changed, so undo this:\n{report}",
                    release.display(),
                    build.display()
                );
            }
        }
    }
}

#[test]
fn this_version_is_described_to_the_last_function() {
    if !has_abigail() {
        return;
    }
    let path = this_version();
    if env::var("SMSP_WRITE_ABI").is_ok_and(|wanted| wanted == "1") {
        fs::write(&path, description(&Declared::by(&header()).library())).unwrap();
    }
    let description = fs::read_to_string(&path).unwrap_or_default();
    let described: BTreeSet<_> = description
        .split("elf-symbol name='")
        .skip(1)
        .filter_map(|symbol| symbol.split_once('\''))
        .map(|(name, _)| name.to_owned())
        .collect();
    let declared = declared_functions(&project().join("include/smsp.h")).unwrap();
    assert_eq!(
        described,
        BTreeSet::from_iter(declared),
        "{} is incomplete; tests/abi/README.md says what to do",
        path.display()
    );
}

/// Changes of the header that break programs: what they are, a text, and what
/// stands in its place.
const BREAKS: [(&str, &str, &str); 7] = [
    (
        "a function is gone",
        "int32_t smsp_version_number(void);",
        "",
    ),
    (
        "a parameter is wider",
        "smsp_result_date(const smsp_result *result, int32_t index)",
        "smsp_result_date(const smsp_result *result, int64_t index)",
    ),
    (
        "a parameter is more",
        "smsp_options_set_trust(smsp_options *options, int32_t trust)",
        "smsp_options_set_trust(smsp_options *options, int32_t trust, int32_t more)",
    ),
    (
        "an answer is narrower",
        "int64_t smsp_watch_delay_ms(",
        "int32_t smsp_watch_delay_ms(",
    ),
    (
        "two members of a struct are swapped",
        "int32_t status;\n  int32_t stop_sms;",
        "int32_t stop_sms;\n  int32_t status;",
    ),
    (
        "a struct has grown",
        "const char *phone_number;\n}",
        "const char *phone_number;\n  int64_t more;\n}",
    ),
    (
        "a callback is given another number",
        "(*smsp_batch_fn)(int32_t index",
        "(*smsp_batch_fn)(int64_t index",
    ),
];

/// A function that there is not.
const MORE: &str = "int32_t smsp_result_more(const smsp_result *result);";

/// The header with one text replaced, which is in it.
fn header_with(before: &str, after: &str) -> String {
    let header = header();
    assert_eq!(header.matches(before).count(), 1, "{before}");
    header.replace(before, after)
}

#[test]
fn every_change_that_breaks_programs_is_seen() {
    if !has_abigail() {
        return;
    }
    let promised = Declared::by(&header());
    let described = promised.described();
    for (change, before, after) in BREAKS {
        let changed = Declared::by(&header_with(before, after));
        let report = differences(&described, &changed.library());
        assert!(report.is_some(), "{change}, and no difference is seen");
    }
}

/// The library is made in Rust, and abidiff reads its types too: it reports a
/// description that differs from the library.
#[test]
fn the_types_of_the_library_itself_are_compared() {
    if !has_abigail() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let library = folder.path().join("library.abi");
    fs::write(&library, description(&Libraries::built().shared())).unwrap();
    for (change, before, after) in BREAKS {
        // A function that only the library has counts as added. A callback that
        // may be NULL is an `Option` in Rust's debug information, which abidiff
        // does not look into: there the header, made from the sources, stands
        // for the library.
        if after.is_empty() || before.starts_with("(*") {
            continue;
        }
        let changed = Declared::by(&header_with(before, after));
        let report = differences(&changed.described(), &library);
        assert!(report.is_some(), "{change}, and no difference is seen");
    }
    let more = Declared::by(&(header() + MORE));
    let report = differences(&more.described(), &library);
    assert!(
        report.is_some_and(|report| report.contains("smsp_result_more")),
        "the library lacks a function, and no difference is seen"
    );
}

#[test]
fn functions_may_be_added() {
    if !has_abigail() {
        return;
    }
    let promised = Declared::by(&header());
    let more = Declared::by(&(header() + MORE));
    assert_eq!(differences(&promised.described(), &more.library()), None);
}
