//! Runs cargo from a program that cargo runs.

use std::env;
use std::process::Command;

/// `cargo`, without the variables that describe the running program. Build scripts of
/// dependencies depend on them, so cargo would build those dependencies again.
pub fn command() -> Command {
    without_own_variables(Command::new(
        env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
    ))
}

/// The same for another cargo.
pub fn without_own_variables(mut command: Command) -> Command {
    for (name, _) in env::vars_os() {
        if is_own(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    command
}

fn is_own(variable: &str) -> bool {
    // The folder of the running package's build script.
    variable == "OUT_DIR"
        || variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
}
