//! The C ABI called from Rust, what holds for every result that it returns, and what
//! the fuzz targets do with an input. The tests in `tests/c_api` and the fuzz targets in
//! `tests/fuzz` use all three.

pub mod c_api;
mod promises;
pub mod targets;

pub use promises::hold;
