//! `cargo xtask licences`: THIRD-PARTY-LICENSES, the licence texts of all code of
//! others inside the library. Those licences require that their texts go along with it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::files;
use crate::linked::{Contents, Linked};
use crate::project::Project;

/// The file in the project's folder and in every package.
pub const FILE: &str = "THIRD-PARTY-LICENSES";

/// The beginnings of the names of files with licences and notices.
const BEGINNINGS: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicense"];

/// Code that the compilers of the packages add besides Rust's standard library.
const FROM_COMPILERS: &str = "
The compilers add code of their own, whose licences make an exception for that and so ask for
nothing: in the packages for Linux LLVM's libunwind and compiler-rt (Apache-2.0 WITH
LLVM-exception), in those for Windows GCC's libgcc (GPL-3.0-or-later WITH GCC-exception-3.1).
";

/// Writes the file and returns its path.
pub fn write(project: &Project) -> Result<PathBuf> {
    let path = project.folder.join(FILE);
    files::write(&path, text(project)?)?;
    Ok(path)
}

/// The content of the file. It depends only on Cargo.lock.
pub fn text(project: &Project) -> Result<String> {
    let packages = Contents::of(project)?.linked;
    let mut text =
        "libsmsp is made with the packages below. Each is listed with its licences, as an SPDX\n\
         expression, and every text of theirs follows; a text that several packages share is\n\
         here once.\n\n"
            .to_owned();
    for package in &packages {
        writeln!(text, "  {:<24} {}", title(package), package.licence)?;
    }
    writeln!(
        text,
        "  {:<24} MIT OR Apache-2.0",
        "Rust's standard library"
    )?;
    text += FROM_COMPILERS;

    // Each text with its packages, in the order of the packages.
    let mut texts: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for package in &packages {
        for licence in texts_of(&package.folder, &title(package))? {
            // The same words with other line breaks are the same text.
            let words = licence.split_whitespace().collect::<Vec<_>>().join(" ");
            let place = *places.entry(words).or_insert(texts.len());
            if place == texts.len() {
                texts.push((licence, Vec::new()));
            }
            if texts[place].1.last() != Some(&title(package)) {
                texts[place].1.push(title(package));
            }
        }
    }
    let standard_library = project.folder.join("packaging/rust-standard-library.txt");
    texts.push((
        files::read(&standard_library)?,
        vec!["Rust's standard library".to_owned()],
    ));

    for (licence, owners) in texts {
        write!(text, "\n{}\n{}\n\n", "=".repeat(78), owners.join(", "))?;
        for line in licence.trim_matches('\n').lines() {
            writeln!(text, "{}", line.trim_end())?;
        }
    }
    Ok(text)
}

fn title(package: &Linked) -> String {
    format!("{} {}", package.name, package.version)
}

/// The licences and notices in the folder of a package, also those of code that the
/// package took from others.
pub fn texts_of(folder: &Path, package: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    find(folder, &mut found)?;
    found.sort();
    ensure!(
        !found.is_empty(),
        "{package} brings no licence text along, and its licence asks for one. Take it from the \
         package's repository, or use another package."
    );
    found.iter().map(|file| files::read(file)).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for path in files::entries(folder)? {
        if path.is_dir() {
            find(&path, found)?;
        } else if is_licence(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// Returns whether a file is a licence or a notice, and not source code about licences.
fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    BEGINNINGS
        .iter()
        .any(|beginning| name.starts_with(beginning))
        && !name.ends_with(".rs")
}
