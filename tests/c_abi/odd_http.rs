//! What a C program is told of an answer with an odd header or a broken body, and what
//! a wait makes of answers that say nothing about the message.

use smsp_fault_server::{Fault, FaultServer, GOOD_ANSWER, KEY, answer};
use smsp_test_support::{LINKAGES, Program, compile, run, text};

fn programs() -> impl Iterator<Item = Program> {
    LINKAGES
        .map(|linkage| compile(&["tests/c/odd_http.c"], &["-std=c99"], linkage))
        .into_iter()
}

/// What the program prints.
fn told(program: &Program, fault: Fault, max_wait_ms: &[&str]) -> String {
    let server = FaultServer::start(fault).unwrap();
    let base_url = server.base_url();
    let arguments = [&[base_url.as_str(), KEY], max_wait_ms].concat();
    let output = run(program.command().args(arguments));
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

fn closing(status: &str, lines: &str, body: &str) -> Vec<u8> {
    answer(status, &format!("Connection: close\r\n{lines}"), body)
}

#[test]
fn the_status_and_the_pause_are_told_with_every_failure_after_the_header() {
    let large = " ".repeat(5000);
    for program in programs() {
        for (lines, body) in [
            ("X-Folded: a\r\n b\r\n", ""),
            ("X Space : a\r\n", "<html>"),
            ("Content-Encoding: gzip\r\n", ""),
            ("Content-Encoding: gzip\r\n", "no gzip"),
            ("Content-Encoding: br\r\n", "?"),
            ("", large.as_str()),
            ("Content-Length: 9999\r\nX : y\r\n", "<html>"),
            ("Transfer-Encoding: chunked\r\n", "xyz\r\n"),
        ] {
            for (status, code) in [
                ("429 Too Many Requests", "SMSP_ERROR_RATE_LIMITED 429 7 0"),
                ("503 Service Unavailable", "SMSP_ERROR_HTTP_STATUS 503 7 0"),
            ] {
                let lines = format!("{lines}Retry-After: 7\r\n");
                let fault = Fault::Answers(closing(status, &lines, body));
                assert_eq!(told(&program, fault, &[]), code, "{lines:?}");
            }
        }
        for (lines, body, code) in [
            ("X Space : a\r\n b\r\n", GOOD_ANSWER, "SMSP_OK 200 0 1"),
            (
                "Content-Encoding: gzip\r\n",
                "?",
                "SMSP_ERROR_INVALID_RESPONSE 200 7 0",
            ),
            ("", large.as_str(), "SMSP_ERROR_RESPONSE_TOO_LARGE 200 7 0"),
            (
                "Transfer-Encoding: chunked\r\n",
                "x\r\n",
                "SMSP_ERROR_NETWORK 200 7 0",
            ),
        ] {
            let lines = format!("{lines}Retry-After: 7\r\n");
            let fault = Fault::Answers(closing("200 OK", &lines, body));
            assert_eq!(told(&program, fault, &[]), code, "{lines:?}");
        }
    }
}

#[test]
fn a_wait_goes_on_to_the_last_report_after_useless_answers() {
    let waiting = r#"{"success":true,"StatutResponse_List":[{"status":"Waiting"}]}"#;
    let waiting = closing("200 OK", "", waiting);
    let useless = [
        closing("408 Request Timeout", "", ""),
        closing("200 OK", "", "<html>"),
        closing("200 OK", "Content-Encoding: gzip\r\n", "?"),
        closing("404 Not Found", "", ""),
    ];
    for program in programs() {
        let mut answers = vec![closing("425 Too Early", "", ""), waiting.clone()];
        answers.extend(useless.clone());
        answers.push(closing("200 OK", "", GOOD_ANSWER));
        let told_at_the_end = told(&program, Fault::AnswersInTurn(answers), &["60000"]);
        assert_eq!(told_at_the_end, "SMSP_OK 200 0 1\n7");

        // The newest report is the result, though what came after it is newer.
        let stay_away = closing("503 Service Unavailable", "Retry-After: 3600\r\n", "");
        let answers = vec![waiting.clone(), useless[1].clone(), stay_away];
        let newest = told(&program, Fault::AnswersInTurn(answers), &["60000"]);
        assert_eq!(newest, "SMSP_OK 200 0 1\n3");

        let answers = vec![closing("404 Not Found", "", "<html>")];
        let first = told(&program, Fault::AnswersInTurn(answers), &["60000"]);
        assert_eq!(first, "SMSP_ERROR_HTTP_STATUS 404 0 0\n1");
    }
}
