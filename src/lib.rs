//! The C ABI: a thin shell around the crate `smsp` in `core/`.
//!
//! The comments on the public items here are written for C programmers, since
//! `include/smsp.h` is made from them. Rules that hold for every function:
//!
//! - no panic crosses the boundary ([`guard`]);
//! - each pointer becomes a reference, a text or a box in [`pointers`];
//! - numbers are plain `i32` and `i64`, never a Rust `enum` that C could fill
//!   with a wrong value.

#![allow(non_camel_case_types)]

#[cfg(panic = "abort")]
compile_error!("libsmsp turns a panic into an error code, which needs panic = \"unwind\"");

mod batch;
mod client;
mod entries;
mod error_codes;
mod guard;
mod options;
mod pointers;
mod result;
mod status_codes;
#[cfg(smsp_test_hooks)]
pub mod test_hooks;
mod texts;
mod watch;
