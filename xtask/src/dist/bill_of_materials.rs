//! What the library is made of, as CycloneDX JSON: for those who must know whether
//! a package with a known fault is inside something they run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::linked::{self, Linked};
use crate::project::Project;
use crate::tool;

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    let path = folder.join(format!("libsmsp-{}.cdx.json", project.version));
    fs::write(&path, text(project)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// The whole file, the same from the same sources: it has the date of the release
/// and no random number.
pub fn text(project: &Project) -> Result<String> {
    let packages = linked::packages(project)?;
    let rust = rust_version()?;
    let library = format!("pkg:generic/libsmsp@{}", project.version);
    let date = OffsetDateTime::from_unix_timestamp(project.date()?.try_into()?)?;

    let mut components: Vec<Value> = packages.iter().map(component).collect();
    let direct = packages.iter().filter(|package| package.is_direct);
    let mut direct: Vec<String> = direct.map(reference).collect();
    direct.push(standard_library_url(&rust));
    components.push(standard_library(&rust));
    let mut dependencies = vec![json!({ "ref": library, "dependsOn": direct })];
    for package in &packages {
        let needs: Vec<String> = package
            .needs
            .iter()
            .map(|(name, version)| package_url(name, version))
            .collect();
        dependencies.push(json!({ "ref": reference(package), "dependsOn": needs }));
    }

    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": date.format(&Rfc3339)?,
            "component": {
                "type": "library",
                "bom-ref": library,
                "name": "libsmsp",
                "version": project.version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "purl": library,
            },
        },
        "components": components,
        "dependencies": dependencies,
    });
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

fn component(package: &Linked) -> Value {
    let systems = package
        .systems
        .iter()
        .map(|system| json!({ "name": "smsp:linked-for", "value": system }));
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(package),
        "name": package.name,
        "version": package.version,
        "description": package.description.trim(),
        "scope": "required",
        "hashes": [{ "alg": "SHA-256", "content": package.checksum }],
        // An older spelling of OR, which SPDX does not know.
        "licenses": [{ "expression": package.licence.replace('/', " OR ") }],
        "purl": package_url(&package.name, &package.version),
        "properties": systems.collect::<Vec<_>>(),
    });
    if let Some(repository) = &package.repository {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

/// The Rust that runs this.
fn rust_version() -> Result<String> {
    let said = tool::run(Command::new("rustc").arg("-vV"), "install Rust")?;
    let version = said
        .lines()
        .find_map(|line| line.strip_prefix("release: "))
        .context("rustc -vV names its release")?;
    Ok(version.to_owned())
}

fn standard_library(version: &str) -> Value {
    json!({
        "type": "library",
        "bom-ref": standard_library_url(version),
        "name": "rust-std",
        "version": version,
        "description": "Rust's standard library, of the Rust that builds the packages for x86_64 Linux",
        "scope": "required",
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        "purl": standard_library_url(version),
    })
}

fn standard_library_url(version: &str) -> String {
    format!("pkg:generic/rust-std@{version}")
}

fn reference(package: &Linked) -> String {
    package_url(&package.name, &package.version)
}

/// The name that all tools know a package of crates.io by.
fn package_url(name: &str, version: &str) -> String {
    // A version's build number begins with a plus sign, which stands for itself
    // in a package URL only when encoded.
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}
