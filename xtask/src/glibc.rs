//! Which glibc a library or program needs.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Error, Result};

use crate::tool::{self, Binutils};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // A third number, as in 2.2.5, makes no difference here.
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

/// The highest version among the symbols that a file takes from glibc.
pub fn needed(file: &Path, tools: &Binutils) -> Result<Version> {
    let mut readelf = tools.command("readelf");
    let list = tool::run(readelf.args(["-VW"]).arg(file), &tools.advice())?;
    list.split_whitespace()
        .filter_map(|word| word.strip_prefix("GLIBC_"))
        .filter_map(|version| version.parse().ok())
        .max()
        .with_context(|| format!("{} takes no symbol from glibc", file.display()))
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_compared_as_numbers() {
        let version = |text: &str| text.parse::<Version>().expect("it is a version");
        assert!(version("2.4") < version("2.17"));
        assert_eq!(version("2.2.5"), version("2.2"));
        assert!("PRIVATE".parse::<Version>().is_err());
    }
}
