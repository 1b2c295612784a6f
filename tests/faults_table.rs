//! The table of faults names tests that exist.

use std::fs;
use std::path::Path;

#[test]
fn each_test_in_the_table_of_faults_exists() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let readme = fs::read_to_string(tests.join("README.md")).unwrap();
    let (_, faults) = readme.split_once("## Faults").unwrap();
    let names = faults.split('`').filter_map(|part| part.split_once("::"));
    let mut count = 0;
    for (file, name) in names {
        let source = fs::read_to_string(tests.join(file).with_extension("rs")).unwrap();
        let test = format!("#[test]\nfn {name}() {{");
        assert!(source.contains(&test), "{file}::{name}");
        count += 1;
    }
    assert!(count > 40, "{count} tests in the table");
}

#[test]
fn each_test_file_says_what_it_promises() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let readme = fs::read_to_string(tests.join("README.md")).unwrap();
    for entry in fs::read_dir(&tests).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let row = format!("\n| `{name}` | ");
        assert!(
            !name.ends_with(".rs") || readme.contains(&row),
            "{name} is not in tests/README.md"
        );
    }
}
