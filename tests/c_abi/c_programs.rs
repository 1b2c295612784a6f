//! The C and C++ examples as a user meets them: compiled against either
//! library, over plain HTTP and TLS, with the same table from both.

use std::process::Output;

use smsp_sandbox::{Answer, Sandbox};
use smsp_test_support::{
    LINKAGES, Linkage, Program, compile, has_tool, run, sandbox, text, tls_sandbox,
};

const MIXED: &str = "\
NUMBER        STATUS         STOP  DATE
+33639980001  Delivered      no    2018-02-07 07:38:31
+33639980002  Not delivered  no    2018-02-07 07:38:35
+33639980003  Waiting        no    -
+33639980004  Delivered      yes   2018-02-07 07:38:42

4 recipients: 2 delivered, 1 waiting, 1 not delivered, 0 not sent, 0 unknown, 1 stop
";

const ODD: &str = "\
NUMBER        STATUS               STOP  DATE
+33639980001  Not sent             no    2018-02-07 07:38:31
+33639980002  Expired by operator  no    2018-02-07 07:38:35
+33639980003  Delivered            no    2100-01-01 00:00:00
+33639980004  Delivered            no    2015-02-07 22:39:46

4 recipients: 2 delivered, 0 waiting, 0 not delivered, 1 not sent, 1 unknown, 0 stop
";

fn examples(linkage: Linkage) -> Vec<Program> {
    let mut programs = vec![compile(&["examples/c/status.c"], &["-std=c89"], linkage)];
    if has_tool("c++") {
        programs.push(compile(
            &["examples/cpp/status.cpp"],
            &["-std=c++11"],
            linkage,
        ));
    }
    programs
}

/// Asks with the call that needs no set-up.
fn ask(program: &Program, sandbox: &Sandbox, key: &str, message_id: &str) -> Output {
    run(program
        .command()
        .env("SMSP_BASE_URL", sandbox.base_url())
        .env("SMSPARTNER_API_KEY", key)
        .arg(message_id))
}

/// Asks with options and a client.
fn ask_over_tls(program: &Program, sandbox: &Sandbox, message_id: &str) -> Output {
    run(program
        .command()
        .env("SMSPARTNER_API_KEY", sandbox.api_key())
        .args([message_id, &sandbox.base_url()])
        .arg(sandbox.ca_file()))
}

fn prints(output: &Output, table: &str) {
    assert_eq!(text(&output.stdout), table, "{}", text(&output.stderr));
    assert_eq!(
        (output.status.code(), text(&output.stderr).as_str()),
        (Some(0), "")
    );
}

fn fails(output: &Output, code: i32, message: &str) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(message), "{stderr}");
    assert!(output.stdout.is_empty());
}

#[test]
fn the_table_is_the_same_in_c_and_cpp_shared_and_static_plain_and_tls() {
    let plain = sandbox();
    let tls = tls_sandbox();
    for linkage in LINKAGES {
        for program in examples(linkage) {
            for (message_id, table) in [("300", MIXED), ("310", ODD)] {
                prints(&ask(&program, &plain, plain.api_key(), message_id), table);
                prints(&ask_over_tls(&program, &tls, message_id), table);
            }
        }
    }
}

#[test]
fn large_tables_are_printed_whole() {
    let sandbox = sandbox();
    for program in examples(Linkage::Shared) {
        let output = ask(&program, &sandbox, sandbox.api_key(), "500");
        let table = text(&output.stdout);
        assert_eq!(table.lines().count(), 1 + 500 + 2);
        assert!(
            table
                .lines()
                .last()
                .unwrap()
                .starts_with("500 recipients: ")
        );
    }
}

#[test]
fn each_error_has_a_message_and_an_exit_code() {
    let sandbox = sandbox();
    let key = sandbox.api_key();
    sandbox.answer_with(
        "refused",
        Answer::json(200, r#"{"success": false, "code": 96}"#),
    );
    sandbox.answer_with("html", Answer::json(200, "<html>"));
    let mut busy = Answer::json(429, "");
    busy.headers.push(("Retry-After".into(), "60".into()));
    sandbox.answer_with("busy", busy);
    for program in examples(Linkage::Shared) {
        fails(&run(&mut program.command()), 2, "usage: status");
        fails(
            &ask(&program, &sandbox, "", "300"),
            3,
            "SMSP_ERROR_API_KEY_REQUIRED",
        );
        fails(
            &ask(&program, &sandbox, key, ""),
            3,
            "SMSP_ERROR_MESSAGE_ID_REQUIRED",
        );
        fails(
            &ask(&program, &sandbox, key, "unknown"),
            4,
            "Message introuvable",
        );
        fails(
            &ask(&program, &sandbox, "wrong", "300"),
            5,
            "Clé API incorrecte",
        );
        fails(
            &ask(&program, &sandbox, key, "refused"),
            6,
            "96 (SMSP_ERROR_API)",
        );
        fails(&ask(&program, &sandbox, key, "busy"), 8, "60 s");
        fails(
            &ask(&program, &sandbox, key, "html"),
            9,
            "SMSP_ERROR_INVALID_RESPONSE",
        );
        let closed = "https://127.0.0.1:1/v1";
        let mut unreachable = program.command();
        unreachable
            .env("SMSPARTNER_API_KEY", key)
            .args(["300", closed]);
        fails(&run(&mut unreachable), 7, "SMSP_ERROR_CONNECT");
    }
}

#[test]
fn an_unusable_smsp_base_url_is_told() {
    let sandbox = sandbox();
    for program in examples(Linkage::Shared) {
        let output = run(program
            .command()
            .env("SMSPARTNER_API_KEY", sandbox.api_key())
            .env("SMSP_BASE_URL", "http://example.com/v1")
            .arg("300"));
        fails(&output, 2, "plain http");
    }
}
