//! The packages whose code is part of the shipped library, without those that only
//! build or test it.

mod metadata;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::cargo;
use crate::files;
use crate::project::Project;
use crate::tool;
use metadata::Metadata;

/// The root package, which is the library.
const LIBRARY: &str = "libsmsp";

/// The systems that there are packages for.
pub const SYSTEMS: [&str; 3] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-gnu",
];

/// Name and version.
pub type Identity = (String, String);

/// The packages that the library is made of.
pub struct Contents {
    /// The packages that the root package names among its dependencies.
    pub direct: BTreeSet<Identity>,
    /// The other packages of this project, sorted by name.
    pub own: Vec<Own>,
    /// Those of others, sorted by name and version.
    pub linked: Vec<Linked>,
}

/// A package of this project, below the root package.
pub struct Own {
    pub name: String,
    pub version: String,
    pub description: String,
    /// An SPDX expression.
    pub licence: String,
    /// The packages that it names among its dependencies and that are linked.
    pub needs: BTreeSet<Identity>,
}

/// A package of others, linked on at least one system.
pub struct Linked {
    pub name: String,
    pub version: String,
    pub description: String,
    /// An SPDX expression.
    pub licence: String,
    pub repository: Option<String>,
    /// The folder that cargo unpacked it into.
    pub folder: PathBuf,
    /// The SHA-256 of its file at crates.io. cargo compares it with the file.
    pub checksum: String,
    /// Those of `SYSTEMS` on which it is linked.
    pub systems: Vec<&'static str>,
    /// The packages that it needs and that are linked.
    pub needs: BTreeSet<Identity>,
}

impl Contents {
    pub fn of(project: &Project) -> Result<Self> {
        let mut linked: BTreeMap<Identity, Vec<&'static str>> = BTreeMap::new();
        for system in SYSTEMS {
            for identity in linked_for(project, system)? {
                linked.entry(identity).or_default().push(system);
            }
        }
        let metadata = Metadata::of(project)?;
        let mut needs = metadata.needs()?;
        let mut checksums = checksums(&files::read(&project.folder.join("Cargo.lock"))?);

        let mut contents = Self {
            direct: BTreeSet::new(),
            own: Vec::new(),
            linked: Vec::new(),
        };
        for package in metadata.packages {
            let identity = package.identity();
            let Some(systems) = linked.get(&identity) else {
                continue;
            };
            let mut needs = needs.remove(&package.id).unwrap_or_default();
            needs.retain(|needed| linked.contains_key(needed));
            if package.name == LIBRARY {
                contents.direct = needs;
                continue;
            }
            let (name, version) = identity.clone();
            let licence = package.license.with_context(|| {
                format!(
                    "{name} {version} names no licence; find out and tell its authors, or use \
                     another package"
                )
            })?;
            let description = package.description.unwrap_or_default();
            if package.source.is_none() {
                contents.own.push(Own {
                    name,
                    version,
                    description,
                    licence,
                    needs,
                });
                continue;
            }
            contents.linked.push(Linked {
                folder: package
                    .manifest_path
                    .parent()
                    .context("a manifest lies in a folder")?
                    .to_owned(),
                checksum: checksums
                    .remove(&identity)
                    .with_context(|| format!("Cargo.lock has no checksum of {name} {version}"))?,
                repository: package.repository,
                systems: systems.clone(),
                name,
                version,
                description,
                licence,
                needs,
            });
        }
        contents.own.sort_by(|a, b| a.name.cmp(&b.name));
        contents
            .linked
            .sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        Ok(contents)
    }
}

/// The packages that cargo links into the library, with exactly the features that they
/// have there.
fn linked_for(project: &Project, system: &str) -> Result<BTreeSet<Identity>> {
    let list = tool::run(
        cargo::command()
            .args(["tree", "--locked", "--package", LIBRARY])
            .args(["--target", system, "--edges", "normal,no-proc-macro"])
            .args(["--prefix", "none", "--format", "{p}"])
            .current_dir(&project.folder),
        "install Rust",
    )?;
    list.lines()
        .map(|line| {
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default();
            let version = words.next().and_then(|word| word.strip_prefix('v'));
            let version = version.with_context(|| format!("cargo tree prints: {line}"))?;
            Ok((name.to_owned(), version.to_owned()))
        })
        .collect()
}

/// The checksums in Cargo.lock, which has one `key = "value"` per line.
fn checksums(lock_file: &str) -> BTreeMap<Identity, String> {
    let mut checksums = BTreeMap::new();
    for package in lock_file.split("[[package]]").skip(1) {
        let value = |key: &str| {
            package.lines().find_map(|line| {
                let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
                Some(value.strip_suffix('"')?.to_owned())
            })
        };
        if let (Some(name), Some(version), Some(checksum)) =
            (value("name"), value("version"), value("checksum"))
        {
            checksums.insert((name, version), checksum);
        }
    }
    checksums
}

#[cfg(test)]
mod tests {
    use super::checksums;

    #[test]
    fn the_lock_file_has_a_checksum_for_each_package_of_others() {
        let lock_file = r#"version = 4

[[package]]
name = "anyhow"
version = "1.0.1"
source = "registry+index"
checksum = "123abc"

[[package]]
name = "smsp"
version = "1.0.0"
dependencies = [
 "anyhow",
]
"#;
        let found: Vec<_> = checksums(lock_file).into_iter().collect();
        let anyhow = ("anyhow".to_owned(), "1.0.1".to_owned());
        assert_eq!(found, [(anyhow, "123abc".to_owned())]);
    }
}
