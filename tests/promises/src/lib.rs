//! The C ABI called from Rust, and what holds for every result that it returns. The
//! property tests in `tests/c_api` and the fuzz targets in `tests/fuzz` use both.

pub mod c_api;
mod promises;

pub use promises::hold;
