//! The glibc version that a library or program needs.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};

use crate::tool::{self, Binutils};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // A third number, as in 2.2.5, has no meaning here.
        let mut numbers = text.split('.').map(str::parse);
        let mut next = || {
            numbers
                .next()
                .and_then(Result::ok)
                .with_context(|| format!("{text} is no version of glibc"))
        };
        Ok(Self {
            major: next()?,
            minor: next()?,
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

/// The beginnings of the names of glibc's libraries.
const LIBRARIES: [&str; 7] = [
    "libc.so.",
    "libpthread.so.",
    "libdl.so.",
    "libm.so.",
    "librt.so.",
    "libutil.so.",
    "ld-linux",
];

/// The highest version among the symbols that a file imports from glibc. Fails if the
/// file needs another library.
pub fn needed(file: &Path, tools: &Binutils) -> Result<Version> {
    let readelf = |options| {
        let mut command = tools.command("readelf");
        tool::run(command.arg(options).arg(file), &tools.advice())
    };
    let others = others(&readelf("-dW")?);
    ensure!(
        others.is_empty(),
        "{} needs {}, but only glibc is allowed.",
        file.display(),
        others.join(" and ")
    );
    readelf("-VW")?
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("GLIBC_"))
        .filter_map(|version| version.parse().ok())
        .max()
        .with_context(|| format!("{} imports no symbol from glibc", file.display()))
}

/// The libraries that a dynamic section names besides glibc's.
fn others(dynamic_section: &str) -> Vec<String> {
    dynamic_section
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
        .filter_map(|line| line.split(['[', ']']).nth(1))
        .filter(|name| !LIBRARIES.iter().any(|library| name.starts_with(library)))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Version, others};

    #[test]
    fn versions_are_compared_as_numbers() {
        let version = |text: &str| text.parse::<Version>().expect("it is a version");
        assert!(version("2.4") < version("2.17"));
        assert_eq!(version("2.2.5"), version("2.2"));
        assert!("PRIVATE".parse::<Version>().is_err());
    }

    #[test]
    fn a_library_that_is_not_glibc_s_is_found() {
        let section = "\
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
 0x0000000000000001 (NEEDED)             Shared library: [libgcc_s.so.1]
 0x000000000000000e (SONAME)             Library soname: [libsmsp.so.1]
";
        assert_eq!(others(section), ["libgcc_s.so.1"]);
    }
}
