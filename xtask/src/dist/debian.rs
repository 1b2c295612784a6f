//! The Debian packages. debhelper makes them from the files of `packaging/debian` and
//! the libraries of the archive for x86_64 Linux.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::linux;
use crate::files::{self, DATA, PROGRAM};
use crate::install::tree;
use crate::licences;
use crate::project::Project;
use crate::tool;

/// Debian's folder of the libraries of this architecture, below `usr`.
const LIBRARIES: &str = "lib/x86_64-linux-gnu";

/// The revision of the packages, which follows the version of the library.
const REVISION: &str = "1";

pub fn build(project: &Project, folder: &Path) -> Result<()> {
    let built = linux::x86_64_libraries(project)?;
    let place = tempfile::tempdir()?;
    // debhelper puts the packages beside the folder that it works in.
    let work = place.path().join("libsmsp");
    tree::lay_out(
        project,
        &built,
        Path::new(LIBRARIES),
        &work.join("tree/usr"),
    )?;
    for name in [licences::FILE, "CHANGELOG.md"] {
        files::copy(&project.folder.join(name), &work.join(name), DATA)?;
    }

    for file in files::list(&project.folder.join("packaging/debian"))? {
        let name = file.file_name().context("a file has a name")?;
        let output = work.join("debian").join(name);
        match name.to_str() {
            Some("control") => {
                let text = files::read(&file)?
                    .replace("@MAINTAINER@", &maintainer())
                    .replace("@GLIBC@", linux::GLIBC);
                files::write(&output, text)?;
            }
            Some("copyright") => {
                let licence = files::read(&project.folder.join("LICENSE-MIT"))?;
                let text = files::read(&file)?.replace("@MIT@", &indented(&licence));
                files::write(&output, text)?;
            }
            Some("rules") => files::copy(&file, &output, PROGRAM)?,
            _ => files::copy(&file, &output, DATA)?,
        }
    }
    files::write(&work.join("debian/changelog"), changelog(project)?)?;
    files::write(&work.join("debian/libsmsp1.symbols"), symbols(project)?)?;

    tool::run(
        Command::new("dpkg-buildpackage")
            .args(["--build=binary", "--no-sign", "--no-pre-clean"])
            .current_dir(&work)
            .env("SOURCE_DATE_EPOCH", project.date()?.to_string()),
        "install dpkg-dev and debhelper",
    )
    .context("The packages need Debian's tools: apt-get install dpkg-dev debhelper")?;
    for file in files::list(place.path())? {
        if file.extension() == Some(OsStr::new("deb")) {
            let name = file.file_name().context("a file has a name")?;
            files::copy(&file, &folder.join(name), DATA)?;
        }
    }
    Ok(())
}

/// The maintainer of the packages, from the variables that Debian's own tools use. The
/// project has no address, so the default is one that belongs to nobody.
fn maintainer() -> String {
    let name = env::var("DEBFULLNAME").unwrap_or_else(|_| "The libsmsp authors".to_owned());
    let address = env::var("DEBEMAIL").unwrap_or_else(|_| "libsmsp@example.org".to_owned());
    format!("{name} <{address}>")
}

/// Debian's own format. The packages also contain CHANGELOG.md, which lists the changes.
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

/// Each function with the version that added it, so that a package that uses the
/// library requires no later version than it needs.
fn symbols(project: &Project) -> Result<String> {
    let list = files::read(&project.folder.join("tests/abi/functions.txt"))?;
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

/// The format of Debian's copyright file: indented, with dots in empty lines.
fn indented(text: &str) -> String {
    let lines = text.trim_end().lines().map(|line| match line.trim() {
        "" => " .".to_owned(),
        line => format!(" {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}
