//! Link arguments of the shared library, and the C headers.
//!
//! The headers are made in the build folder, where a test compares them with
//! the ones in `include/`. They are written there when asked for:
//!
//! ```sh
//! SMSP_WRITE_HEADERS=1 cargo build
//! ```

#[path = "build/headers.rs"]
mod headers;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    link_arguments();
    write_headers();
}

/// Soname and never-unload mark, for every system that has them.
fn link_arguments() {
    println!("cargo:rerun-if-changed=build.rs");
    let unix_with_elf = cargo_variable("CARGO_CFG_TARGET_FAMILY") == "unix"
        && !["macos", "ios"].contains(&cargo_variable("CARGO_CFG_TARGET_OS").as_str());
    if unix_with_elf {
        let major = cargo_variable("CARGO_PKG_VERSION_MAJOR");
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsmsp.so.{major}");
        // A name look-up that outlives its call runs code of this library, so
        // dlclose() must not unmap it.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    let windows_with_gnu_tools = cargo_variable("CARGO_CFG_TARGET_OS") == "windows"
        && cargo_variable("CARGO_CFG_TARGET_ENV") == "gnu";
    if windows_with_gnu_tools {
        // The time of the build would make each build another file.
        println!("cargo:rustc-cdylib-link-arg=-Wl,--no-insert-timestamp");
    }
}

fn write_headers() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    println!("cargo:rerun-if-changed=src/capi");
    println!("cargo:rerun-if-env-changed=SMSP_WRITE_HEADERS");
    let source = PathBuf::from(cargo_variable("CARGO_MANIFEST_DIR"));
    let made = PathBuf::from(cargo_variable("OUT_DIR")).join("include");
    let headers = headers::make(&source, &cargo_variable("CARGO_PKG_VERSION"));
    write(&made, &headers);
    if env::var("SMSP_WRITE_HEADERS").is_ok_and(|wanted| wanted == "1") {
        write(&source.join("include"), &headers);
    }
    println!("cargo:rustc-env=SMSP_MADE_HEADERS={}", made.display());
}

fn write(folder: &Path, headers: &headers::Headers) {
    fs::create_dir_all(folder).expect("the folder of the headers can be made");
    for (name, text) in [("smsp.h", &headers.c), ("smsp_ffi.h", &headers.ffi)] {
        fs::write(folder.join(name), text).expect("a header can be written");
    }
}

fn cargo_variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
