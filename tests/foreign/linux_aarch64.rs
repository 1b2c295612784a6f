//! The archive for 64-bit Arm Linux, whose programs run under qemu.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use smsp_test_support::{Linkage, run, text};
use tempfile::TempDir;
use xtask::glibc;
use xtask::tool::Binutils;

use crate::system::{self, System};

/// The C library of that system, from Debian's packages for cross compiling.
const SYSTEM_ROOT: &str = "/usr/aarch64-linux-gnu";

struct Arm {
    package: PathBuf,
    /// Deleted at the end.
    _folder: TempDir,
}

impl Arm {
    fn unpacked() -> &'static Self {
        static ARM: OnceLock<Arm> = OnceLock::new();
        ARM.get_or_init(|| {
            let version = env!("CARGO_PKG_VERSION");
            let name = format!("libsmsp-{version}-aarch64-linux-glibc2.17");
            let archive = system::packed(&format!("{name}.tar.gz"));
            let folder = TempDir::new().expect("a folder can be made");
            let output = run(Command::new("tar")
                .arg("-xzf")
                .arg(archive)
                .arg("-C")
                .arg(folder.path()));
            assert!(output.status.success(), "{}", text(&output.stderr));
            Self {
                package: folder.path().join(name),
                _folder: folder,
            }
        })
    }

    fn library(&self) -> PathBuf {
        self.package.join("lib/libsmsp.so")
    }
}

impl System for Arm {
    fn compiler(&self) -> &str {
        "aarch64-linux-gnu-gcc"
    }

    fn link_arguments(&self, linkage: Linkage) -> Vec<OsString> {
        match linkage {
            Linkage::Shared => vec![self.library().into()],
            Linkage::Static => vec![self.package.join("lib/libsmsp.a").into()],
        }
    }

    fn equip(&self, _: &Path) {}

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("qemu-aarch64-static");
        let library_path = format!("LD_LIBRARY_PATH={}", self.package.join("lib").display());
        command
            .env_clear()
            .env("TZ", "UTC")
            .args(["-L", SYSTEM_ROOT, "-E", &library_path])
            .arg(program);
        command
    }

    fn package(&self) -> &Path {
        &self.package
    }
}

#[test]
fn the_library_and_smsp_status_need_no_glibc_after_2_17() {
    let arm = Arm::unpacked();
    let tools = Binutils {
        prefix: "aarch64-linux-gnu-".to_owned(),
    };
    for file in [arm.library(), arm.package.join("bin/smsp-status")] {
        let header = run(Command::new("readelf").arg("-h").arg(&file));
        assert!(text(&header.stdout).contains("AArch64"));
        let needed = glibc::needed(&file, &tools).expect("readelf reads it");
        assert!(
            needed <= "2.17".parse().expect("it is a version"),
            "{needed}"
        );
    }
}

#[test]
fn c_programs_keep_their_promises_shared_and_static_plain_and_tls() {
    system::c_programs_succeed(Arm::unpacked());
}

#[test]
fn the_example_prints_its_table() {
    system::example_prints_its_table(Arm::unpacked());
}

#[test]
fn failures_have_their_codes() {
    system::failures_have_their_codes(Arm::unpacked());
}

#[test]
fn smsp_status_writes_csv_whose_lines_end_by_the_standard() {
    system::smsp_status_writes_csv(Arm::unpacked(), "smsp-status");
}
