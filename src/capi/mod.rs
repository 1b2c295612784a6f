//! The C ABI: a thin shell around the crate, and its only `unsafe` code.
//!
//! The comments on the public items here are written for C programmers, since
//! `include/smsp.h` is made from them. Rules that hold for every function:
//!
//! - no panic crosses the boundary ([`guard`]);
//! - each pointer becomes a reference, a text or a box in [`pointers`];
//! - numbers are plain `i32` and `i64`, never a Rust `enum` that C could fill
//!   with a wrong value.
#![allow(unsafe_code, non_camel_case_types)]

mod batch;
mod client;
mod entries;
mod error_codes;
mod guard;
mod options;
mod pointers;
mod result;
mod status_codes;
#[cfg(windows)]
mod stay_loaded;
#[cfg(feature = "parse-hook")]
pub mod test_hooks;
mod texts;
mod watch;
