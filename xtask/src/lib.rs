//! The steps from the sources to what a C programmer installs.
//!
//! Each command of `cargo xtask` has a module or folder of its own:
//!
//! | command | module |
//! |---|---|
//! | `headers` | [`headers`] |
//! | `static-library` | [`static_library`] |
//! | `install` | [`install`] |
//! | `licences` | [`licences`] |
//! | `dist` | `dist` |
//!
//! The other modules are what several commands use.

pub mod bill_of_materials;
pub mod build;
pub mod cargo;
#[cfg(feature = "commands")]
pub mod dist;
pub mod dll;
pub mod files;
pub mod glibc;
pub mod headers;
pub mod install;
pub mod licences;
pub mod linked;
pub mod project;
pub mod static_library;
pub mod tool;
pub mod toolchain;
