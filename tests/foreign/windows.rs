//! The archive for Windows, whose programs run under Wine.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use smsp_test_support::{Linkage, project, run, succeeds, text};
use tempfile::TempDir;
use xtask::dll;
use xtask::static_library::declared_functions;
use xtask::static_library::windows::{PRIVATE, is_import, symbols};
use xtask::toolchain::mingw;

use crate::system::{self, System, compile};

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Debian's path of it, which is not on the PATH.
const WINE: &str = "/usr/lib/wine/wine64";

struct Windows {
    folder: TempDir,
    package: PathBuf,
}

impl Windows {
    fn unpacked() -> &'static Self {
        static WINDOWS: OnceLock<Windows> = OnceLock::new();
        WINDOWS.get_or_init(|| {
            let name = format!("libsmsp-{}-x86_64-windows", env!("CARGO_PKG_VERSION"));
            let archive = system::packed(&format!("{name}.zip"));
            let folder = TempDir::new().expect("a folder can be made");
            let output = run(Command::new("unzip")
                .arg("-q")
                .arg(archive)
                .arg("-d")
                .arg(folder.path()));
            assert!(output.status.success(), "{}", text(&output.stderr));
            let windows = Self {
                package: folder.path().join(name),
                folder,
            };
            windows.compile_missing_library();
            windows
        })
    }

    /// Wine 8.0 lacks a library of Windows; what stands in for it lies beside each
    /// program.
    fn compile_missing_library(&self) {
        let output = run(Command::new(COMPILER)
            .arg("-shared")
            .arg(project().join("tests/package/windows/bcryptprimitives.c"))
            .arg("-o")
            .arg(self.missing_library())
            .arg("-ladvapi32"));
        assert!(output.status.success(), "{}", text(&output.stderr));
    }

    fn missing_library(&self) -> PathBuf {
        self.folder.path().join("bcryptprimitives.dll")
    }

    fn library(&self) -> PathBuf {
        self.package.join("bin/smsp.dll")
    }

    fn exports(library: &Path) -> BTreeSet<String> {
        let output = run(Command::new("x86_64-w64-mingw32-objdump")
            .arg("-p")
            .arg(library));
        let headers = text(&output.stdout);
        let (_, table) = headers
            .split_once("[Ordinal/Name Pointer] Table")
            .expect("a DLL exports something");
        let rows = table.lines().skip(1).take_while(|line| !line.is_empty());
        rows.filter_map(|row| row.split_whitespace().last())
            .map(str::to_owned)
            .collect()
    }
}

impl System for Windows {
    fn compiler(&self) -> &str {
        COMPILER
    }

    fn link_arguments(&self, linkage: Linkage) -> Vec<OsString> {
        let libraries = self.package.join("lib");
        match linkage {
            Linkage::Shared => vec![libraries.join("libsmsp.dll.a").into()],
            Linkage::Static => [libraries.join("libsmsp.a").into(), "-DSMSP_STATIC".into()]
                .into_iter()
                .chain(mingw::SYSTEM_LIBRARIES.iter().map(OsString::from))
                .collect(),
        }
    }

    fn equip(&self, folder: &Path) {
        for library in [self.missing_library(), self.library()] {
            let name = library.file_name().expect("a library has a name");
            fs::copy(&library, folder.join(name)).expect("a library can be copied");
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(WINE);
        command
            .arg(program)
            .env_clear()
            .env("TZ", "UTC")
            .env("HOME", env!("CARGO_TARGET_TMPDIR"))
            .env("WINEDEBUG", "-all")
            .env("WINEPREFIX", wine_folder());
        command
    }

    fn package(&self) -> &Path {
        &self.package
    }
}

/// The folder that Wine shows to programs as the disk of Windows, set up once.
fn wine_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
        let output = run(Command::new(WINE)
            .args(["wineboot", "--init"])
            .env("WINEDEBUG", "-all")
            .env("WINEPREFIX", &folder));
        assert!(output.status.success(), "{}", text(&output.stderr));
        folder
    })
}

fn contract() -> BTreeSet<String> {
    let declared = declared_functions(&project().join("include/smsp.h"));
    declared
        .expect("the header can be read")
        .into_iter()
        .collect()
}

#[test]
fn the_dll_exports_the_contract_and_needs_only_windows() {
    let library = Windows::unpacked().library();
    assert_eq!(Windows::exports(&library), contract());
    let foreign = dll::not_of_windows(&library, &mingw::binutils());
    assert_eq!(foreign.expect("objdump reads it"), [""; 0]);
}

#[test]
fn the_static_library_clashes_with_no_other_library_made_in_rust() {
    let archive = Windows::unpacked().package.join("lib/libsmsp.a");
    let symbols = symbols(&archive, &mingw::binutils()).expect("nm reads it");
    let public: BTreeSet<String> = symbols
        .into_iter()
        .filter(|symbol| !is_import(&symbol.member) && !symbol.name.starts_with(PRIVATE))
        .map(|symbol| symbol.name)
        .collect();
    assert_eq!(public, contract());
}

#[test]
fn the_definition_file_names_the_contract() {
    let path = Windows::unpacked().package.join("lib/smsp.def");
    let text = fs::read_to_string(path).expect("the package has it");
    let mut lines = text.lines().map(str::trim);
    assert_eq!(lines.next(), Some("LIBRARY smsp.dll"));
    assert_eq!(lines.next(), Some("EXPORTS"));
    assert_eq!(
        lines.map(str::to_owned).collect::<BTreeSet<_>>(),
        contract()
    );
}

#[test]
fn c_programs_keep_their_promises_shared_and_static_plain_and_tls() {
    system::c_programs_succeed(Windows::unpacked());
}

#[test]
fn the_example_prints_its_table() {
    system::example_prints_its_table(Windows::unpacked());
}

#[test]
fn failures_have_their_codes() {
    system::failures_have_their_codes(Windows::unpacked());
}

#[test]
fn smsp_status_writes_csv_whose_lines_end_by_the_standard() {
    system::smsp_status_writes_csv(Windows::unpacked(), "smsp-status.exe");
}

#[test]
fn once_used_the_dll_stays_in_memory() {
    let windows = Windows::unpacked();
    let source = "tests/package/windows/unload.c";
    let program = compile(windows, &[source], &["-std=c99"], Linkage::Shared);
    succeeds(program.command().arg("smsp.dll"));
}

#[test]
fn a_plug_in_that_embeds_the_library_exports_only_its_own() {
    let windows = Windows::unpacked();
    let source = "tests/package/windows/plug_in.c";
    let plug_in = compile(
        windows,
        &[source],
        &["-std=c99", "-shared"],
        Linkage::Static,
    );
    let exports = Windows::exports(&plug_in.folder().join("program.exe"));
    assert_eq!(exports, BTreeSet::from(["plug_in_version".to_owned()]));
}

#[test]
fn what_dotnet_programs_import_is_exported() {
    let exports = Windows::exports(&Windows::unpacked().library());
    for source in ["examples/csharp/Smsp.cs", "examples/vbnet/Smsp.vb"] {
        let text = fs::read_to_string(project().join(source)).expect("the example is there");
        let imports: BTreeSet<&str> = text
            .split("DllImport(Library, ")
            .skip(1)
            .filter_map(|import| import.split_once("smsp_"))
            .filter_map(|(_, rest)| rest.split_once('('))
            .map(|(name, _)| name)
            .collect();
        assert!(imports.len() > 15, "{source}: {imports:?}");
        for name in imports {
            assert!(
                exports.contains(&format!("smsp_{name}")),
                "{source}: {name}"
            );
        }
    }
}
