//! Events in the process that embeds the library: signals, a server that vanishes,
//! threads, unloading, exhausted descriptors, refused threads, a fault inside, and
//! the API key after use.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use smsp_sandbox::{Answer, Config, Sandbox};
use smsp_test_support::{
    LINKAGES, Libraries, Linkage, Program, address, compile_with, sandbox, succeeds, tls_sandbox,
};

fn program(source: &str, linkage: Linkage) -> Program {
    program_with(Libraries::built(), source, linkage)
}

/// The same against the release build, for promises about stacks and memory.
fn release_program(source: &str, linkage: Linkage) -> Program {
    program_with(Libraries::released(), source, linkage)
}

fn program_with(libraries: &Libraries, source: &str, linkage: Linkage) -> Program {
    let source = format!("tests/c/{source}.c");
    compile_with(libraries, &[&source], &["-std=c99", "-pthread"], linkage)
}

#[test]
fn calls_go_on_under_a_storm_of_signals() {
    for linkage in LINKAGES {
        let program = program("signals", linkage);
        for sandbox in [sandbox(), tls_sandbox()] {
            succeeds(program.command().args(address(&sandbox)));
        }
    }
}

#[test]
fn a_server_that_vanishes_raises_no_signal() {
    let program = program("vanished_server", Linkage::Shared);
    for sandbox in [sandbox(), tls_sandbox()] {
        let mut child = program
            .command()
            .args(address(&sandbox))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line, "ready\n");
        drop(sandbox);
        child.stdin.take().unwrap().write_all(b"\n").unwrap();
        let status = child.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

#[test]
fn sixteen_threads_with_small_stacks_share_a_client() {
    for linkage in LINKAGES {
        let program = release_program("threads", linkage);
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

#[test]
fn loading_and_closing_the_library_leaves_nothing_behind() {
    let sandbox = sandbox();
    let program = program("unload", Linkage::Static);
    let library = Libraries::built().shared();
    succeeds(
        program
            .command()
            .arg(library)
            .args([sandbox.base_url(), sandbox.api_key().to_owned()]),
    );
}

#[test]
fn exhausted_descriptors_are_told_and_none_is_kept() {
    for linkage in LINKAGES {
        let program = program("descriptors", linkage);
        for sandbox in [sandbox(), tls_sandbox()] {
            succeeds(program.command().args(address(&sandbox)));
        }
    }
}

#[test]
fn a_refused_thread_is_an_error_and_no_panic() {
    let sandbox = sandbox();
    let program = program("no_threads", Linkage::Shared);
    succeeds(program.command().args(address(&sandbox)));
}

#[test]
fn a_fault_inside_is_a_number_and_prints_nothing() {
    let sandbox = sandbox();
    for linkage in LINKAGES {
        let program = program_with(Libraries::with_test_hooks(), "panic", linkage);
        succeeds(program.command().args(address(&sandbox)));
    }
}

#[test]
fn the_shipped_build_has_no_test_hook() {
    let strings = |libraries: &Libraries| {
        let bytes = std::fs::read(libraries.shared()).unwrap();
        bytes.windows(15).any(|window| window == b"SMSP_TEST_PANIC")
    };
    assert!(strings(Libraries::with_test_hooks()));
    assert!(!strings(Libraries::released()));
}

const KEY: &str = "sandbox/se=cret-0123456789";
const ENCODED_KEY: &str = "sandbox%2Fse%3Dcret-0123456789";

/// Asks for these IDs with the key, and then looks for it in the memory of the process.
fn has_no_key_left(linkage: Linkage, sandbox: &Sandbox, ids: &[&str]) {
    let program = release_program("secrets", linkage);
    let [base_url, ca_file, _] = address(sandbox);
    let mut child = program
        .command()
        .args([&base_url, &ca_file])
        .args(ids)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(KEY.as_bytes()).unwrap();
    drop(stdin);
    let status = child.wait().unwrap();
    assert!(status.success(), "{linkage:?} {ca_file}: {status}");
}

fn sandbox_with_key(tls: bool) -> Sandbox {
    let config = Config {
        tls,
        api_key: KEY.to_owned(),
        ..Config::default()
    };
    Sandbox::start(config).unwrap()
}

#[test]
fn the_key_is_nowhere_in_memory_once_its_client_is_freed() {
    for linkage in LINKAGES {
        for tls in [false, true] {
            has_no_key_left(linkage, &sandbox_with_key(tls), &[]);
        }
    }
}

/// Over TLS, rustls keeps what it has decrypted in memory of its own.
#[test]
fn an_echo_of_the_key_is_wiped_as_the_key_itself() {
    let sandbox = sandbox_with_key(false);
    let echoes = [
        (
            404,
            r#"{"success": false, "code": 4, "message": "KEY? ENCODED"}"#,
        ),
        (200, r#"{"success": false, "errors": ["KEY", "ENCODED"]}"#),
        (401, r#"{"message": "\u0021KEY"}"#),
        (
            200,
            r#"{"success": true, "request": "?apiKey=ENCODED&key=KEY"}"#,
        ),
    ];
    let ids = ["echo 0", "echo 1", "echo 2", "echo 3"];
    for (id, (status, body)) in ids.iter().zip(echoes) {
        let body = body.replace("KEY", KEY).replace("ENCODED", ENCODED_KEY);
        sandbox.answer_with(id, Answer::json(status, body));
    }
    for linkage in LINKAGES {
        has_no_key_left(linkage, &sandbox, &ids);
    }
}
