//! What the targets share.

#[allow(clippy::new_without_default)] // Its functions are those of the C ABI.
#[path = "../../support/c_api.rs"]
pub mod c_api;
#[path = "../../support/promises.rs"]
pub mod promises;

use std::backtrace::Backtrace;
use std::panic;
use std::process;

/// The key of every call. Short, so that answers which contain it are soon made
/// up, and with a second spelling in a query.
pub const API_KEY: &str = "k&y";

/// Ends the run at a panic, and shows where it happened, though the library
/// would catch it: SMSP_ERROR_INTERNAL tells no place, and an accessor's `""`
/// may even look right.
pub fn end_at_any_panic() {
    // The library sets a hook of its own at its first call; one that is set
    // later replaces it.
    drop(c_api::Options::new());
    panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}\n{}", Backtrace::force_capture());
        process::abort();
    }));
}
