//! Code that the targets share.

#[cfg(not(smsp_test_hooks))]
compile_error!("the targets need the test hooks: set RUSTFLAGS=\"--cfg smsp_test_hooks\"");

use std::backtrace::Backtrace;
use std::panic;
use std::process;

use smsp_promises::c_api::Options;

/// Ends the run at a panic, and shows where it happened, though the library
/// would catch it: SMSP_ERROR_INTERNAL names no place, and an accessor's `""`
/// may even look right.
pub fn end_at_any_panic() {
    // The library sets its own hook at its first call; a hook that is set later
    // replaces it.
    drop(Options::new());
    panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}\n{}", Backtrace::force_capture());
        process::abort();
    }));
}
