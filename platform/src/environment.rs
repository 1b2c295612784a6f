//! The environment, as far as it can be trusted.

use std::env::{self, VarError};

/// A variable is set to something that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUtf8;

/// The value of a variable; `None` if it is not set, or if the environment is not
/// to be trusted, as `secure_getenv` has it.
///
/// # Errors
/// The value is not UTF-8.
pub fn variable(name: &str) -> Result<Option<String>, NotUtf8> {
    if !is_trusted() {
        return Ok(None);
    }
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(NotUtf8),
    }
}

/// Whether the environment may steer this process: not that of a program with more
/// rights than the one that started it (set-user-ID, capabilities).
pub fn is_trusted() -> bool {
    system::is_trusted()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
use linux as system;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux {
    pub(super) fn is_trusted() -> bool {
        // SAFETY: it takes a number and gives one.
        unsafe { libc::getauxval(libc::AT_SECURE) == 0 }
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
use others as system;

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
mod others {
    pub(super) fn is_trusted() -> bool {
        // SAFETY: these take nothing and give a number.
        unsafe { libc::getuid() == libc::geteuid() && libc::getgid() == libc::getegid() }
    }
}

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
mod windows {
    /// Windows starts no program with more rights in the environment of another user.
    pub(super) fn is_trusted() -> bool {
        true
    }
}
