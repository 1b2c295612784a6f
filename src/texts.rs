//! Static texts and versions.

use std::ffi::c_char;

use crate::error_codes::{self, smsp_error};
use crate::guard::guard;
use crate::pointers;
use crate::status_codes::{self, smsp_status};
use smsp::Status;

/// Returns the version of the loaded library, such as "1.0.0".
///
/// Compare it with SMSP_VERSION, the version of the header that the program was
/// compiled with. The library may be newer than the header, never older.
///
/// Ownership: a static string; do not free it.
/// Threads: any.
/// Since: 1.0
#[unsafe(no_mangle)]
pub extern "C" fn smsp_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Returns the version of the loaded library as a number:
/// major * 10000 + minor * 100 + patch, like SMSP_VERSION_NUMBER.
///
/// Threads: any.
/// Since: 1.0
#[unsafe(no_mangle)]
pub extern "C" fn smsp_version_number() -> i32 {
    const fn number(digits: &str) -> i32 {
        match i32::from_str_radix(digits, 10) {
            Ok(number) => number,
            Err(_) => panic!("a part of the crate's version is no number"),
        }
    }
    const MAJOR: i32 = number(env!("CARGO_PKG_VERSION_MAJOR"));
    const MINOR: i32 = number(env!("CARGO_PKG_VERSION_MINOR"));
    const PATCH: i32 = number(env!("CARGO_PKG_VERSION_PATCH"));
    MAJOR * 10_000 + MINOR * 100 + PATCH
}

/// Returns the name of an error code, such as "SMSP_ERROR_TIMEOUT". Returns
/// "SMSP_ERROR_API" for a code of the provider that has no constant, and
/// "SMSP_ERROR_UNKNOWN" for a code that only a later version returns.
///
/// Ownership: a static string; do not free it.
/// Threads: any.
/// Since: 1.0
#[unsafe(no_mangle)]
pub extern "C" fn smsp_error_name(code: smsp_error) -> *const c_char {
    guard(|| c"".as_ptr(), || error_codes::error_name(code).as_ptr())
}

/// Returns one English sentence that says what an error code means and what to
/// do. smsp_result_error_message() says more about one failed call.
///
/// Ownership: a static string; do not free it.
/// Threads: any.
/// Since: 1.0
#[unsafe(no_mangle)]
pub extern "C" fn smsp_error_text(code: smsp_error) -> *const c_char {
    guard(
        || c"".as_ptr(),
        || pointers::start_of(error_codes::error_text(code)),
    )
}

/// Returns the English name of a delivery status: "Delivered", "Not delivered",
/// "Waiting" or "Not sent"; "Unknown" for any other number.
///
/// Ownership: a static string; do not free it.
/// Threads: any.
/// Since: 1.0
#[unsafe(no_mangle)]
pub extern "C" fn smsp_status_name(status: smsp_status) -> *const c_char {
    let name = || {
        status_codes::status_of(status)
            .unwrap_or(Status::Unknown)
            .name_with_nul()
    };
    guard(|| c"".as_ptr(), || pointers::start_of(name()))
}
