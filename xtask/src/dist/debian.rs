//! The Debian packages, made by debhelper from the files of `packaging/debian` and
//! the libraries of the archive for x86_64 Linux.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::{files, linux, linux_x86_64};
use crate::install;
use crate::licences;
use crate::project::Project;
use crate::tool;

/// Where Debian keeps the libraries of this architecture, below `usr`.
const LIBRARIES: &str = "lib/x86_64-linux-gnu";

/// Of the packages, beside the library's version.
const REVISION: &str = "1";

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    let built = linux_x86_64::libraries(project)?;
    let place = tempfile::tempdir()?;
    // The packages arrive beside the folder that they are built in.
    let work = place.path().join("libsmsp");
    fs::create_dir_all(work.join("debian"))
        .with_context(|| format!("{} cannot be made", work.display()))?;
    install::lay_out(
        project,
        &built,
        Path::new(LIBRARIES),
        &work.join("tree/usr"),
    )?;
    for name in [licences::FILE, "CHANGELOG.md"] {
        copy(&project.folder.join(name), &work.join(name))?;
    }

    for file in files(&project.folder.join("packaging/debian"))? {
        let name = file.file_name().context("a file has a name")?;
        match name.to_str() {
            Some("control") => {
                let text = read(&file)?
                    .replace("@MAINTAINER@", &maintainer())
                    .replace("@GLIBC@", linux::GLIBC);
                write(&work.join("debian/control"), &text)?;
            }
            Some("copyright") => {
                let licence = read(&project.folder.join("LICENSE-MIT"))?;
                let text = read(&file)?.replace("@MIT@", &indented(&licence));
                write(&work.join("debian/copyright"), &text)?;
            }
            _ => copy(&file, &work.join("debian").join(name))?,
        }
    }
    write(&work.join("debian/changelog"), &changelog(project)?)?;
    write(&work.join("debian/libsmsp1.symbols"), &symbols(project)?)?;

    tool::run(
        Command::new("dpkg-buildpackage")
            .args(["--build=binary", "--no-sign", "--no-pre-clean"])
            .current_dir(&work)
            .env("SOURCE_DATE_EPOCH", project.date()?.to_string()),
        "install dpkg-dev and debhelper",
    )
    .context("The packages need Debian's tools: apt-get install dpkg-dev debhelper")?;
    for file in files(place.path())? {
        if file.extension() == Some(OsStr::new("deb")) {
            let name = file.file_name().context("a file has a name")?;
            copy(&file, &folder.join(name))?;
        }
    }
    Ok(())
}

/// Who answers for the packages, as Debian's own tools are told. The project has no
/// address, so one stands there that can be nobody's.
fn maintainer() -> String {
    let name = env::var("DEBFULLNAME").unwrap_or_else(|_| "The libsmsp authors".to_owned());
    let address = env::var("DEBEMAIL").unwrap_or_else(|_| "libsmsp@example.org".to_owned());
    format!("{name} <{address}>")
}

/// Debian's form: what changed is in CHANGELOG.md, which is packaged too.
fn changelog(project: &Project) -> Result<String> {
    let date = OffsetDateTime::from_unix_timestamp(project.date()?.try_into()?)?;
    Ok(format!(
        "libsmsp ({}-{REVISION}) unstable; urgency=medium\n\n  \
           * What changed is in CHANGELOG.md.\n\n \
         -- {}  {}\n",
        project.version,
        maintainer(),
        date.format(&Rfc2822)?
    ))
}

/// Each function with the version it came with, so that a package that uses the
/// library asks for no later one than it needs.
fn symbols(project: &Project) -> Result<String> {
    let list = read(&project.folder.join("tests/abi/functions.txt"))?;
    let mut symbols = format!(
        "libsmsp.so.{major} libsmsp{major} #MINVER#\n* Build-Depends-Package: libsmsp-dev\n",
        major = project.major_version()
    );
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (name, since) = line
            .split_once(' ')
            .with_context(|| format!("tests/abi/functions.txt has no version in: {line}"))?;
        symbols += &format!(" {name}@Base {since}\n");
    }
    Ok(symbols)
}

/// As a paragraph of Debian's copyright file: indented, with dots in empty lines.
fn indented(text: &str) -> String {
    let lines = text.trim_end().lines().map(|line| match line.trim() {
        "" => " .".to_owned(),
        line => format!(" {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))?;
    Ok(())
}
