//! Tools that a machine may lack. A test that needs one is skipped without it, and
//! says so.

use std::env;
use std::io::{self, Write};
use std::thread;

/// Whether a command is on the PATH.
pub fn is_installed(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Whether a tool is installed. If not, the test says that it is skipped.
///
/// # Panics
/// If the tool is missing and CI is set in the environment: CI must check
/// everything.
pub fn has_tool(name: &str) -> bool {
    let is_installed = is_installed(name);
    if !is_installed {
        let reason = format!("{name} is not installed");
        assert!(
            env::var_os("CI").is_none(),
            "{reason}, and CI skips no test"
        );
        skip(&reason);
    }
    is_installed
}

/// Says on one line that the test, or a part of it, is skipped, and why.
pub fn skip(reason: &str) {
    // The test harness keeps what eprintln! writes if the test passes, and names
    // the thread of a test after it.
    let thread = thread::current();
    let test = thread.name().unwrap_or_default();
    let _ = writeln!(io::stderr(), "SKIPPED {test}: {reason}");
}
