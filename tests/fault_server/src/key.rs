//! The API key of the tests.

/// A made-up API key, with characters that are percent-encoded in a request. The
/// tests search for it where it must not be.
pub const KEY: &str = "fault+key/0123456789&abcdef";

/// The same key as a request contains it.
pub const ENCODED_KEY: &str = "fault%2Bkey%2F0123456789%26abcdef";
