//! The headers: true to the sources, usable in every dialect promised, and
//! documented to the last function.

use std::fs;
use std::process::Command;

use smsp_test_support::{has_tool, installed, project, run, text};
use tempfile::TempDir;
use xtask::headers;
use xtask::project::Project;
use xtask::static_library::declared_functions;

fn committed(name: &str) -> String {
    fs::read_to_string(project().join("include").join(name)).expect("the header can be read")
}

/// Compiles a program of these lines without a warning.
fn compiles(compiler: &str, extension: &str, flags: &[&str], lines: &str) {
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("program").with_extension(extension);
    fs::write(&source, lines).unwrap();
    let output = run(Command::new(compiler)
        .args([
            "-pedantic",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-fsyntax-only",
            "-I",
        ])
        .arg(project().join("include"))
        .args(flags)
        .arg(&source));
    assert!(
        output.status.success(),
        "{compiler} {flags:?}: {}",
        text(&output.stderr)
    );
}

#[test]
fn the_committed_headers_are_what_the_sources_say() {
    if let Err(reason) = headers::check(&Project::find().unwrap()) {
        panic!("{reason:#}");
    }
}

#[test]
fn smsp_h_compiles_alone_in_every_dialect_and_may_be_included_twice() {
    let twice = "#include <smsp.h>\n#include <smsp.h>\nint main(void) { return SMSP_OK; }\n";
    let c = ["c89", "gnu89", "c99", "c11", "c17", "c2x", "gnu2x"];
    let cpp = ["c++98", "c++03", "c++11", "c++14", "c++17", "c++20"];
    for compiler in installed(&["gcc", "clang", "g++", "clang++"]) {
        let (extension, dialects) = match compiler.ends_with("++") {
            false => ("c", &c[..]),
            true => ("cpp", &cpp[..]),
        };
        for dialect in dialects {
            compiles(compiler, extension, &[&format!("-std={dialect}")], twice);
        }
    }
}

#[test]
fn smsp_hpp_compiles_alone_with_and_without_exceptions() {
    let twice = "#include <smsp.hpp>\n#include <smsp.hpp>\nint main() { return 0; }\n";
    for compiler in installed(&["g++", "clang++"]) {
        for dialect in ["c++11", "c++14", "c++17", "c++20"] {
            let dialect = format!("-std={dialect}");
            compiles(
                compiler,
                "cpp",
                &[&dialect, "-Wshadow", "-Wconversion"],
                twice,
            );
            compiles(
                compiler,
                "cpp",
                &[&dialect, "-fno-exceptions", "-fno-rtti"],
                twice,
            );
        }
    }
}

#[test]
fn smsp_h_is_a_clang_module_with_nullability() {
    if !has_tool("clang") {
        return;
    }
    // The second is the package's of examples/swift.
    for map in [
        "include/module.modulemap",
        "examples/swift/Sources/SMSP/module.modulemap",
    ] {
        let module_map = format!("-fmodule-map-file={}", project().join(map).display());
        let cache = TempDir::new().unwrap();
        let cache = format!("-fmodules-cache-path={}", cache.path().display());
        let flags = [
            "-x",
            "objective-c",
            "-fmodules",
            "-Wnonnull",
            &module_map,
            &cache,
        ];
        let import = "@import SMSP;\nint main(void) { smsp_result_free(smsp_bulk_status(0, 0)); return SMSP_OK; }\n";
        compiles("clang", "m", &flags, import);
    }
}

#[test]
fn smsp_ffi_h_is_the_same_without_a_preprocessor_line() {
    let ffi = committed("smsp_ffi.h");
    assert!(!ffi.lines().any(|line| line.trim_start().starts_with('#')));
    for word in ["SMSP_API", "SMSP_NULLABLE", "extern", "//"] {
        assert!(!ffi.contains(word), "{word}");
    }
    for function in declared_functions(&project().join("include/smsp.h")).unwrap() {
        assert!(ffi.contains(&format!("{function}(")), "{function}");
    }
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("ffi.c");
    fs::write(&source, format!("#include <stdint.h>\n{ffi}")).unwrap();
    let output = run(Command::new("gcc")
        .args([
            "-std=c89",
            "-pedantic",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-fsyntax-only",
        ])
        .arg(&source));
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_comment_of_every_function_says_what_a_c_programmer_asks() {
    let header = committed("smsp.h");
    let mut documented = 0;
    for (comment, rest) in header
        .split("/**")
        .filter_map(|block| block.split_once("*/"))
    {
        let declaration = rest.split(';').next().unwrap().trim();
        let Some(prototype) = declaration.strip_prefix("SMSP_API ") else {
            continue;
        };
        documented += 1;
        let mut facts = vec!["Threads: ", "Since: "];
        if prototype.contains("SMSP_NULLABLE") {
            facts.push("NULL: ");
        }
        let returned = prototype.split('(').next().unwrap();
        if returned.contains('*') || prototype.contains("char *") {
            facts.push("Ownership: ");
        }
        for fact in facts {
            assert!(
                comment.contains(&format!("\n * {fact}")),
                "{prototype} lacks {fact}"
            );
        }
    }
    let declared = declared_functions(&project().join("include/smsp.h")).unwrap();
    assert_eq!(documented, declared.len());
}

#[test]
fn every_function_is_called_with_null_or_out_of_range() {
    let program = fs::read_to_string(project().join("tests/c/null_and_range.c")).unwrap();
    for function in declared_functions(&project().join("include/smsp.h")).unwrap() {
        assert!(program.contains(&format!("{function}(")), "{function}");
    }
}
