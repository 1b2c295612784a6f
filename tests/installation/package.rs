//! The installed package, used as its consumers use it: from a tree that was
//! moved after it was installed, by projects that know nothing of this one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use smsp_sandbox::Sandbox;
use smsp_test_support::{has_tool, project, run, sandbox, text};

use crate::installation::{Installation, consumer, files_with, tree};

/// The output of `program.c` and `program.cpp` for message 300.
const REPORT: &str = "\
+33639980001 Delivered
+33639980002 Not delivered
+33639980003 Waiting
+33639980004 Delivered
";

const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

/// Compiles a consumer's program.
fn compile(compiler: &str, folder: &Path, arguments: &[String]) -> PathBuf {
    let program = folder.join("built");
    let output = run(Command::new(compiler)
        .current_dir(folder)
        .args(STRICT)
        .args(arguments)
        .arg("-o")
        .arg(&program));
    assert!(output.status.success(), "{}", text(&output.stderr));
    program
}

/// The source, then what is to be linked.
fn words(source: &str, more: Vec<String>) -> Vec<String> {
    [source.to_owned()].into_iter().chain(more).collect()
}

/// Runs a consumer's program on message 300.
fn ask(program: &Path, sandbox: &Sandbox) -> Output {
    run(Installation::moved()
        .command(program)
        .env("SMSP_BASE_URL", sandbox.base_url())
        .args([sandbox.api_key(), "300"]))
}

fn reports(program: &Path) {
    let output = ask(program, &sandbox());
    assert_eq!(text(&output.stdout), REPORT, "{}", text(&output.stderr));
    assert!(output.status.success(), "{:?}", output.status);
}

/// The libraries that a program asks the system for.
fn needed(program: &Path) -> Vec<String> {
    let output = run(Command::new("readelf").arg("-dW").arg(program));
    text(&output.stdout)
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
        .filter_map(|line| line.split(['[', ']']).nth(1).map(str::to_owned))
        .collect()
}

fn dynamic_symbols(library: &Path) -> Vec<String> {
    let output = run(Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(library));
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned))
        .collect()
}

#[test]
fn the_installed_library_is_found_by_pkg_config() {
    if !has_tool("pkg-config") {
        return;
    }
    let folder = consumer(&["program.c"]);
    let found = Installation::moved().pkg_config(&["--cflags", "--libs"]);
    let program = compile("cc", folder.path(), &words("program.c", found));
    assert!(needed(&program).contains(&"libsmsp.so.1".to_owned()));
    reports(&program);
}

#[test]
fn pkg_config_names_all_that_a_static_program_needs() {
    if !has_tool("pkg-config") {
        return;
    }
    let folder = consumer(&["program.c"]);
    let mut found = Installation::moved().pkg_config(&["--static", "--cflags", "--libs"]);
    found.push("-static".to_owned());
    let program = compile("cc", folder.path(), &words("program.c", found));
    assert!(needed(&program).is_empty(), "{:?}", needed(&program));
    reports(&program);
}

#[test]
fn pkg_config_names_the_static_library_for_a_program_that_is_not_static_itself() {
    if !has_tool("pkg-config") {
        return;
    }
    let folder = consumer(&["program.c"]);
    let mut found = Installation::moved().pkg_config(&["--cflags"]);
    found.extend(Installation::moved().pkg_config(&["--variable=static_library"]));
    let program = compile("cc", folder.path(), &words("program.c", found));
    assert!(!needed(&program).contains(&"libsmsp.so.1".to_owned()));
    reports(&program);
}

#[test]
fn the_cpp_header_is_found_too() {
    if !has_tool("pkg-config") || !has_tool("c++") {
        return;
    }
    let folder = consumer(&["program.cpp"]);
    let found = Installation::moved().pkg_config(&["--cflags", "--libs"]);
    reports(&compile("c++", folder.path(), &words("program.cpp", found)));
}

/// `cmake` in the consumer's folder, asking for this version.
fn configure(folder: &Path, wanted: &str) -> Output {
    run(Command::new("cmake")
        .args(["-S", ".", "-B", "build"])
        .arg(format!("-DSMSP_WANTED={wanted}"))
        .arg("-DCMAKE_PREFIX_PATH=".to_owned() + &Installation::moved().prefix().to_string_lossy())
        .current_dir(folder))
}

#[test]
fn the_installed_library_is_found_by_cmake() {
    if !has_tool("cmake") {
        return;
    }
    let folder = consumer(&["CMakeLists.txt", "program.c"]);
    let configured = configure(folder.path(), "1.0");
    assert!(configured.status.success(), "{}", text(&configured.stderr));
    let build = ["--build", "build"];
    let built = run(Command::new("cmake").args(build).current_dir(folder.path()));
    assert!(built.status.success(), "{}", text(&built.stdout));
    let shared = folder.path().join("build/program");
    assert!(needed(&shared).contains(&"libsmsp.so.1".to_owned()));
    reports(&shared);
    let with_static_library = folder.path().join("build/program_static");
    assert!(!needed(&with_static_library).contains(&"libsmsp.so.1".to_owned()));
    reports(&with_static_library);
}

#[test]
fn cmake_gets_every_later_version_of_the_same_major_one_and_no_other() {
    if !has_tool("cmake") {
        return;
    }
    for (wanted, fits) in [
        ("1", true),
        ("1.0.0", true),
        ("1.0...1.9", true),
        ("1.1", false),
        ("2.0", false),
        ("0.9", false),
    ] {
        let folder = consumer(&["CMakeLists.txt", "program.c"]);
        let output = configure(folder.path(), wanted);
        let answer = text(&output.stderr);
        assert_eq!(output.status.success(), fits, "{wanted}: {answer}");
        assert!(fits || answer.contains("version: 1.0.0"), "{answer}");
    }
}

#[test]
fn a_plug_in_with_the_static_library_inside_exports_nothing_of_it() {
    let folder = consumer(&["plugin.c", "host.c"]);
    let installed = Installation::moved();
    let plugin = folder.path().join("plugin.so");
    let built = run(Command::new("cc")
        .args(["-shared", "-fPIC", "plugin.c", "-I"])
        .arg(installed.prefix().join("include"))
        .arg(installed.libraries().join("libsmsp.a"))
        .arg("-o")
        .arg(&plugin)
        .current_dir(folder.path()));
    assert!(built.status.success(), "{}", text(&built.stderr));
    assert_eq!(dynamic_symbols(&plugin), ["report"]);

    let host = compile(
        "cc",
        folder.path(),
        &["host.c".to_owned(), "-ldl".to_owned()],
    );
    let sandbox = sandbox();
    let output = run(installed
        .command(&host)
        .env("SMSP_BASE_URL", sandbox.base_url())
        .arg(&plugin)
        .args([sandbox.api_key(), "300"]));
    assert_eq!(text(&output.stdout), "4 recipients\n", "{output:?}");
}

#[test]
fn two_static_libraries_made_in_rust_go_into_one_program() {
    let folder = consumer(&["two_libraries.c", "other.rs"]);
    let built = run(Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "staticlib", "other.rs"])
        .current_dir(folder.path()));
    assert!(built.status.success(), "{}", text(&built.stderr));
    let installed = Installation::moved();
    let mut arguments = vec![format!("-I{}/include", installed.prefix().display())];
    arguments.push("libother.a".to_owned());
    arguments.push(format!("{}/libsmsp.a", installed.libraries().display()));
    arguments.extend(["-lpthread", "-ldl", "-lm"].map(str::to_owned));
    let program = compile("cc", folder.path(), &words("two_libraries.c", arguments));
    let output = ask(&program, &sandbox());
    assert_eq!(
        text(&output.stdout),
        "3 panics, 4 recipients\n",
        "{output:?}"
    );
}

#[test]
fn the_installed_program_runs_from_anywhere() {
    let folder = consumer(&[]);
    let program = folder.path().join("smsp-status");
    fs::copy(
        Installation::moved().prefix().join("bin/smsp-status"),
        &program,
    )
    .expect("it can be copied");
    let sandbox = sandbox();
    let output = run(Command::new(program)
        .env_clear()
        .env("SMSP_BASE_URL", sandbox.base_url())
        .env("SMSPARTNER_API_KEY", sandbox.api_key())
        .args(["--csv", "300"]));
    assert_eq!(text(&output.stdout).lines().count(), 5, "{output:?}");
}

#[test]
fn the_installation_is_complete_and_remembers_no_place() {
    let prefix = Installation::moved().prefix();
    let installed = tree(&prefix);
    for path in [
        "bin/smsp-status",
        "include/module.modulemap",
        "include/smsp.h",
        "include/smsp.hpp",
        "include/smsp_ffi.h",
        "lib/cmake/smsp/smsp-config-version.cmake",
        "lib/cmake/smsp/smsp-config.cmake",
        "lib/libsmsp.a",
        "lib/libsmsp.so",
        "lib/libsmsp.so.1",
        "lib/libsmsp.so.1.0.0",
        "lib/pkgconfig/smsp.pc",
        "share/doc/smsp/LICENSE-APACHE",
        "share/doc/smsp/LICENSE-MIT",
        "share/doc/smsp/THIRD-PARTY-LICENSES",
        "share/man/man1/smsp-status.1",
        "share/man/man3/smsp.3",
    ] {
        assert!(
            installed.contains(&PathBuf::from(path)),
            "{path} is missing"
        );
    }
    let first_place = prefix.with_file_name("first");
    for place in [first_place.as_path(), project()] {
        let place = place.to_str().expect("a path is a text");
        assert_eq!(files_with(&prefix, place), Vec::<PathBuf>::new(), "{place}");
    }
}

/// The largest size of the shared library, in bytes, as this machine builds it.
const LARGEST: u64 = 2_050_000;

/// That of an archive, which another linker makes for older systems, is larger.
const LARGEST_IN_ARCHIVE: u64 = 2_100_000;

#[test]
fn the_installed_library_is_small_and_shows_and_needs_what_was_promised() {
    let library = Installation::moved().prefix().join("lib/libsmsp.so.1");
    let size = fs::metadata(&library).expect("it is installed").len();
    let is_archive = env::var_os("SMSP_TEST_PACKAGE").is_some();
    let largest = if is_archive {
        LARGEST_IN_ARCHIVE
    } else {
        LARGEST
    };
    assert!(size <= largest, "{size} bytes are more than {largest}");

    let promised = fs::read_to_string(project().join("tests/abi/functions.txt")).unwrap();
    let promised = promised.lines().filter(|line| !line.starts_with('#'));
    let mut promised: Vec<_> = promised.filter_map(|line| line.split(' ').next()).collect();
    promised.sort_unstable();
    let mut exported = dynamic_symbols(&library);
    exported.sort_unstable();
    assert_eq!(exported, promised);

    for name in needed(&library) {
        let known = [
            "libc.so.6",
            "libgcc_s.so.1",
            // Parts of the C library: its loader and, before 2.34, these two.
            "ld-linux-x86-64.so.2",
            "libpthread.so.0",
            "libdl.so.2",
        ];
        assert!(known.contains(&name.as_str()), "{name} is needed too");
    }
}
