//! The C ABI, called by C programs that are linked as a user links them.

mod support;

use std::process::Command;

use smsp_sandbox::Sandbox;
use support::{LINKAGES, compile, run, sandbox, text, tls_sandbox};

/// Runs a program that checks its own promises, and must do so in silence.
fn succeeds(command: &mut Command) {
    let output = run(command);
    assert!(
        output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(),
        "{:?}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
}

/// The arguments BASE_URL CA_FILE KEY of a sandbox.
fn address(sandbox: &Sandbox) -> [String; 3] {
    [
        sandbox.base_url(),
        sandbox.ca_file().display().to_string(),
        sandbox.api_key().to_owned(),
    ]
}

#[test]
fn null_and_numbers_out_of_range_are_answered_and_nothing_is_sent() {
    let sandbox = sandbox();
    for linkage in LINKAGES {
        let program = compile(&["tests/c/null_and_range.c"], &["-std=c99"], linkage);
        succeeds(
            program
                .command()
                .env("SMSP_BASE_URL", sandbox.base_url())
                .args([sandbox.base_url(), sandbox.api_key().to_owned()]),
        );
    }
    assert_eq!(sandbox.connection_count(), 0);
}

#[test]
fn all_ways_to_read_a_result_agree_over_plain_and_tls() {
    for linkage in LINKAGES {
        let program = compile(&["tests/c/accessors.c"], &["-std=c89"], linkage);
        for sandbox in [sandbox(), tls_sandbox()] {
            succeeds(program.command().args(address(&sandbox)));
        }
    }
}

#[test]
fn both_sides_of_a_fork_go_on_over_plain_and_tls() {
    for linkage in LINKAGES {
        let program = compile(&["tests/c/fork.c"], &["-std=c99"], linkage);
        let plain = sandbox();
        for sandbox in [&sandbox(), &tls_sandbox()] {
            succeeds(
                program
                    .command()
                    .env("SMSP_BASE_URL", plain.base_url())
                    .args(address(sandbox)),
            );
        }
    }
}
