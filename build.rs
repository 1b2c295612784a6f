//! Link arguments of the shared library, and with the feature `headers` the C
//! headers, in the build folder: `cargo xtask headers` takes them from there.

#[cfg(feature = "headers")]
#[path = "build/headers.rs"]
mod headers;

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    link_arguments();
    #[cfg(feature = "headers")]
    write_headers();
}

/// Soname and never-unload mark, for every system that has them.
fn link_arguments() {
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

#[cfg(feature = "headers")]
fn write_headers() {
    use std::{fs, path::PathBuf};

    for source in ["build", "cbindgen.toml", "src"] {
        println!("cargo:rerun-if-changed={source}");
    }
    let source = PathBuf::from(cargo_variable("CARGO_MANIFEST_DIR"));
    let made = PathBuf::from(cargo_variable("OUT_DIR"));
    let headers = headers::make(&source, &cargo_variable("CARGO_PKG_VERSION"));
    for (name, text) in [("smsp.h", &headers.c), ("smsp_ffi.h", &headers.ffi)] {
        fs::write(made.join(name), text).expect("a header can be written");
    }
}

fn cargo_variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
