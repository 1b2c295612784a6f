//! An answer takes no more memory than its limit, whatever a server sends, in a
//! process that may not grow further.

use smsp_fault_server::{Fault, FaultServer, KEY};
use smsp_sandbox::Answer;
use smsp_test_support::{LINKAGES, Program, compile, sandbox, succeeds};

const MIB: u64 = 1 << 20;

/// The memory that the library takes besides the answer itself.
const REST: u64 = 2 * MIB;

const LARGE_BODIES: [Fault; 3] = [
    Fault::EndlessBody,
    Fault::AnnouncesTerabyte,
    Fault::GzipBomb,
];

const LARGE_HEADERS: [Fault; 2] = [Fault::LargeHeader, Fault::ManyHeaders];

fn programs() -> impl Iterator<Item = Program> {
    let flags = ["-std=c99", "-D_POSIX_C_SOURCE=200809L"];
    LINKAGES
        .map(|linkage| compile(&["tests/c/limited_memory.c"], &flags, linkage))
        .into_iter()
}

/// Runs the program against a fault; the answer is refused as too large.
fn refuses(program: &Program, fault: Fault, limit: u64, growth: u64, words: &str) {
    let server = FaultServer::start(fault).unwrap();
    let arguments = [
        &server.base_url(),
        KEY,
        &limit.to_string(),
        &growth.to_string(),
        words,
    ];
    succeeds(program.command().args(arguments));
}

#[test]
fn an_answer_that_is_too_large_takes_no_more_memory_than_the_limit() {
    for program in programs() {
        for fault in LARGE_BODIES {
            let words = "larger than the limit of 16777216 bytes";
            refuses(&program, fault, 16 * MIB, 16 * MIB + REST, words);
        }
        for fault in LARGE_HEADERS {
            refuses(&program, fault, 16 * MIB, REST, "The header of the answer");
        }
    }
}

#[test]
fn an_answer_for_which_there_is_no_memory_is_refused_and_the_process_lives() {
    let words = "larger than the memory that this process can have";
    for program in programs() {
        for fault in LARGE_BODIES {
            refuses(&program, fault, 2047 * MIB, 24 * MIB, words);
        }
    }
}

#[test]
fn recipients_for_whom_there_is_no_memory_are_refused_and_the_process_lives() {
    let sandbox = sandbox();
    let entries = "{},".repeat(4 << 20);
    let body = format!(r#"{{"success": true, "StatutResponse_List": [{entries}{{}}]}}"#);
    sandbox.answer_with("300", Answer::json(200, body));
    for program in programs() {
        let arguments = [
            &sandbox.base_url(),
            sandbox.api_key(),
            &(64 * MIB).to_string(),
            &(40 * MIB).to_string(),
            "not enough memory for all recipients",
        ];
        succeeds(program.command().args(arguments));
    }
}
