//! `cargo metadata`: the packages of the workspace and of Cargo.lock.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Identity;
use crate::cargo;
use crate::project::Project;
use crate::tool;

/// The parts of its output that are used here.
#[derive(Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub version: String,
    pub description: Option<String>,
    pub license: Option<String>,
    pub repository: Option<String>,
    pub manifest_path: PathBuf,
    /// `None` for a package of this workspace.
    pub source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// `None` for a dependency of the code itself, else `build` or `dev`.
    kind: Option<String>,
}

impl Metadata {
    pub fn of(project: &Project) -> Result<Self> {
        let metadata = tool::run(
            cargo::command()
                .args(["metadata", "--locked", "--format-version", "1"])
                .current_dir(&project.folder),
            "install Rust",
        )?;
        serde_json::from_str(&metadata).context("cargo metadata prints another format")
    }

    /// The packages that each package needs when it runs, by its ID.
    pub fn needs(&self) -> Result<BTreeMap<String, BTreeSet<Identity>>> {
        let identities: BTreeMap<&str, Identity> = self
            .packages
            .iter()
            .map(|package| (package.id.as_str(), package.identity()))
            .collect();
        let identity = |id: &str| {
            let identity = identities.get(id).cloned();
            identity.with_context(|| format!("cargo metadata does not list {id}"))
        };
        let nodes = self.resolve.nodes.iter().map(|node| {
            let needed = node.deps.iter().filter(|dependency| {
                let mut kinds = dependency.dep_kinds.iter();
                kinds.any(|kind| kind.kind.is_none())
            });
            let needed = needed.map(|dependency| identity(&dependency.pkg));
            Ok((node.id.clone(), needed.collect::<Result<_>>()?))
        });
        nodes.collect()
    }
}

impl Package {
    pub fn identity(&self) -> Identity {
        (self.name.clone(), self.version.clone())
    }
}
