//! What an installed libsmsp consists of. `cargo xtask install`, the archives for
//! Linux and the Debian packages are all this tree.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Component, Path};

use anyhow::{Context, Result, ensure};

use crate::build::Built;
use crate::licences;
use crate::manual;
use crate::project::Project;
use crate::template::Template;

/// The headers, as in `include`.
const HEADERS: [&str; 4] = ["smsp.h", "smsp_ffi.h", "smsp.hpp", "module.modulemap"];

/// Texts for `share/doc/smsp`.
const TEXTS: [&str; 5] = [
    "LICENSE-MIT",
    "LICENSE-APACHE",
    licences::FILE,
    "README.md",
    "CHANGELOG.md",
];

pub const PROGRAM: u32 = 0o755;
pub const DATA: u32 = 0o644;

/// The folder of the libraries is relative to the prefix: `lib`, or, where a system
/// has several architectures side by side, `lib/x86_64-linux-gnu`.
pub fn check_library_folder(library_folder: &Path) -> Result<()> {
    ensure!(
        library_folder
            .components()
            .all(|part| matches!(part, Component::Normal(_))),
        "The folder of the libraries is {}; give one below the prefix, such as lib.",
        library_folder.display()
    );
    Ok(())
}

/// Puts the tree into an empty folder.
pub fn lay_out(project: &Project, built: &Built, library_folder: &Path, tree: &Path) -> Result<()> {
    let libraries = tree.join(library_folder);
    let soname = format!("libsmsp.so.{}", project.major_version());
    let shared_library = format!("libsmsp.so.{}", project.version);
    copy(
        &built.shared_library,
        &libraries.join(&shared_library),
        PROGRAM,
    )?;
    link(&shared_library, &libraries.join(&soname))?;
    link(&soname, &libraries.join("libsmsp.so"))?;
    copy(&built.static_library, &libraries.join("libsmsp.a"), DATA)?;
    lay_out_headers_and_texts(project, tree)?;
    copy(&built.program, &tree.join("bin/smsp-status"), PROGRAM)?;
    let template = Template {
        project,
        library_folder,
    };
    for (source, folder) in [
        ("smsp.pc", "pkgconfig"),
        ("smsp-config.cmake", "cmake/smsp"),
        ("smsp-config-version.cmake", "cmake/smsp"),
    ] {
        let text = template.fill(
            &project
                .folder
                .join("packaging")
                .join(format!("{source}.in")),
        )?;
        write(&libraries.join(folder).join(source), &text)?;
    }
    for (path, text) in manual::pages(project)? {
        write(&tree.join("share/man").join(path), &text)?;
    }
    Ok(())
}

/// The part of the tree that is the same for every system.
pub fn lay_out_headers_and_texts(project: &Project, tree: &Path) -> Result<()> {
    for name in HEADERS {
        let header = project.folder.join("include").join(name);
        copy(&header, &tree.join("include").join(name), DATA)?;
    }
    for name in TEXTS {
        let text = project.folder.join(name);
        copy(&text, &tree.join("share/doc/smsp").join(name), DATA)?;
    }
    Ok(())
}

/// With the same permissions on every machine, whatever its umask.
pub fn copy(from: &Path, to: &Path, mode: u32) -> Result<()> {
    make_folder_of(to)?;
    fs::copy(from, to)
        .with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))?;
    set_mode(to, mode)
}

pub fn write(path: &Path, text: &str) -> Result<()> {
    make_folder_of(path)?;
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    set_mode(path, DATA)
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("The permissions of {} cannot be set", path.display()))
}

fn link(target: &str, path: &Path) -> Result<()> {
    symlink(target, path).with_context(|| format!("{} cannot be made", path.display()))
}

fn make_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}
