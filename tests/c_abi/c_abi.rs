//! The C ABI, called by C programs that are linked as a user links them.

use smsp_test_support::{LINKAGES, address, compile, sandbox, succeeds, tls_sandbox};

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
fn batches_and_waits_call_back_stop_and_go_without_a_callback() {
    for linkage in LINKAGES {
        let program = compile(&["tests/c/many.c"], &["-std=c99"], linkage);
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
