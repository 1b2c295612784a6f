//! What libsmsp needs of the operating system.
//!
//! This is the only place below the C ABI where `unsafe` may stand; every
//! function here is safe to call. A module has one purpose and hides from its
//! callers on which system they run.

mod cancellation;
mod environment;
mod file;
mod fork;
mod identity;
mod look_up;
mod owned;
mod published;
mod reason;
#[cfg(unix)]
mod registry;
mod socket;
#[cfg(windows)]
mod stay_loaded;
mod tcp_info;
mod thread;
mod turn;
mod wait;
mod wake;

pub use cancellation::CancellationDisabled;
pub use environment::{NotUtf8, is_trusted, variable};
#[cfg(unix)]
pub use file::names_in_folder;
pub use file::read_file;
pub use fork::{generation, undivided};
pub use look_up::look_up;
pub use published::Published;
pub use reason::{Reason, reason_of};
pub use socket::Socket;
#[cfg(windows)]
pub use stay_loaded::stay_loaded;
pub use thread::spawn;
pub use turn::{Bell, Calls, Turn};
pub use wait::{Event, Interest, wait};
pub use wake::Wake;
