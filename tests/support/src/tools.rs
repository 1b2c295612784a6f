//! Tools that a machine may lack. A test that needs one is skipped without it, and
//! says so.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Whether a command is on the PATH.
pub fn is_installed(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Whether a tool is installed. If not, the test says that it is skipped.
///
/// # Panics
/// As [`installed`].
pub fn has_tool(name: &str) -> bool {
    !installed(&[name]).is_empty()
}

/// Those of the tools that are installed. If one is missing, the test says that a
/// part of it is skipped.
///
/// # Panics
/// If a tool is missing and CI is set in the environment: CI must check everything.
pub fn installed<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let (installed, missing): (Vec<_>, Vec<_>) =
        names.iter().copied().partition(|name| is_installed(name));
    if !missing.is_empty() {
        let reason = format!("not installed: {}", missing.join(", "));
        assert!(env::var_os("CI").is_none(), "{reason}; CI skips no test");
        skip(&reason);
    }
    installed
}

/// Says on one line that the test, or a part of it, is skipped, and why.
pub fn skip(reason: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    // The test harness gives the thread of a test its name.
    let thread = thread::current();
    let line = format!("SKIPPED {}: {reason}\n", thread.name().unwrap_or_default());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(line.clone()) {
        // The harness would keep what eprintln! writes, since the test passes.
        let _ = io::stderr().write_all(line.as_bytes());
    }
}
