//! The packages that are part of the shipped library: what its code is made of,
//! without what only builds or tests it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};
use serde::Deserialize;

use crate::cargo;
use crate::project::Project;
use crate::tool;

/// The systems that there are packages for.
pub const SYSTEMS: [&str; 3] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-gnu",
];

/// Name and version.
pub type Identity = (String, String);

/// A package inside the library, on at least one system.
pub struct Linked {
    pub name: String,
    pub version: String,
    pub description: String,
    /// An SPDX expression.
    pub licence: String,
    pub repository: Option<String>,
    /// Where cargo unpacked it.
    pub folder: PathBuf,
    /// The SHA-256 of the file at crates.io, which cargo holds it to.
    pub checksum: String,
    /// Those of `SYSTEMS` for which it is linked.
    pub systems: Vec<&'static str>,
    /// Whether the library itself names it among its dependencies.
    pub is_direct: bool,
    /// What it needs, of those that are linked.
    pub needs: BTreeSet<Identity>,
}

/// All of them, sorted by name and version. The library itself is not among them.
pub fn packages(project: &Project) -> Result<Vec<Linked>> {
    let mut linked: BTreeMap<Identity, Vec<&'static str>> = BTreeMap::new();
    for system in SYSTEMS {
        for identity in linked_for(project, system)? {
            linked.entry(identity).or_default().push(system);
        }
    }
    let checksums = checksums(project)?;
    let metadata = MetadataCommand::new()
        .manifest_path(project.folder.join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .context("cargo metadata failed")?;
    let needs = needs(&metadata)?;
    let library = ("smsp".to_owned(), project.version.clone());
    let direct = needs.get(&library).cloned().unwrap_or_default();

    let mut packages = Vec::new();
    for package in metadata.packages {
        let identity = (package.name.to_string(), package.version.to_string());
        let Some(systems) = linked.get(&identity) else {
            continue;
        };
        // Without a checksum: the library itself.
        let Some(checksum) = checksums.get(&identity) else {
            continue;
        };
        let mut needs = needs.get(&identity).cloned().unwrap_or_default();
        needs.retain(|needed| linked.contains_key(needed));
        packages.push(Linked {
            licence: package.license.with_context(|| {
                format!(
                    "{} {} names no licence; find out and tell its authors, or use another package",
                    identity.0, identity.1
                )
            })?,
            folder: package
                .manifest_path
                .parent()
                .context("a manifest lies in a folder")?
                .into(),
            description: package.description.unwrap_or_default(),
            repository: package.repository,
            checksum: checksum.clone(),
            systems: systems.clone(),
            is_direct: direct.contains(&identity),
            needs,
            name: identity.0,
            version: identity.1,
        });
    }
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(packages)
}

/// What cargo links into the library, with exactly the features it has there.
fn linked_for(project: &Project, system: &str) -> Result<BTreeSet<Identity>> {
    let list = tool::run(
        cargo::command()
            .args(["tree", "--locked", "--package", "smsp", "--target", system])
            .args(["--edges", "normal,no-proc-macro"])
            .args(["--prefix", "none", "--format", "{p}"])
            .current_dir(&project.folder),
        "install Rust",
    )?;
    list.lines()
        .map(|line| {
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default();
            let version = words.next().and_then(|word| word.strip_prefix('v'));
            let version = version.with_context(|| format!("cargo tree says: {line}"))?;
            Ok((name.to_owned(), version.to_owned()))
        })
        .collect()
}

/// What each package needs when it runs.
fn needs(metadata: &cargo_metadata::Metadata) -> Result<BTreeMap<Identity, BTreeSet<Identity>>> {
    let identity = |id| {
        let package = &metadata[id];
        (package.name.to_string(), package.version.to_string())
    };
    let resolve = metadata
        .resolve
        .as_ref()
        .context("cargo metadata resolves the dependencies")?;
    Ok(resolve
        .nodes
        .iter()
        .map(|node| {
            let needs = node.deps.iter().filter(|needed| {
                let mut kinds = needed.dep_kinds.iter();
                kinds.any(|kind| kind.kind == DependencyKind::Normal)
            });
            let needs = needs.map(|needed| identity(&needed.pkg)).collect();
            (identity(&node.id), needs)
        })
        .collect())
}

#[derive(Deserialize)]
struct LockFile {
    package: Vec<LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    name: String,
    version: String,
    checksum: Option<String>,
}

/// The checksums in Cargo.lock.
fn checksums(project: &Project) -> Result<BTreeMap<Identity, String>> {
    let path = project.folder.join("Cargo.lock");
    let text =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let lock_file: LockFile =
        toml::from_str(&text).with_context(|| format!("{} is not TOML", path.display()))?;
    Ok(lock_file
        .package
        .into_iter()
        .filter_map(|package| Some(((package.name, package.version), package.checksum?)))
        .collect())
}
