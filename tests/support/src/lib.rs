//! Code that several test binaries share: the libraries as a C programmer links
//! them, programs compiled against them, and the servers that these talk to.

mod libraries;
mod process;
mod program;
mod servers;
mod tools;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use xtask::project::Project;

pub use libraries::{LINKAGES, Libraries, Linkage};
pub use process::{run, succeeds, text};
pub use program::{Program, compile, compile_with};
pub use servers::{address, sandbox, tls_sandbox};
pub use tools::{has_tool, installed, is_installed, skip};

/// The project's folder.
pub fn project() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        Project::find()
            .expect("the tests are in the project")
            .folder
    });
    &FOLDER
}
