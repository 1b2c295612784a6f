//! The two libraries as a linker sees them: the functions of the contract and
//! nothing else, the soname, and the libraries that they need.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use smsp_test_support::{Libraries, project, run, text};
use xtask::static_library::declared_functions;

/// The first words of the lines of a list in `tests/abi`.
fn listed(name: &str) -> BTreeSet<String> {
    let path = project().join("tests/abi").join(name);
    let list = fs::read_to_string(path).expect("the list can be read");
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
        .collect()
}

/// The symbols that `nm` shows with these options.
fn symbols(options: &[&str], library: &Path) -> BTreeSet<String> {
    let output = run(Command::new("nm").args(options).arg(library));
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .map(str::to_owned)
        .collect()
}

fn dynamic_section() -> String {
    let library = Libraries::built().shared();
    text(&run(Command::new("readelf").arg("-dW").arg(library)).stdout)
}

#[test]
fn the_header_declares_the_functions_of_the_contract() {
    let declared = declared_functions(&project().join("include/smsp.h")).unwrap();
    assert_eq!(BTreeSet::from_iter(declared), listed("functions.txt"));
}

#[test]
fn the_shared_library_exports_the_contract_and_nothing_else() {
    let exported = symbols(&["-D", "--defined-only"], &Libraries::built().shared());
    assert_eq!(exported, listed("functions.txt"));
}

#[test]
fn the_static_library_exports_the_contract_and_nothing_else() {
    let exported = symbols(&["-g", "--defined-only"], &Libraries::built().archive());
    assert_eq!(exported, listed("functions.txt"));
}

/// The constants of `smsp_ffi.h`, each as `NAME NUMBER`; the version, which is
/// on a line of its own, is none of them.
fn constants(header: &str) -> BTreeSet<String> {
    header
        .lines()
        .filter(|line| line.starts_with("  SMSP_"))
        .map(|line| line.trim().trim_end_matches(',').replace(" = ", " "))
        .collect()
}

#[test]
fn every_constant_has_the_number_of_the_contract() {
    let path = project().join("tests/abi/constants.txt");
    let list = fs::read_to_string(path).expect("the list can be read");
    let promised: BTreeSet<_> = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(constant, _since)| constant.to_owned())
        .collect();
    let header = fs::read_to_string(project().join("include/smsp_ffi.h")).unwrap();
    assert_eq!(constants(&header), promised);

    let renumbered = header.replace(
        "SMSP_ERROR_API_KEY_REQUIRED = 1,",
        "SMSP_ERROR_API_KEY_REQUIRED = 11,",
    );
    assert_ne!(constants(&renumbered), promised);
}

#[test]
fn the_shared_library_carries_its_soname_and_is_never_unloaded() {
    let section = dynamic_section();
    assert!(section.contains("soname: [libsmsp.so.1]"), "{section}");
    assert!(section.contains("NODELETE"), "{section}");
}

#[test]
fn the_shared_library_needs_nothing_beyond_the_c_library() {
    for line in dynamic_section()
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
    {
        let known = [
            "[libc.so.",
            "[libgcc_s.so.",
            "[ld-linux",
            "[libm.so.",
            "[libpthread",
            "[libdl",
        ];
        assert!(known.iter().any(|name| line.contains(name)), "{line}");
    }
}
