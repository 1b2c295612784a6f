//! The steps from what cargo builds to what a C programmer links.

pub mod cargo;
pub mod static_library;
