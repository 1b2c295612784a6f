//! The shared and the static library under their installed names.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;
use xtask::project::Project;
use xtask::static_library;
use xtask::tool::Binutils;
use xtask::toolchain::Toolchain;

use crate::process::{run, text};

/// How a program is linked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Linkage {
    Shared,
    Static,
}

pub const LINKAGES: [Linkage; 2] = [Linkage::Shared, Linkage::Static];

/// The libraries of one build, in a folder that lives as long as the test program.
pub struct Libraries {
    folder: TempDir,
}

impl Libraries {
    /// The development build, or the build that `SMSP_TEST_BUILD` names.
    pub fn built() -> &'static Self {
        static LIBRARIES: LazyLock<Libraries> = LazyLock::new(|| match given() {
            Some(folder) => Libraries::installed_from(&folder),
            None => Libraries::installed_from(&build()),
        });
        &LIBRARIES
    }

    /// The release build as it ships, or the build that `SMSP_TEST_BUILD` names.
    /// Link-time optimisation takes a minute if the build is out of date, so only
    /// tests whose promise depends on it use this.
    pub fn released() -> &'static Self {
        static LIBRARIES: LazyLock<Libraries> = LazyLock::new(|| {
            let toolchain = Toolchain::native().expect("cargo names its host");
            let project = Project::find().expect("this is the project");
            let release = xtask::build::release(&toolchain, &project);
            Libraries::installed_from(&release.expect("the release builds"))
        });
        match given() {
            Some(_) => Self::built(),
            None => &LIBRARIES,
        }
    }

    /// A development build in which a test can plant a fault.
    pub fn with_test_hooks() -> &'static Self {
        static LIBRARIES: LazyLock<Libraries> =
            LazyLock::new(|| Libraries::installed_from(&build_with_test_hooks()));
        &LIBRARIES
    }

    fn installed_from(build: &Path) -> Self {
        let folder = TempDir::new().expect("a folder can be made");
        fs::copy(build.join("libsmsp.so"), folder.path().join("libsmsp.so.1"))
            .expect("the library can be copied");
        symlink("libsmsp.so.1", folder.path().join("libsmsp.so")).expect("a link can be made");
        static_library::localise(
            &build.join("libsmsp.a"),
            &crate::project().join("include/smsp.h"),
            &folder.path().join("static/libsmsp.a"),
            &Binutils::native(),
        )
        .expect("the static library can be made");
        Self { folder }
    }

    pub fn shared(&self) -> PathBuf {
        self.folder.path().join("libsmsp.so.1")
    }

    pub fn archive(&self) -> PathBuf {
        self.folder.path().join("static/libsmsp.a")
    }

    /// The arguments after the sources on a compiler's command line.
    pub fn link_arguments(&self, linkage: Linkage) -> Vec<String> {
        let folder = self.folder.path().display();
        match linkage {
            Linkage::Shared => vec![
                format!("-L{folder}"),
                "-lsmsp".to_owned(),
                format!("-Wl,-rpath,{folder}"),
            ],
            Linkage::Static => vec![
                self.archive().display().to_string(),
                // The list of rustc's `--print native-static-libs`; glibc 2.34 and
                // later need none of them.
                "-lpthread".to_owned(),
                "-ldl".to_owned(),
                "-lm".to_owned(),
                "-lgcc_s".to_owned(),
            ],
        }
    }
}

/// The folder that `SMSP_TEST_BUILD` names.
fn given() -> Option<PathBuf> {
    env::var_os("SMSP_TEST_BUILD").map(PathBuf::from)
}

/// Builds the library as `cargo build` does, and returns the folder of the result.
fn build() -> PathBuf {
    let mut command = xtask::build::development();
    succeed(command.arg("--quiet").current_dir(crate::project()));
    target().join("debug")
}

/// The same with the test hooks, in a build folder of their own.
fn build_with_test_hooks() -> PathBuf {
    let target = target().join("test-hooks");
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    let mut command = xtask::cargo::command();
    command
        .args(["build", "--quiet", "--lib", "--target-dir"])
        .arg(&target)
        .current_dir(crate::project())
        .env(
            "RUSTFLAGS",
            flags + " --cfg smsp_test_hooks --cfg smsp_planted_panic",
        );
    succeed(&mut command);
    target.join("debug")
}

/// The folder that cargo builds in.
fn target() -> PathBuf {
    Project::find().expect("this is the project").target
}

fn succeed(command: &mut Command) {
    let output = run(command);
    assert!(output.status.success(), "{}", text(&output.stderr));
}
