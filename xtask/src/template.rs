//! The files of `packaging` that name the version or the folder of the libraries.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::project::Project;
use crate::toolchain::LINUX_LIBRARIES;

pub struct Template<'a> {
    pub project: &'a Project,
    /// Relative to the prefix.
    pub library_folder: &'a Path,
}

impl Template<'_> {
    /// The text of the file, with every `@NAME@` replaced.
    pub fn fill(&self, file: &Path) -> Result<String> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let text = text
            .replace("@VERSION@", &self.project.version)
            .replace("@MAJOR@", self.project.major_version())
            .replace("@LIBRARY_FOLDER@", &self.library_folder.to_string_lossy())
            // From pkgconfig/ and from cmake/smsp/ up to the prefix.
            .replace("@UP_FROM_LIBRARIES@", &self.up())
            .replace("@SYSTEM_LIBRARIES@", &LINUX_LIBRARIES.join(" "))
            .replace(
                "@SYSTEM_LIBRARIES_FOR_CMAKE@",
                &LINUX_LIBRARIES.join(";").replace("-l", ""),
            );
        ensure!(
            !text.contains('@'),
            "{} has a name between @ signs that nothing replaces.",
            file.display()
        );
        Ok(text)
    }

    /// The way from the folder of the libraries to the prefix: `..` for `lib`.
    fn up(&self) -> String {
        vec![".."; self.library_folder.components().count()].join("/")
    }
}
