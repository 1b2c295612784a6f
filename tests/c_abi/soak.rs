//! A process that asks for years: memory and descriptors stay as they are, in the
//! release build.
//!
//! The long run, which takes about ten minutes and prints its figures:
//!
//! ```sh
//! cargo test --test c_abi soak:: -- --ignored --nocapture
//! ```

use std::process::Output;

use smsp_sandbox::Sandbox;
use smsp_test_support::{
    Libraries, Linkage, address, compile_with, run, sandbox, text, tls_sandbox,
};

/// Makes this number of calls from a program that is linked to the release library.
fn soak(sandbox: &Sandbox, calls: u32, flags: &[&str]) -> Output {
    let flags = [&["-std=c99"], flags].concat();
    let sources = ["tests/c/soak.c"];
    let program = compile_with(Libraries::released(), &sources, &flags, Linkage::Shared);
    let plain = smsp_test_support::sandbox();
    let output = run(program
        .command()
        .env("SMSP_BASE_URL", plain.base_url())
        .args(address(sandbox))
        .arg(calls.to_string()));
    print!("{}", text(&output.stdout));
    eprint!("{}", text(&output.stderr));
    output
}

#[test]
fn five_thousand_calls_leave_nothing_behind() {
    for sandbox in [sandbox(), tls_sandbox()] {
        assert!(soak(&sandbox, 5_000, &[]).status.success());
    }
}

#[test]
fn a_lost_result_in_ten_is_noticed() {
    let output = soak(&sandbox(), 5_000, &["-DLEAK"]);
    assert!(text(&output.stderr).contains("end.resident <="));
}

#[test]
#[ignore = "takes about ten minutes"]
fn two_hundred_thousand_calls_leave_nothing_behind() {
    for sandbox in [sandbox(), tls_sandbox()] {
        assert!(soak(&sandbox, 200_000, &[]).status.success());
    }
}
