//! What is kept of an answer with an odd header: its status, the pause that it asks for,
//! and the connection.

use std::time::Duration;

use smsp::{Client, ErrorKind};
use smsp_fault_server::{Fault, FaultServer, GOOD_ANSWER, KEY, answer};

use crate::support::{failure, failure_of, options_for, tells};

/// Lines that curl reads and the HTTP library refuses.
const ODD_LINES: [&str; 6] = [
    "X-Folded: a\r\n b\r\n",
    "X Space : a\r\n",
    ": no name\r\n",
    "X-\u{e9}: a\r\n",
    "X-Control: \u{1}\r\n",
    "no colon\r\n",
];

#[test]
fn an_odd_line_costs_neither_the_status_nor_the_pause_that_is_asked_for() {
    for (status, number, kind) in [
        ("429 Too Many Requests", 429, ErrorKind::RateLimited),
        ("503 Service Unavailable", 503, ErrorKind::HttpStatus),
    ] {
        for line in ODD_LINES {
            for pause in [
                "Retry-After: 7\r\n",
                "Retry-After:\r\n\t7 \r\n",
                "retry-after : 7\u{1}\r\n",
            ] {
                let lines = format!("{line}{pause}X: y\r\n");
                let server =
                    FaultServer::start(Fault::Answers(answer(status, &lines, ""))).unwrap();
                let error = failure(&options_for(&server));
                assert_eq!(
                    (error.kind(), error.http_status()),
                    (kind, Some(number)),
                    "{lines:?}"
                );
                assert_eq!(
                    error.retry_after(),
                    Some(Duration::from_secs(7)),
                    "{lines:?}"
                );
            }
        }
    }
}

/// The API's own words count under any status, and an odd line does not hide them.
#[test]
fn an_odd_line_does_not_cost_the_code_of_an_api_error() {
    let body = r#"{"success":false,"code":10,"message":"No."}"#;
    for line in ODD_LINES {
        let bytes = answer("403 Forbidden", line, body);
        let server = FaultServer::start(Fault::Answers(bytes)).unwrap();
        tells(
            &failure(&options_for(&server)),
            ErrorKind::ApiKeyIncorrect,
            "No.",
        );
    }
}

#[test]
fn a_connection_is_kept_after_an_odd_header_too() {
    let chunks = format!(
        "HTTP/1.1 103 Early\r\nX : y\r\n\r\nHTTP/1.1 200 OK\r\nX: a\r\n b\r\n\
         Transfer-Encoding: identity, chunked\r\n\r\n{:x}\r\n{GOOD_ANSWER}\r\n0\r\n\r\n",
        GOOD_ANSWER.len()
    );
    let odd_chunks = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x};name=\"a long value\"\n{GOOD_ANSWER}\n\
         0 \n\n",
        GOOD_ANSWER.len()
    );
    let kept = "X: a\r\n b\r\nConnection : keep-alive\r\n";
    let http_1_0 = String::from_utf8(answer("200 OK", kept, GOOD_ANSWER)).unwrap();
    for bytes in [
        answer("200 OK", "X-Odd : a\r\n b\r\n", GOOD_ANSWER),
        http_1_0.replace("HTTP/1.1", "HTTP/1.0").into_bytes(),
        chunks.into_bytes(),
        odd_chunks.into_bytes(),
    ] {
        let fault = Fault::AnswersEach(bytes);
        for server in [
            FaultServer::start(fault.clone()).unwrap(),
            FaultServer::start_tls(fault).unwrap(),
        ] {
            let client = Client::new(KEY, &options_for(&server));
            for _ in 0..5 {
                assert_eq!(client.bulk_status("300").unwrap().len(), 1);
            }
            assert_eq!((server.connection_count(), server.request_count()), (1, 5));
        }
    }
}

/// However the bytes come: here one at a time.
#[test]
fn odd_lines_may_come_in_pieces() {
    let (first, second) = r#"{"success":true,"code":200}"#.split_at(9);
    let answer = format!(
        "HTTP/1.1 100 Go\nX : y\n\nHTTP/1.1 200\nX: a\n b\nTransfer-Encoding: Chunked, identity\n\n\
         {:x}\r\n{first}\r\n{:x};long={}\n{second}\n0\nX: y\n\n",
        first.len(),
        second.len(),
        "x".repeat(20)
    );
    let server = FaultServer::start(Fault::DripsAnswer(answer.into())).unwrap();
    let report = Client::new(KEY, &options_for(&server)).bulk_status("300");
    assert_eq!(report.unwrap().api_code(), 200);
}

#[test]
fn a_connection_is_not_kept_if_an_odd_header_says_so() {
    for lines in [
        "X: a\r\n b\r\nConnection:\r\n x, Close\r\n",
        "Connection : close\r\n",
    ] {
        let fault = Fault::AnswersEach(answer("200 OK", lines, GOOD_ANSWER));
        let server = FaultServer::start(fault).unwrap();
        let client = Client::new(KEY, &options_for(&server));
        for _ in 0..3 {
            assert_eq!(client.bulk_status("300").unwrap().len(), 1);
        }
        assert_eq!((server.connection_count(), server.request_count()), (3, 3));
    }
}

#[test]
fn half_a_header_after_interim_answers_is_a_broken_connection() {
    let cut = "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nX : folded\r\n ";
    let server = FaultServer::start(Fault::Answers(cut.into())).unwrap();
    let client = Client::new(KEY, &options_for(&server));
    let error = failure_of(&client);
    tells(&error, ErrorKind::Network, "broke before the whole answer");
    assert_eq!(server.request_count(), 1);
}

/// What makes a refusal is named.
#[test]
fn what_is_wrong_with_a_header_is_said() {
    for (header, words) in [
        (
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "a line of its header has no colon",
        ),
        ("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n", "a NUL byte"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "Content-Length",
        ),
        ("HTTP/1.1 OK\r\n\r\n", "status"),
        ("HTTP/3 200 OK\r\n\r\n", "version"),
        ("SSH-2.0-OpenSSH_9.6\r\n", "status line"),
    ] {
        let server = FaultServer::start(Fault::Answers(header.into())).unwrap();
        let error = failure(&options_for(&server));
        tells(&error, ErrorKind::Network, "not an HTTP answer");
        tells(&error, ErrorKind::Network, words);
    }
}

/// It never could become one, so nobody waits for more of it.
#[test]
fn what_is_not_http_is_refused_though_the_server_says_no_more() {
    for bytes in [
        "220 mail.example ESMTP\r\n",
        "<html>",
        "HTTP/1.1 OK\r\n",
        "SSH",
    ] {
        let fault = Fault::AnswersThenSilence(bytes.into());
        let server = FaultServer::start(fault).unwrap();
        tells(
            &failure(&options_for(&server)),
            ErrorKind::Network,
            "not an HTTP answer",
        );
    }
}
