//! What libsmsp needs of the operating system.
//!
//! This is the only place below the C ABI where `unsafe` may stand; every
//! function here is safe to call. A module has one purpose and hides from its
//! callers on which system they run.

#![warn(missing_docs)]

mod socket;
#[cfg(windows)]
mod stay_loaded;
mod wait;
mod wake;

pub use socket::{connect_result, start_connecting};
#[cfg(windows)]
pub use stay_loaded::stay_loaded;
pub use wait::{Event, Interest, wait};
pub use wake::Wake;
