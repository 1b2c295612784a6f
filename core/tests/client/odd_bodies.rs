//! A body that is empty, coded in another way, broken or too large: the status and the
//! pause that the server asks for are kept, and outside 2xx the status decides.

use std::time::Duration;

use smsp::{Client, Error, ErrorKind, Options};
use smsp_fault_server::{
    ENCODED_KEY, Fault, FaultServer, GOOD_ANSWER, KEY, answer, gzip, gzip_bomb,
};

use crate::support::{LONG, checked, failure, options_for, tells};

/// A whole answer with this body, after which the server ends the connection.
fn with_body(status: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n{lines}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The number at the beginning of a status.
fn code_of(status: &str) -> Option<u16> {
    status[..3].parse().ok()
}

fn failure_from(bytes: Vec<u8>) -> Error {
    let server = FaultServer::start(Fault::Answers(bytes)).unwrap();
    failure(&options_for(&server))
}

#[test]
fn gzip_is_known_by_each_of_its_names_as_often_as_it_is_named() {
    let once = gzip(GOOD_ANSWER.as_bytes());
    let twice = gzip(&once);
    let chunked = [
        format!("{:x}\r\n", once.len()).as_bytes(),
        &once,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    for (lines, body) in [
        ("Content-Encoding: gzip\r\n", &once),
        ("Content-Encoding: GZIP\r\n", &once),
        ("Content-Encoding: x-gzip\r\n", &once),
        ("Content-Encoding: X-GZip\r\nX: a\r\n b\r\n", &once),
        ("Content-Encoding: gzip, identity\r\n", &once),
        ("Content-Encoding: Identity,, gzip ,\r\n", &once),
        ("Content-Encoding:\r\n gzip\r\n", &once),
        ("Content-Encoding: gzip, x-gzip\r\n", &twice),
        (
            "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
            &twice,
        ),
        (
            "Content-Encoding: gzip\r\nTransfer-Encoding: gzip\r\n",
            &twice,
        ),
        ("Transfer-Encoding: x-gzip\r\n", &once),
        ("Transfer-Encoding: GZip, Chunked\r\n", &chunked),
        ("Content-Encoding: identity\r\n", &GOOD_ANSWER.into()),
        ("Content-Encoding: none\r\n", &GOOD_ANSWER.into()),
        ("Content-Encoding:\r\n", &GOOD_ANSWER.into()),
    ] {
        let server = FaultServer::start(Fault::Answers(with_body("200 OK", lines, body))).unwrap();
        let report = Client::new(KEY, &options_for(&server)).bulk_status("300");
        assert_eq!(report.map(|report| report.len()), Ok(1), "{lines:?}");
    }
}

#[test]
fn an_unknown_coding_is_named() {
    for (coding, name) in [
        ("br", "\"br\""),
        ("deflate", "\"deflate\""),
        ("gzip, zstd", "\"zstd\""),
        ("br, gzip", "\"br\""),
        ("gzip;q=1", "\"gzip;q=1\""),
        ("gzip,gzip,gzip,gzip,gzip,gzip", "\"gzip\""),
        (KEY, "coded as"),
        (ENCODED_KEY, "coded as"),
    ] {
        for (status, kind) in [
            ("200 OK", ErrorKind::InvalidResponse),
            ("404 Not Found", ErrorKind::HttpStatus),
        ] {
            let lines = format!("Content-Encoding: {coding}\r\n");
            let error = failure_from(answer(status, &lines, GOOD_ANSWER));
            tells(&error, kind, name);
            assert_eq!(error.http_status(), code_of(status));
        }
    }
}

#[test]
fn an_empty_body_is_coded_in_no_way() {
    for lines in [
        "Content-Encoding: gzip\r\nContent-Length: 0\r\n",
        "Content-Encoding: gzip\r\n",
        "Content-Encoding: gzip, br\r\nX: a\r\n b\r\n",
        "Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
    ] {
        let chunk: &[u8] = if lines.contains("chunked") {
            b"0\r\n\r\n"
        } else {
            b""
        };
        for (status, kind) in [
            ("404 Not Found", ErrorKind::HttpStatus),
            ("429 Too Many Requests", ErrorKind::RateLimited),
            ("502 Bad Gateway", ErrorKind::HttpStatus),
            ("200 OK", ErrorKind::InvalidResponse),
        ] {
            let error = failure_from(with_body(status, lines, chunk));
            assert_eq!(error.kind(), kind, "{status}, {lines:?}: {error}");
            assert_eq!(error.http_status(), code_of(status));
            assert!(!error.message().contains("decompressed"), "{error}");
        }
        for (status, kind) in [
            ("304 Not Modified", ErrorKind::HttpStatus),
            ("204 No Content", ErrorKind::InvalidResponse),
        ] {
            let error = failure_from(with_body(status, lines, b""));
            assert_eq!(error.kind(), kind, "{status}, {lines:?}: {error}");
            assert_eq!(error.http_status(), code_of(status));
        }
    }
}

/// A way to break a body: its name, the fault with this status and these lines, and
/// what it is under 200.
type BrokenBody = (&'static str, fn(&str) -> Fault, ErrorKind);

fn broken_bodies() -> Vec<BrokenBody> {
    vec![
        (
            "no gzip",
            |head| Fault::Answers(with_body(head, "Content-Encoding: gzip\r\n", b"<html>")),
            ErrorKind::InvalidResponse,
        ),
        (
            "unknown coding",
            |head| Fault::Answers(with_body(head, "Content-Encoding: br\r\n", b"<html>")),
            ErrorKind::InvalidResponse,
        ),
        (
            "half of the gzip",
            |head| {
                let half = &gzip(GOOD_ANSWER.as_bytes())[..40];
                Fault::Answers(with_body(head, "Content-Encoding: gzip\r\n", half))
            },
            ErrorKind::InvalidResponse,
        ),
        (
            "half of the body",
            |head| Fault::Answers(with_body(head, "Content-Length: 100\r\n", b"{\"succ")),
            ErrorKind::Network,
        ),
        (
            "no length of a chunk",
            |head| {
                Fault::Answers(with_body(
                    head,
                    "Transfer-Encoding: chunked\r\n",
                    b"xyz\r\n",
                ))
            },
            ErrorKind::Network,
        ),
        (
            "too large",
            |head| Fault::Answers(with_body(head, "", &[b' '; 5000])),
            ErrorKind::ResponseTooLarge,
        ),
        (
            "too large when decompressed",
            |head| Fault::Answers(with_body(head, "Content-Encoding: gzip\r\n", &gzip_bomb())),
            ErrorKind::ResponseTooLarge,
        ),
    ]
}

fn of_4000_bytes(server: &FaultServer) -> Options {
    let mut options = options_for(server);
    options.set_max_response_bytes(4000).unwrap();
    options
}

#[test]
fn a_broken_body_costs_neither_the_status_nor_the_pause_that_is_asked_for() {
    for (name, fault, kind) in broken_bodies() {
        for (status, number, kind) in [
            ("200 OK", 200, kind),
            ("404 Not Found", 404, ErrorKind::HttpStatus),
            ("429 Too Many Requests", 429, ErrorKind::RateLimited),
            ("500 Internal Server Error", 500, ErrorKind::HttpStatus),
            ("503 Service Unavailable", 503, ErrorKind::HttpStatus),
        ] {
            let fault = fault(&format!("{status}\r\nRetry-After: 7"));
            for server in [
                FaultServer::start(fault.clone()).unwrap(),
                FaultServer::start_tls(fault.clone()).unwrap(),
            ] {
                let error = failure(&of_4000_bytes(&server));
                assert_eq!(error.kind(), kind, "{name}, {status}: {error}");
                assert_eq!(
                    error.http_status(),
                    Some(number),
                    "{name}, {status}: {error}"
                );
                let pause = Some(Duration::from_secs(7));
                assert_eq!(error.retry_after(), pause, "{name}, {status}: {error}");
            }
        }
    }
}

#[test]
fn a_body_that_does_not_come_in_time_costs_not_the_status() {
    for (status, number, kind) in [
        ("200 OK", 200, ErrorKind::Timeout),
        ("429 Too Many Requests", 429, ErrorKind::RateLimited),
        ("503 Service Unavailable", 503, ErrorKind::HttpStatus),
    ] {
        let head = format!("{status}\r\nRetry-After: 7");
        let begun = with_body(&head, "Content-Length: 100\r\n", b"{");
        let server = FaultServer::start(Fault::AnswersThenSilence(begun)).unwrap();
        let mut options = options_for(&server);
        options.set_timeout(Duration::from_millis(500)).unwrap();
        let error = failure(&options);
        assert_eq!(
            (error.kind(), error.http_status()),
            (kind, Some(number)),
            "{error}"
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)), "{error}");
    }
}

#[test]
fn a_cancel_is_one_in_the_body_of_any_status_too() {
    for status in ["200 OK", "429 Too Many Requests", "503 Service Unavailable"] {
        let begun = with_body(status, "Content-Length: 100\r\n", b"{");
        let server = FaultServer::start(Fault::AnswersThenSilence(begun)).unwrap();
        let client = Client::new(KEY, &options_for(&server));
        std::thread::scope(|scope| {
            let running = scope.spawn(|| client.bulk_status("300"));
            assert!(server.wait_for_requests(1, LONG));
            client.cancel();
            let error = checked(&client, running.join().unwrap());
            assert_eq!(error.kind(), ErrorKind::Cancelled, "{status}");
        });
    }
}

#[test]
fn a_503_with_a_broken_body_is_asked_again() {
    for (name, fault, _) in broken_bodies() {
        let Fault::Answers(broken) = fault("503 Service Unavailable") else {
            continue;
        };
        let answers = vec![
            broken,
            answer("200 OK", "Connection: close\r\n", GOOD_ANSWER),
        ];
        let server = FaultServer::start(Fault::AnswersInTurn(answers)).unwrap();
        let mut options = of_4000_bytes(&server);
        options.set_max_retries(1).unwrap();
        let report = Client::new(KEY, &options).bulk_status("300");
        assert_eq!(report.map(|report| report.len()), Ok(1), "{name}");
        assert_eq!(server.request_count(), 2, "{name}");
    }
}

#[test]
fn a_429_with_a_broken_body_loses_no_id_of_a_batch() {
    let broken = with_body(
        "429 Too Many Requests",
        "Content-Encoding: gzip\r\n",
        b"<html>",
    );
    let good = answer("200 OK", "Connection: close\r\n", GOOD_ANSWER);
    let answers = vec![broken.clone(), broken, good];
    let server = FaultServer::start(Fault::AnswersInTurn(answers)).unwrap();
    let client = Client::new(KEY, &options_for(&server));
    let batch = client.bulk_status_many(vec!["300"; 50]);
    let outcomes: Vec<_> = batch.map(|(_, outcome)| outcome.map(drop)).collect();
    assert_eq!(outcomes, vec![Ok(()); 50]);
}

/// The clocks of the server and of this machine differ by years.
#[test]
fn a_pause_until_a_date_counts_from_the_date_of_the_answer() {
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    for (until, pause) in [
        ("Sun, 06 Nov 1994 08:49:42 GMT", Some(5)),
        ("Sunday, 06-Nov-94 09:49:37 GMT", Some(3600)),
        ("Sun Nov  6 08:49:37 1994", Some(0)),
        ("Sun, 06 Nov 1994 08:49:36 GMT", None),
    ] {
        for odd in ["", "X : a\r\n b\r\n"] {
            let lines = format!("{date}{odd}Retry-After: {until}\r\n");
            let error = failure_from(answer("503 Service Unavailable", &lines, ""));
            let pause = pause.map(Duration::from_secs);
            assert_eq!(error.retry_after(), pause, "{lines}");
        }
    }
}
