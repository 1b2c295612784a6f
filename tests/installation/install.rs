//! `cargo xtask install` and `cargo xtask dist` end with everything in its place,
//! or with a sentence that says what to do and nothing changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use smsp_test_support::{project, run, text};
use tempfile::TempDir;

use crate::installation::{files_with, install, tree};

fn folder() -> TempDir {
    TempDir::new().expect("a folder can be made")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path is a text")
}

/// It failed with one sentence, which has these words.
fn refuses(output: &Output, words: &[&str]) {
    let reason = text(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty());
    let last = reason.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: "), "{reason}");
    for word in words {
        assert!(last.contains(word), "{reason}");
    }
}

#[test]
fn a_prefix_that_cannot_be_written_is_told_and_nothing_is_made() {
    // Root may write into every folder, but nobody below a file.
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file can be written");
    let output = install(&["--prefix", path(&file.join("below/it"))]);
    refuses(
        &output,
        &["Nothing can be installed into", "choose another --prefix"],
    );
    assert_eq!(tree(folder.path()), [Path::new("file")]);
}

#[test]
fn a_relative_prefix_is_refused() {
    refuses(&install(&["--prefix", "usr"]), &["give a full path"]);
}

#[test]
fn a_library_folder_outside_the_prefix_is_refused_and_nothing_is_made() {
    let folder = folder();
    let prefix = folder.path().join("prefix");
    for outside in ["../lib", "/lib"] {
        let output = install(&["--prefix", path(&prefix), "--libdir", outside]);
        refuses(&output, &["give one below the prefix"]);
        assert!(!prefix.exists());
    }
}

#[test]
fn what_is_in_the_way_is_named_and_everything_is_as_it_was() {
    let folder = folder();
    let prefix = folder.path();
    // A file that an installation replaces, and a folder that it cannot.
    fs::create_dir_all(prefix.join("lib/libsmsp.so.1/kept")).expect("a folder can be made");
    fs::create_dir_all(prefix.join("include")).expect("a folder can be made");
    fs::write(prefix.join("include/smsp.h"), "earlier").expect("a file can be written");
    refuses(
        &install(&["--prefix", path(prefix)]),
        &["Nothing was installed", "libsmsp.so.1 is a folder"],
    );
    assert_eq!(tree(prefix), [Path::new("include/smsp.h")]);
    let header = fs::read_to_string(prefix.join("include/smsp.h"));
    assert_eq!(header.expect("it is there"), "earlier");
    let mut names: Vec<_> = fs::read_dir(prefix)
        .expect("it can be read")
        .map(|entry| entry.expect("it can be listed").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["include", "lib"]);
}

#[test]
fn an_installation_replaces_an_earlier_one() {
    let folder = folder();
    let arguments = ["--prefix", path(folder.path())];
    assert!(install(&arguments).status.success());
    let first = tree(folder.path());
    assert!(install(&arguments).status.success());
    assert_eq!(tree(folder.path()), first);
}

#[test]
fn a_destdir_comes_before_the_prefix_and_is_in_no_file() {
    let folder = folder();
    let staged = folder.path();
    let output = install(&[
        "--prefix",
        "/opt/a-prefix-of-its-own",
        "--destdir",
        path(staged),
        "--libdir",
        "lib/x86_64-linux-gnu",
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let prefix = staged.join("opt/a-prefix-of-its-own");
    let configuration = prefix.join("lib/x86_64-linux-gnu/pkgconfig/smsp.pc");
    assert!(configuration.is_file());
    for place in [path(staged), "a-prefix-of-its-own"] {
        assert_eq!(files_with(staged, place), Vec::<PathBuf>::new(), "{place}");
    }
    // The way back up is one folder longer.
    let text = fs::read_to_string(configuration).expect("it can be read");
    assert!(text.contains("prefix=${pcfiledir}/../../..\n"), "{text}");
}

#[test]
fn everyone_may_read_what_is_installed_whatever_the_umask() {
    let folder = folder();
    let prefix = folder.path().join("prefix");
    let output = run(Command::new("sh")
        .args([
            "-c",
            "umask 077 && exec cargo xtask install --prefix \"$1\"",
            "sh",
        ])
        .arg(&prefix)
        .env_remove("RUSTFLAGS")
        .current_dir(project()));
    assert!(output.status.success(), "{}", text(&output.stderr));
    for (path, mode) in [
        ("lib/pkgconfig", 0o755),
        ("bin/smsp-status", 0o755),
        ("include/smsp.h", 0o644),
    ] {
        let metadata = fs::metadata(prefix.join(path)).expect("it is there");
        assert_eq!(metadata.permissions().mode() & 0o777, mode, "{path}");
    }
}

#[test]
fn cargo_c_is_told_of_the_committed_headers_and_of_the_same_soname() {
    let mut metadata = xtask::cargo::command();
    metadata
        .current_dir(project())
        .args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value =
        serde_json::from_slice(&run(&mut metadata).stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("it is a list");
    let libsmsp = packages.iter().find(|package| package["name"] == "libsmsp");
    let told = &libsmsp.expect("it is one of the packages")["metadata"]["capi"];
    assert_eq!(told["header"]["generation"], false);
    assert_eq!(
        told["install"]["include"]["asset"][0]["from"],
        "include/**/*"
    );
    // The number of version components in libsmsp.so.1.
    assert_eq!(told["library"]["version_suffix_components"], 1);
    // The name under which consumers ask pkg-config.
    assert_eq!(told["pkg_config"]["filename"], "smsp");
}

#[test]
fn a_dist_that_fails_leaves_the_earlier_one_as_it_was() {
    let folder = folder();
    let dist = folder.path().join("dist");
    fs::create_dir(&dist).expect("a folder can be made");
    fs::write(dist.join("SHA256SUMS"), "earlier").expect("a file can be written");
    let cargo = PathBuf::from(env!("CARGO"));
    let xtask = |arguments: &[&str]| {
        let mut command = Command::new(&cargo);
        command
            .args(["run", "--quiet", "--package", "xtask", "--target-dir"])
            .arg(project().join("target"))
            .arg("--")
            .args(arguments)
            .current_dir(project());
        command
    };
    // It is there, so that the next call needs no compiler.
    assert!(run(&mut xtask(&["--help"])).status.success());
    let dist_folder = path(&dist);
    for (package, advice) in [
        ("linux-x86_64", "install python3"),
        ("linux-aarch64", "install binutils-aarch64-linux-gnu"),
        ("windows-x86_64", "install gcc-mingw-w64-x86-64"),
    ] {
        let output = run(xtask(&["dist", "--only", package, "--output", dist_folder])
            // A machine that has Rust and nothing else, and no package that Python
            // installs.
            .env("PATH", cargo.parent().expect("it lies in a folder"))
            .env("CARGO_TARGET_DIR", folder.path().join("target")));
        let told = format!("{package} was not built");
        refuses(&output, &[&told, advice]);
    }
    assert_eq!(tree(&dist), [Path::new("SHA256SUMS")]);
}
