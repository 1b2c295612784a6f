//! The archives for other systems than this one, used as a C programmer there would.
//! Their programs run under emulators.
//!
//! They need the archives, so `cargo test` leaves them out unless they are named:
//!
//! ```sh
//! cargo xtask dist --only linux-aarch64
//! cargo test --test foreign linux_aarch64::
//! cargo xtask dist --only windows-x86_64
//! cargo test --test foreign windows::
//! ```

mod linux_aarch64;
mod system;
mod windows;
