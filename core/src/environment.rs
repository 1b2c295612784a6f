//! The variables of the environment that the library obeys.

use smsp_platform as platform;

use crate::error::Error;

/// The value of a variable; `None` if it is not set, or in a program that runs with
/// more rights than the one that started it.
///
/// # Errors
/// The value is not UTF-8. To ignore it could ask another server than the one that
/// is meant.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Error> {
    platform::variable(name).map_err(|platform::NotUtf8| {
        Error::invalid_argument(format!(
            "The environment variable {name} is not UTF-8; correct it or remove it."
        ))
    })
}
