//! The steps from what cargo builds to what a C programmer installs.

pub mod archive;
pub mod build;
pub mod cargo;
pub mod destination;
pub mod dist;
pub mod glibc;
pub mod install;
pub mod licences;
pub mod linked;
pub mod manual;
pub mod project;
pub mod static_library;
pub mod template;
pub mod tool;
pub mod toolchain;
pub mod zig;
