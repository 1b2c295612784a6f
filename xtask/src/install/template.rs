//! The files of `packaging` that contain the version or the folder of the libraries.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::files;
use crate::project::Project;
use crate::toolchain::LINUX_LIBRARIES;

pub struct Template<'a> {
    pub project: &'a Project,
    /// Relative to the prefix.
    pub library_folder: &'a Path,
}

impl Template<'_> {
    /// Reads the file and replaces every `@NAME@`.
    pub fn fill(&self, file: &Path) -> Result<String> {
        let text = files::read(file)?
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

    /// The path from the folder of the libraries to the prefix: `..` for `lib`.
    fn up(&self) -> String {
        vec![".."; self.library_folder.components().count()].join("/")
    }
}
