//! libsmsp as `cargo xtask install` installs it, and moved afterwards.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use smsp_test_support::{project, run, text};
use tempfile::TempDir;

/// An installed tree, in a folder that lives as long as the test program.
pub struct Installation {
    folder: TempDir,
}

impl Installation {
    /// Installed in one place, then moved to another: nothing in it may remember
    /// the first. Or the archive of a release that `SMSP_TEST_PACKAGE` names.
    pub fn moved() -> &'static Self {
        static INSTALLATION: OnceLock<Installation> = OnceLock::new();
        INSTALLATION.get_or_init(|| {
            let folder = TempDir::new().expect("a folder can be made");
            let first = folder.path().join("first");
            match env::var_os("SMSP_TEST_PACKAGE") {
                Some(archive) => unpack(&archive, &first),
                None => {
                    let prefix = first.to_str().expect("a path is a text");
                    let output = install(&["--prefix", prefix]);
                    assert!(output.status.success(), "{}", text(&output.stderr));
                }
            }
            fs::rename(first, folder.path().join("moved")).expect("it can be moved");
            Self { folder }
        })
    }

    pub fn prefix(&self) -> PathBuf {
        self.folder.path().join("moved")
    }

    pub fn libraries(&self) -> PathBuf {
        self.prefix().join("lib")
    }

    /// The words that pkg-config gives a user of this installation.
    pub fn pkg_config(&self, arguments: &[&str]) -> Vec<String> {
        let output = run(Command::new("pkg-config")
            .args(arguments)
            .arg("smsp")
            .env("PKG_CONFIG_LIBDIR", self.libraries().join("pkgconfig")));
        assert!(output.status.success(), "{}", text(&output.stderr));
        let words = text(&output.stdout);
        words.split_whitespace().map(str::to_owned).collect()
    }

    /// A program that finds the shared library only through its path.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LD_LIBRARY_PATH", self.libraries());
        command
    }
}

/// Unpacks an archive without the folder that everything in it lies in.
fn unpack(archive: &OsStr, folder: &Path) {
    fs::create_dir(folder).expect("a folder can be made");
    let output = run(Command::new("tar")
        .args(["--strip-components=1", "-xf"])
        .arg(archive)
        .arg("-C")
        .arg(folder));
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// `cargo xtask install` with these arguments.
pub fn install(arguments: &[&str]) -> Output {
    run(xtask(&["install"]).args(arguments))
}

/// `cargo xtask` with these arguments.
pub fn xtask(arguments: &[&str]) -> Command {
    let mut command = xtask::cargo::command();
    command
        .current_dir(project())
        .arg("xtask")
        .args(arguments)
        // The installed library is the one of these sources, however the tests
        // themselves are built.
        .env_remove("RUSTFLAGS");
    command
}

/// Every file and link below a folder, with its path from there, sorted.
pub fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder can be read") {
            let entry = entry.expect("it can be listed");
            let path = entry.path();
            if entry.file_type().expect("it has a type").is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(folder).expect("it lies below");
                found.push(path.to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The files of an installation in which a text occurs.
pub fn files_with(folder: &Path, wanted: &str) -> Vec<PathBuf> {
    let mut found = tree(folder);
    found.retain(|path| {
        let content = fs::read(folder.join(path)).unwrap_or_default();
        let mut windows = content.windows(wanted.len());
        windows.any(|window| window == wanted.as_bytes())
    });
    found
}

/// A consumer's project, copied to a folder outside this one.
pub fn consumer(files: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    assert!(
        !folder.path().starts_with(project()),
        "{:?}",
        env::temp_dir()
    );
    for name in files {
        let source = project().join("tests/package").join(name);
        fs::copy(source, folder.path().join(name)).expect("a file can be copied");
    }
    folder
}
