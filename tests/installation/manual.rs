//! The manual pages say what the header and the program's own help say.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use smsp_test_support::{has_tool, project, run, text};
use xtask::static_library::declared_functions;

use crate::installation::{Installation, tree};

/// mandoc's complaints about the pages. It knows only the manual of the system,
/// so that it does not find other pages of this one.
fn complaints() -> Vec<String> {
    let pages = Installation::moved().prefix().join("share/man");
    let output = run(Command::new("mandoc")
        .arg("-Tlint")
        .args(tree(&pages))
        .current_dir(&pages));
    let installed = tree(&pages);
    let is_installed = |line: &str| {
        let page = line.split_once("referenced manual not found: Xr ");
        page.is_some_and(|(_, page)| {
            let file = page.trim().replace(' ', ".");
            installed.iter().any(|path| path.ends_with(&file))
        })
    };
    let foreign = |line: &str| line.ends_with("Xr pkg-config 1");
    text(&output.stdout)
        .lines()
        .filter(|line| !is_installed(line) && !foreign(line))
        .map(str::to_owned)
        .collect()
}

#[test]
fn mandoc_has_nothing_to_say_against_a_page() {
    if has_tool("mandoc") {
        assert_eq!(complaints(), Vec::<String>::new());
    }
}

#[test]
fn every_function_has_a_page() {
    let pages = Installation::moved().prefix().join("share/man/man3");
    let functions = declared_functions(&project().join("include/smsp.h"));
    let mut wanted: BTreeSet<String> = functions
        .expect("the header can be read")
        .into_iter()
        .collect();
    wanted.insert("smsp".to_owned());
    let found: BTreeSet<String> = tree(&pages)
        .iter()
        .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_page_has_what_the_header_says_of_its_function() {
    let page = Installation::moved()
        .prefix()
        .join("share/man/man3/smsp_client_wait.3");
    let page = fs::read_to_string(page).expect("it can be read");
    for words in [
        ".Nd \"asks again and again until no recipient is waiting any more\"",
        ".Fa \"int64_t max_wait_ms\"",
        ".Sh OWNERSHIP\nFree the result with \\fBsmsp_result_free\\fP(); never NULL.",
        ".Sh THREADS\nAny, at the same time.",
        "SMSP_ERROR_INVALID_ARGUMENT for a negative wait.",
    ] {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
}

#[test]
fn the_page_of_the_program_has_every_option_and_variable_of_its_help() {
    let prefix = Installation::moved().prefix();
    let help = run(Command::new(prefix.join("bin/smsp-status")).arg("--help"));
    let page = fs::read_to_string(prefix.join("share/man/man1/smsp-status.1"));
    let page = page.expect("it can be read");
    let help = text(&help.stdout);
    let mut described = 0;
    for line in help.lines().filter_map(|line| line.strip_prefix("  ")) {
        let name = line.split([' ', '=', '[', ',']).next().unwrap_or_default();
        let item = match name.strip_prefix("--") {
            Some(option) => format!(".It Fl Fl {option}"),
            None if name.starts_with(|c: char| c.is_ascii_uppercase()) => format!(".It Ev {name}"),
            None if name.starts_with(|c: char| c.is_ascii_digit()) => format!(".It {name}\n"),
            None => continue,
        };
        assert!(page.contains(&item), "{item} is missing");
        described += 1;
    }
    assert_eq!(described, 20, "{help}");
}
