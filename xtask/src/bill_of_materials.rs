//! The bill of materials, as CycloneDX JSON: users search it for packages that have a
//! known vulnerability.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::linked::{Contents, Identity, Linked, Own};
use crate::project::Project;
use crate::tool;

/// The content of the file. It is the same for the same sources: it contains the date
/// of the release and no random number.
pub fn text(project: &Project) -> Result<String> {
    let contents = Contents::of(project)?;
    let library = format!("pkg:generic/libsmsp@{}", project.version);
    let standard_library = StandardLibrary::of_this_rust()?;
    let date = OffsetDateTime::from_unix_timestamp(project.date()?.try_into()?)?;

    let own: Vec<Value> = contents.own.iter().map(own_component).collect();
    let mut components: Vec<Value> = contents.linked.iter().map(component).collect();
    components.push(standard_library.component());

    let mut direct = references(&contents.direct, &contents);
    direct.push(standard_library.url());
    let mut dependencies = vec![json!({ "ref": library, "dependsOn": direct })];
    for package in &contents.own {
        let needs = references(&package.needs, &contents);
        dependencies.push(json!({ "ref": own_reference(package), "dependsOn": needs }));
    }
    for package in &contents.linked {
        let needs = references(&package.needs, &contents);
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
                "components": own,
            },
        },
        "components": components,
        "dependencies": dependencies,
    });
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

/// A package of this project. It has no package URL: it is not at crates.io, where
/// somebody else's package may have its name.
fn own_component(package: &Own) -> Value {
    json!({
        "type": "library",
        "bom-ref": own_reference(package),
        "name": package.name,
        "version": package.version,
        "description": package.description.trim(),
        "licenses": [{ "expression": package.licence }],
    })
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
        // An older spelling of OR, which is not SPDX.
        "licenses": [{ "expression": package.licence.replace('/', " OR ") }],
        "purl": package_url(&package.name, &package.version),
        "properties": systems.collect::<Vec<_>>(),
    });
    if let Some(repository) = &package.repository {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

/// Rust's standard library, of the Rust that builds the packages for x86_64 Linux.
struct StandardLibrary {
    version: String,
}

impl StandardLibrary {
    fn of_this_rust() -> Result<Self> {
        let about = tool::run(Command::new("rustc").arg("-vV"), "install Rust")?;
        let version = about
            .lines()
            .find_map(|line| line.strip_prefix("release: "))
            .context("rustc -vV names its release")?;
        Ok(Self {
            version: version.to_owned(),
        })
    }

    fn component(&self) -> Value {
        json!({
            "type": "library",
            "bom-ref": self.url(),
            "name": "rust-std",
            "version": self.version,
            "description": "Rust's standard library, of the Rust that builds the packages for x86_64 Linux",
            "scope": "required",
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            "purl": self.url(),
        })
    }

    fn url(&self) -> String {
        format!("pkg:generic/rust-std@{}", self.version)
    }
}

fn references(identities: &BTreeSet<Identity>, contents: &Contents) -> Vec<String> {
    let reference = |(name, version): &Identity| {
        let mut own = contents.own.iter();
        match own.find(|own| own.name == *name && own.version == *version) {
            Some(own) => own_reference(own),
            None => package_url(name, version),
        }
    };
    identities.iter().map(reference).collect()
}

fn own_reference(package: &Own) -> String {
    format!("libsmsp/{}@{}", package.name, package.version)
}

fn reference(package: &Linked) -> String {
    package_url(&package.name, &package.version)
}

/// The name that all tools use for a package of crates.io.
fn package_url(name: &str, version: &str) -> String {
    // A plus sign begins the build number of a version. In a package URL it must be
    // encoded.
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}
