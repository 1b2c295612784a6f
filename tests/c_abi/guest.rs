//! The library as a guest in a process that does what it likes: it forks, cancels in
//! signal handlers, frees in any order, ends threads, runs with more rights, closes its
//! standard streams. Each program checks its own promises.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use smsp_fault_server::{Fault, FaultServer, KEY};
use smsp_sandbox::{Config, Sandbox};
use smsp_test_support::{
    LINKAGES, Libraries, Linkage, Program, address, compile_with, has_tool, project, run, sandbox,
    skip, succeeds, text, tls_sandbox,
};
use tempfile::TempDir;

fn program(source: &str, linkage: Linkage) -> Program {
    program_with(Libraries::built(), source, linkage)
}

fn program_with(libraries: &Libraries, source: &str, linkage: Linkage) -> Program {
    let source = format!("tests/c/{source}.c");
    compile_with(libraries, &[&source], &["-std=c99", "-pthread"], linkage)
}

/// Runs a program against a sandbox without and with TLS, with these arguments after
/// the address.
fn holds_plain_and_tls(program: &Program, more: &[&str]) {
    let plain = sandbox();
    for sandbox in [&sandbox(), &tls_sandbox()] {
        succeeds(
            program
                .command()
                .env("SMSP_BASE_URL", plain.base_url())
                .args(address(sandbox))
                .args(more),
        );
    }
}

#[test]
fn a_child_that_is_forked_during_the_first_call_of_another_thread_makes_calls() {
    for linkage in LINKAGES {
        holds_plain_and_tls(&program("fork_first_call", linkage), &["60"]);
    }
}

#[test]
fn a_child_of_a_busy_process_makes_calls_and_so_do_its_children() {
    for linkage in LINKAGES {
        holds_plain_and_tls(&program("fork_busy", linkage), &["10"]);
    }
}

#[test]
fn a_fork_in_a_callback_ends_the_batch_of_the_child_and_no_other() {
    for linkage in LINKAGES {
        succeeds(program("fork_callback", linkage).command().arg("5"));
    }
}

#[test]
fn a_fork_closes_the_descriptors_and_their_numbers_are_the_child_s() {
    for linkage in LINKAGES {
        holds_plain_and_tls(&program("fork_descriptors", linkage), &[]);
    }
}

#[test]
fn a_fork_does_not_stop_an_allocator_that_holds_its_locks_across_it() {
    succeeds(
        program("fork_allocator", Linkage::Shared)
            .command()
            .arg("100"),
    );
}

#[test]
fn a_child_of_a_raw_system_call_makes_calls_too() {
    for linkage in LINKAGES {
        holds_plain_and_tls(&program("raw_clone", linkage), &[]);
    }
}

#[test]
fn the_key_is_nowhere_in_a_child_that_has_freed_its_client_after_a_fork() {
    const KEY: &str = "sandbox/se=cret-0123456789";
    let program = program_with(Libraries::released(), "fork_secrets", Linkage::Shared);
    for tls in [false, true] {
        let config = Config {
            tls,
            api_key: KEY.to_owned(),
            ..Config::default()
        };
        let sandbox = Sandbox::start(config).unwrap();
        let [base_url, ca_file, _] = address(&sandbox);
        let mut child = program
            .command()
            .args([&base_url, &ca_file, "100"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(KEY.as_bytes()).unwrap();
        drop(input);
        let status = child.wait().unwrap();
        assert!(status.success(), "TLS {tls}: {status}");
    }
}

#[test]
fn a_signal_handler_may_cancel_on_a_thread_that_never_called_the_library() {
    let library = Libraries::built().shared();
    let program = program("cancel_handler", Linkage::Static);
    succeeds(program.command().arg(library).arg("100"));
}

#[test]
fn a_cancel_a_free_and_a_deadline_end_every_sleep_which_nothing_interrupts() {
    for linkage in LINKAGES {
        succeeds(&mut program("cancel_sleeps", linkage).command());
    }
}

#[test]
fn handles_may_be_freed_in_any_order_while_calls_are_under_way() {
    for linkage in LINKAGES {
        succeeds(program("lifetime", linkage).command().arg("5"));
    }
}

#[test]
fn a_loop_over_a_watch_ends_after_a_fault_inside() {
    let sandbox = sandbox();
    let program = program_with(Libraries::with_test_hooks(), "panic_watch", Linkage::Shared);
    succeeds(program.command().args(address(&sandbox)));
}

#[test]
fn calls_work_at_the_end_of_a_thread_and_of_the_process() {
    for linkage in LINKAGES {
        holds_plain_and_tls(&program("exit_calls", linkage), &[]);
    }
}

#[test]
fn calls_work_in_destructors_of_cpp() {
    if !has_tool("c++") {
        return;
    }
    for linkage in LINKAGES {
        let sources = ["tests/cpp/exit_calls.cpp"];
        let flags = ["-std=c++11", "-pthread"];
        let program = compile_with(Libraries::built(), &sources, &flags, linkage);
        holds_plain_and_tls(&program, &[]);
    }
}

#[test]
fn a_thread_is_cancelled_after_its_call_and_not_within() {
    let sandbox = tls_sandbox();
    for linkage in LINKAGES {
        let ca_file = address(&sandbox)[1].clone();
        succeeds(program("thread_cancel", linkage).command().arg(ca_file));
    }
}

#[test]
fn a_set_user_id_program_does_not_obey_its_environment() {
    let folder = TempDir::new().unwrap();
    let open_to = |path: &Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    };
    open_to(folder.path(), 0o755);
    let sandbox = tls_sandbox();
    let [base_url, ca_file, key] = address(&sandbox);
    // The other user must be able to read it.
    let readable = folder.path().join("ca.pem");
    fs::copy(ca_file, &readable).unwrap();
    open_to(&readable, 0o644);
    let program = program("set_user_id", Linkage::Static);
    let output = run(program
        .command()
        .arg(base_url)
        .arg(readable)
        .arg(key)
        .arg(folder.path()));
    if output.status.code() == Some(77) {
        return skip("only root can make a set-user-ID program");
    }
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_variable_that_is_not_utf8_is_refused_by_name() {
    let sandbox = sandbox();
    for linkage in LINKAGES {
        let [base_url, _, key] = address(&sandbox);
        succeeds(
            program("environment", linkage)
                .command()
                .args([base_url, key]),
        );
    }
}

#[test]
fn who_came_first_is_served_first() {
    for linkage in LINKAGES {
        succeeds(&mut program("fairness", linkage).command());
    }
}

#[test]
fn requests_are_counted_on_the_wire() {
    for linkage in LINKAGES {
        succeeds(&mut program("requests_counted", linkage).command());
    }
}

#[test]
fn threads_of_the_library_take_no_signals_but_those_of_a_fault() {
    for linkage in LINKAGES {
        succeeds(&mut program("thread_signals", linkage).command());
    }
}

#[test]
fn descriptors_are_above_the_standard_streams_and_are_not_inherited() {
    for linkage in LINKAGES {
        holds_plain_and_tls(&program("low_descriptors", linkage), &[]);
    }
}

#[test]
fn what_the_program_opens_at_the_number_of_a_descriptor_that_it_closed_is_left_alone() {
    for linkage in LINKAGES {
        succeeds(&mut program("closed_descriptors", linkage).command());
    }
}

#[test]
fn a_call_needs_at_most_64_kib_of_stack() {
    const INTERMEDIATES: usize = 6;
    let program = program_with(Libraries::released(), "stack", Linkage::Shared);
    holds_plain_and_tls(&program, &[]);
    let compressed = Config {
        gzip: true,
        ..Config::default()
    };
    let compressed = Sandbox::start(compressed).unwrap();
    succeeds(
        program
            .command()
            .env("SMSP_BASE_URL", compressed.base_url())
            .args(address(&compressed)),
    );
    let plain = FaultServer::start(Fault::None).unwrap();
    let server = FaultServer::start_tls_with_intermediates(Fault::None, INTERMEDIATES).unwrap();
    succeeds(
        program
            .command()
            .env("SMSP_BASE_URL", plain.base_url())
            .arg(server.base_url())
            .arg(server.ca_file())
            .arg(KEY),
    );
}

#[test]
fn a_connection_that_rested_for_a_minute_is_not_used_again() {
    for linkage in LINKAGES {
        succeeds(&mut program("idle_age", linkage).command());
    }
}

#[test]
fn a_long_answer_ends_with_the_deadline_and_with_a_cancel() {
    let program = program_with(Libraries::released(), "long_answers", Linkage::Shared);
    succeeds(&mut program.command());
}

/// HotSpot keeps 80 KiB of a stack for native code.
#[test]
fn a_call_at_the_bottom_of_a_recursion_of_java_does_not_end_the_process() {
    const JNA: &str = "/usr/share/java/jna.jar";
    if !(has_tool("javac") && has_tool("java") && Path::new(JNA).exists()) {
        return skip("JNA for Java is not installed");
    }
    let folder = TempDir::new().unwrap();
    let compiled = run(Command::new("javac")
        .args(["-cp", JNA, "-d"])
        .arg(folder.path())
        .arg(project().join("tests/java/BottomOfStack.java")));
    assert!(compiled.status.success(), "{}", text(&compiled.stderr));
    let library = Libraries::released().shared();
    for sandbox in [sandbox(), tls_sandbox()] {
        succeeds(
            Command::new("java")
                .arg("-Xss512k")
                .arg("-cp")
                .arg(format!("{JNA}:{}", folder.path().display()))
                .arg("BottomOfStack")
                .arg(&library)
                .args(address(&sandbox))
                .arg("4")
                .current_dir(folder.path()),
        );
    }
}
