//! The licences and the bill of materials of the packages inside the library.
//! .ci/supply_chain checks the bill against CycloneDX's own schema.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use smsp_test_support::project;
use tempfile::TempDir;
use xtask::bill_of_materials;
use xtask::licences;
use xtask::linked::{Contents, Linked};
use xtask::project::Project;

fn contents() -> Contents {
    Contents::of(&Project::find().unwrap()).unwrap()
}

fn linked() -> Vec<Linked> {
    contents().linked
}

#[test]
fn the_project_s_own_packages_are_named_as_such() {
    let own = contents().own;
    let names: Vec<&str> = own.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["smsp", "smsp-platform"]);
}

#[test]
fn the_committed_licence_texts_are_those_of_what_is_inside() {
    let committed = fs::read_to_string(project().join(licences::FILE)).unwrap();
    assert!(
        licences::text(&Project::find().unwrap()).unwrap() == committed,
        "{} is out of date; run: cargo xtask licences",
        licences::FILE
    );
}

#[test]
fn the_licence_of_every_package_inside_is_in_the_texts() {
    let committed = fs::read_to_string(project().join(licences::FILE)).unwrap();
    let (list, texts) = committed.split_once("=====").unwrap();
    for package in linked() {
        let title = format!("{} {}", package.name, package.version);
        assert!(list.contains(&format!("  {title} ")), "{title}");
        let owners = texts.lines().flat_map(|line| line.split(", "));
        assert!(owners.into_iter().any(|owner| owner == title), "{title}");
    }
    // Of three kinds that few packages have.
    for text in [
        "Permission to use, copy, modify, and/or distribute this software",
        "Community Data License Agreement",
        "UNICODE LICENSE V3",
    ] {
        assert!(texts.contains(text), "{text}");
    }
}

#[test]
fn a_package_without_a_licence_text_is_told() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("licence_check.rs"), "// a source").unwrap();
    let told = licences::texts_of(folder.path(), "example 1.2.3").unwrap_err();
    assert!(
        told.to_string()
            .starts_with("example 1.2.3 brings no licence text along")
    );
    fs::write(folder.path().join("LICENSE.txt"), "a licence").unwrap();
    let texts = licences::texts_of(folder.path(), "example 1.2.3").unwrap();
    assert_eq!(texts, ["a licence"]);
}

#[test]
fn what_only_builds_or_tests_the_library_is_not_inside() {
    let names: BTreeSet<String> = linked().into_iter().map(|package| package.name).collect();
    for inside in ["flate2", "ring", "rustls", "ureq", "webpki-roots"] {
        assert!(names.contains(inside), "{inside}");
    }
    for outside in [
        "cbindgen",
        "proptest",
        "serde_derive",
        "serde_json",
        "smsp",
        "syn",
        "tokio",
    ] {
        assert!(!names.contains(outside), "{outside}");
    }
}

#[test]
fn the_bill_of_materials_is_the_same_every_time_and_complete() {
    let project = Project::find().unwrap();
    let bill = bill_of_materials::text(&project).unwrap();
    assert_eq!(bill, bill_of_materials::text(&project).unwrap());
    let bill: Value = serde_json::from_str(&bill).unwrap();
    let components = bill["components"].as_array().unwrap();
    let linked = linked();
    // One more: Rust's standard library. The project's own packages are the subject.
    assert_eq!(components.len(), linked.len() + 1);
    for package in linked {
        let url = format!("pkg:cargo/{}@{}", package.name, package.version);
        let component = components.iter().find(|one| one["purl"] == url.as_str());
        let component = component.unwrap_or_else(|| panic!("{url} is missing"));
        assert_eq!(component["hashes"][0]["content"], package.checksum.as_str());
        assert_eq!(
            component["licenses"][0]["expression"],
            package.licence.as_str()
        );
    }
}
