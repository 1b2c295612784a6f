//! The steps from what cargo builds to what a C programmer installs.

pub mod archive;
pub mod build;
pub mod cargo;
pub mod debian_rust;
pub mod destination;
pub mod dist;
pub mod dll;
pub mod glibc;
pub mod install;
pub mod licences;
pub mod linked;
pub mod manual;
pub mod mingw;
pub mod project;
pub mod static_library;
pub mod static_library_windows;
pub mod template;
pub mod tool;
pub mod toolchain;
pub mod zig;
pub mod zip_archive;
