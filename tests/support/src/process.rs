//! Runs commands and reads their output.

use std::process::{Command, Output};

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|reason| panic!("{:?} cannot be run: {reason}", command.get_program()))
}

/// The output of a program, which is always UTF-8.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("a program prints UTF-8")
}

/// Runs a program that checks its own promises. It must succeed and print nothing.
pub fn succeeds(command: &mut Command) {
    let output = run(command);
    assert!(
        output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(),
        "{:?}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
}
