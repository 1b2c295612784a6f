//! The C ABI, called by C programs that are linked as a user links them.

use smsp_sandbox::Answer;
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
fn an_id_that_is_not_utf8_is_told_with_replacement_characters_and_not_sent() {
    let sandbox = sandbox();
    for linkage in LINKAGES {
        let program = compile(&["tests/c/odd_ids.c"], &["-std=c99"], linkage);
        succeeds(program.command().args(address(&sandbox)));
    }
    assert_eq!(sandbox.connection_count(), 0);
}

#[test]
fn an_odd_value_costs_that_value_and_a_failure_ends_with_the_server_s_words() {
    let sandbox = sandbox();
    for (id, status, body) in [
        (
            "odd",
            200,
            r#"{"success": "true", "code": 200.0, "message_id": 12345678901234567890123,
                "message": false, "note": "\ud800", "deep": [[{"a": [1e999]}]],
                "StatutResponse_List": [
                {"phoneNumber": "+1", "statut": "DELIVRD", "stopSms": "True", "date": 1},
                {"phoneNumber": {"a": 1}, "status": false, "stopSMS": "", "date": [1, 2]},
                {"phoneNumber": 1e9, "status": " not_delivered", "stopSMS": 0.0,
                 "date": {"date": "2018-02-07 08:38:31.000000", "timezone_type": 3}},
                {"phoneNumber": "\udc00", "status": "ENROUTE", "stopSMS": [], "date": 1e999},
                {"phoneNumber": "+5", "status": "UNKNOWN", "stopSMS": null, "date": "5"}]}"#,
        ),
        (
            "gaps",
            200,
            r#"{"success": 1, "StatutResponse_List": {"0": {"phoneNumber": "+0"}, "2": {"phoneNumber": "+2"}}}"#,
        ),
        (
            "words",
            200,
            r#"{"success": false, "error": "No quota is left"}"#,
        ),
        ("gateway", 503, r#"{"title": "Down until noon"}"#),
        (
            "code",
            404,
            r#"{"success": 0, "code": " 4", "message": ["Introuvable"]}"#,
        ),
    ] {
        sandbox.answer_with(id, Answer::json(status, body));
    }
    for linkage in LINKAGES {
        let program = compile(&["tests/c/odd_answer.c"], &["-std=c99"], linkage);
        succeeds(program.command().args(address(&sandbox)));
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
