//! The files of an installation. `cargo xtask install`, the archives for Linux and the
//! Debian packages all have this tree.

use std::path::Path;

use anyhow::Result;

use super::manual;
use super::template::Template;
use crate::build::Built;
use crate::files::{self, DATA, PROGRAM};
use crate::licences;
use crate::project::Project;

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

/// Files of `packaging`, each with its folder below that of the libraries.
const TEMPLATES: [(&str, &str); 3] = [
    ("smsp.pc", "pkgconfig"),
    ("smsp-config.cmake", "cmake/smsp"),
    ("smsp-config-version.cmake", "cmake/smsp"),
];

/// Puts the tree into an empty folder.
pub fn lay_out(project: &Project, built: &Built, library_folder: &Path, tree: &Path) -> Result<()> {
    let libraries = tree.join(library_folder);
    let soname = format!("libsmsp.so.{}", project.major_version());
    let file = format!("libsmsp.so.{}", project.version);
    files::copy(&built.shared_library, &libraries.join(&file), PROGRAM)?;
    files::link(&file, &libraries.join(&soname))?;
    files::link(&soname, &libraries.join("libsmsp.so"))?;
    files::copy(&built.static_library, &libraries.join("libsmsp.a"), DATA)?;
    files::copy(&built.program, &tree.join("bin/smsp-status"), PROGRAM)?;
    lay_out_headers_and_texts(project, tree)?;
    let template = Template {
        project,
        library_folder,
    };
    for (name, folder) in TEMPLATES {
        let source = project.folder.join(format!("packaging/{name}.in"));
        let text = template.fill(&source)?;
        files::write(&libraries.join(folder).join(name), text)?;
    }
    for (path, text) in manual::pages(project)? {
        files::write(&tree.join("share/man").join(path), text)?;
    }
    Ok(())
}

/// The part of the tree that is the same for every system.
pub fn lay_out_headers_and_texts(project: &Project, tree: &Path) -> Result<()> {
    for name in HEADERS {
        let header = project.folder.join("include").join(name);
        files::copy(&header, &tree.join("include").join(name), DATA)?;
    }
    for name in TEXTS {
        let text = project.folder.join(name);
        files::copy(&text, &tree.join("share/doc/smsp").join(name), DATA)?;
    }
    Ok(())
}
