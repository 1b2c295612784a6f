//! Each fault of a server gives the right error and a sentence with the reason,
//! with and without TLS.

use std::time::{Duration, SystemTime};

use smsp::{Client, Error, ErrorKind};
use smsp_fault_server::{
    ENCODED_KEY, Fault, FaultServer, GOOD_ANSWER, KEY, answer, closed_port, gzip_bomb,
};

use crate::support::{LONG, failure, failure_of, options, options_for, tells};

/// Starts the fault in the clear and inside TLS.
fn servers(fault: &Fault) -> [FaultServer; 2] {
    [
        FaultServer::start(fault.clone()).unwrap(),
        FaultServer::start_tls(fault.clone()).unwrap(),
    ]
}

/// Asserts what one call makes of this fault.
fn meets(fault: Fault, kind: ErrorKind, words: &str) {
    for server in servers(&fault) {
        tells(&failure(&options_for(&server)), kind, words);
        assert!(server.request_count() <= 1);
    }
}

/// The same for this answer, after which the server ends the connection.
fn answers(bytes: impl Into<Vec<u8>>, kind: ErrorKind, words: &str) {
    meets(Fault::Answers(bytes.into()), kind, words);
}

/// The failure of one call that gets this answer.
fn failure_from(bytes: impl Into<Vec<u8>>) -> Error {
    let server = FaultServer::start(Fault::Answers(bytes.into())).unwrap();
    failure(&options_for(&server))
}

#[test]
fn the_server_of_these_tests_can_do_nothing_wrong() {
    for server in servers(&Fault::None) {
        let client = Client::new(KEY, &options_for(&server));
        for _ in 0..3 {
            assert_eq!(client.bulk_status("300").unwrap().len(), 1);
        }
        assert_eq!((server.connection_count(), server.request_count()), (1, 3));
        let captured = String::from_utf8_lossy(&server.captured()).into_owned();
        assert!(captured.contains(ENCODED_KEY));
    }
}

#[test]
fn a_port_where_nobody_listens_refuses_the_connection() {
    for scheme in ["http", "https"] {
        let error = failure(&options(&format!("{scheme}://{}/v1", closed_port())));
        tells(&error, ErrorKind::Connect, "refused");
    }
}

#[test]
fn a_connection_that_ends_in_place_of_an_answer_has_broken() {
    let words = "broke before the whole answer";
    meets(Fault::ClosesAfterRequest, ErrorKind::Network, words);
    meets(Fault::ResetsAfterRequest, ErrorKind::Network, "reset");
    meets(Fault::ClosesAfterAccept, ErrorKind::Network, words);
}

#[test]
fn a_connection_that_ends_within_the_answer_has_broken() {
    let words = "broke before the whole answer";
    let whole = answer("200 OK", "", GOOD_ANSWER);
    for length in [5, 20, whole.len() / 2, whole.len() - 1] {
        answers(&whole[..length], ErrorKind::Network, words);
        let cut = Fault::AnswersThenResets(whole[..length].to_vec());
        meets(cut, ErrorKind::Network, "reset");
    }
    let endless = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{{}}",
        i64::MAX
    );
    answers(endless, ErrorKind::Network, words);
    let half_a_chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"succ";
    answers(half_a_chunk, ErrorKind::Network, words);
}

#[test]
fn a_reset_does_not_pass_for_the_end_of_a_body_of_unknown_length() {
    let body = format!("HTTP/1.1 200 OK\r\n\r\n{}", &GOOD_ANSWER[..100]);
    let fault = Fault::AnswersThenResets(body.clone().into());
    meets(fault, ErrorKind::Network, "reset");
    answers(body, ErrorKind::InvalidResponse, "EOF");
}

#[test]
fn a_body_of_unknown_length_ends_with_the_connection() {
    let whole = format!("HTTP/1.0 200 OK\r\n\r\n{GOOD_ANSWER}").into_bytes();
    for server in servers(&Fault::Answers(whole)) {
        let client = Client::new(KEY, &options_for(&server));
        assert_eq!(client.bulk_status("300").unwrap().len(), 1);
    }
}

#[test]
fn what_is_not_http_is_told_as_such() {
    let not_http = |bytes: &str| answers(bytes, ErrorKind::Network, "not an HTTP answer");
    not_http("SSH-2.0-OpenSSH_9.6\r\n");
    not_http("220 mail.example ESMTP\r\n");
    not_http("<html><body>HTTP/0.9 sent no header</body></html>\r\n");
    not_http("{\"success\": true}\r\n\r\n");
    not_http("HTTP/1.1 OK\r\n\r\n");
    not_http("HTTP/1.1 020 OK\r\n\r\n");
    not_http("HTTP/3.0 200 OK\r\n\r\n");
    not_http("HTTP/1.1 200 OK\r\nno colon\r\n\r\n");
    not_http("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}");
    not_http("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n");
    not_http("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}and more\r\n");
    meets(
        Fault::EndlessChunkLength,
        ErrorKind::Network,
        "not an HTTP answer",
    );
}

#[test]
fn what_is_larger_than_the_limits_is_too_large() {
    for fault in [
        Fault::EndlessBody,
        Fault::AnnouncesTerabyte,
        Fault::GzipBomb,
    ] {
        for server in servers(&fault) {
            let mut options = options_for(&server);
            options.set_max_response_bytes(1 << 20).unwrap();
            let words = "larger than the limit of 1048576 bytes";
            tells(&failure(&options), ErrorKind::ResponseTooLarge, words);
        }
    }
    let header = "The header of the answer";
    meets(Fault::LargeHeader, ErrorKind::ResponseTooLarge, header);
    meets(Fault::ManyHeaders, ErrorKind::ResponseTooLarge, header);
}

#[test]
fn an_answer_as_large_as_the_limit_is_read() {
    let server = FaultServer::start(Fault::None).unwrap();
    let mut options = options_for(&server);
    let size = GOOD_ANSWER.len() as u32;
    options.set_max_response_bytes(size).unwrap();
    let outcome = Client::new(KEY, &options).bulk_status("300");
    assert_eq!(outcome.unwrap().len(), 1);
    options.set_max_response_bytes(size - 1).unwrap();
    assert_eq!(failure(&options).kind(), ErrorKind::ResponseTooLarge);
}

#[test]
fn a_body_that_is_not_the_gzip_it_claims_to_be_is_no_valid_answer() {
    let gzip = "Content-Encoding: gzip\r\n";
    let words = "could not be decompressed";
    let plain = answer("200 OK", gzip, GOOD_ANSWER);
    answers(plain, ErrorKind::InvalidResponse, words);
    let mut cut =
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 900\r\n\r\n".to_vec();
    cut.extend_from_slice(&gzip_bomb()[..900]);
    answers(cut.clone(), ErrorKind::InvalidResponse, words);
    // The same gzip, but it is the connection that ends too early.
    cut.truncate(cut.len() - 100);
    let words = "broke before the whole answer";
    answers(cut, ErrorKind::Network, words);
}

#[test]
fn a_redirect_leads_nowhere() {
    let elsewhere = FaultServer::start(Fault::None).unwrap();
    for location in [
        elsewhere.base_url(),
        elsewhere.https_url(),
        "/v1/elsewhere".to_owned(),
        "//".to_owned(),
    ] {
        for status in ["301 Moved", "302 Found", "303 See Other", "307 T", "308 P"] {
            let headers = format!("Location: {location}/bulk-status\r\n");
            for server in servers(&Fault::Answers(answer(status, &headers, "moved"))) {
                let error = failure(&options_for(&server));
                tells(&error, ErrorKind::HttpStatus, "redirects are not followed");
                assert_eq!((server.connection_count(), server.request_count()), (1, 1));
            }
        }
    }
    assert_eq!(elsewhere.connection_count(), 0);
}

#[test]
fn an_error_status_without_json_is_an_http_status() {
    for (status, number) in [
        ("400 Bad Request", 400),
        ("404 Not Found", 404),
        ("500 Internal Server Error", 500),
        ("502 Bad Gateway", 502),
        ("503 Service Unavailable", 503),
        ("504 Gateway Timeout", 504),
        ("999 Whatever", 999),
    ] {
        let error = failure_from(answer(status, "", "<html>no JSON</html>"));
        tells(&error, ErrorKind::HttpStatus, &number.to_string());
        assert_eq!(error.http_status(), Some(number));
    }
}

#[test]
fn an_empty_answer_is_no_valid_one() {
    let words = "it is empty";
    let nothing = "HTTP/1.1 204 No Content\r\n\r\n";
    answers(nothing, ErrorKind::InvalidResponse, words);
    answers(answer("200 OK", "", ""), ErrorKind::InvalidResponse, words);
}

#[test]
fn interim_answers_are_passed_over() {
    let mut noise = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(3);
    noise.extend_from_slice(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    noise.extend_from_slice(&answer("200 OK", "", GOOD_ANSWER));
    for server in servers(&Fault::Answers(noise)) {
        let client = Client::new(KEY, &options_for(&server));
        assert_eq!(client.bulk_status("300").unwrap().len(), 1);
    }
}

#[test]
fn the_pause_that_a_server_asks_for_is_passed_on_whatever_it_is() {
    let in_an_hour = SystemTime::now() + Duration::from_secs(3600);
    let date = httpdate::fmt_http_date(in_an_hour);
    let asked_for = |pause: &str| {
        let header = format!("Retry-After: {pause}\r\n");
        let error = failure_from(answer("503 Service Unavailable", &header, ""));
        assert_eq!(error.kind(), ErrorKind::HttpStatus);
        error.retry_after()
    };
    assert_eq!(asked_for("7"), Some(Duration::from_secs(7)));
    assert_eq!(asked_for("0"), Some(Duration::ZERO));
    let hour = asked_for(&date).unwrap();
    assert!(hour > Duration::from_secs(3500) && hour <= Duration::from_secs(3600));
    assert_eq!(asked_for("Thu, 01 Jan 1970 00:00:00 GMT"), None);
    // A pause is never shorter than what was asked for.
    for nearly in ["1.5", "2, 9", "2;"] {
        let asked = asked_for(nearly);
        assert_eq!(asked, Some(Duration::from_secs(2)), "{nearly}");
    }
    let by_php = date.replace("GMT", "+0000");
    assert!(asked_for(&by_php) > Some(Duration::from_secs(3500)));
    for garbage in ["soon", "-5", "1.", "", "7 s", "\u{ff}"] {
        assert_eq!(asked_for(garbage), None, "{garbage}");
    }
    for huge in [u64::MAX.to_string(), "9".repeat(40)] {
        assert_eq!(asked_for(&huge), Some(Duration::from_secs(u64::MAX)));
    }
}

#[test]
fn a_pause_that_does_not_fit_the_deadline_is_left_to_the_caller() {
    for pause in ["3600".to_owned(), u64::MAX.to_string(), "9".repeat(40)] {
        for status in ["429 Too Many Requests", "503 Service Unavailable"] {
            let header = format!("Retry-After: {pause}\r\n");
            let server = FaultServer::start(Fault::Answers(answer(status, &header, ""))).unwrap();
            let mut options = options_for(&server);
            options.set_max_retries(100).unwrap();
            assert!(failure(&options).retry_after() >= Some(Duration::from_secs(3600)));
            assert_eq!(server.request_count(), 1);
        }
    }
}

#[test]
fn what_may_pass_is_asked_again_as_often_as_the_options_say() {
    for (status, requests) in [
        ("429 Too Many Requests", 3),
        ("502 Bad Gateway", 3),
        ("503 Service Unavailable", 3),
        ("504 Gateway Timeout", 3),
        ("500 Internal Server Error", 1),
        ("404 Not Found", 1),
    ] {
        let at_once = "Retry-After: 0\r\n";
        let server = FaultServer::start(Fault::Answers(answer(status, at_once, ""))).unwrap();
        let mut options = options_for(&server);
        options.set_max_retries(2).unwrap();
        failure(&options);
        assert_eq!(server.request_count(), requests, "{status}");
    }
}

#[test]
fn a_kept_connection_that_the_server_ends_never_surfaces() {
    for fault in [Fault::ClosesKeptConnection, Fault::ResetsKeptConnection] {
        for server in servers(&fault) {
            let client = Client::new(KEY, &options_for(&server));
            for _ in 0..3 {
                let report = client.bulk_status("300");
                assert_eq!(report.unwrap().len(), 1, "{fault:?}");
            }
            assert_eq!((server.connection_count(), server.request_count()), (3, 5));
        }
    }
}

/// The server has answered the request, so it is not sent once more unasked.
#[test]
fn an_answer_that_breaks_off_on_a_kept_connection_is_a_failure() {
    for server in servers(&Fault::BreaksKeptConnection) {
        let client = Client::new(KEY, &options_for(&server));
        assert_eq!(client.bulk_status("300").unwrap().len(), 1);
        let error = failure_of(&client);
        tells(&error, ErrorKind::Network, "broke before the whole answer");
        assert_eq!((server.connection_count(), server.request_count()), (1, 2));
    }
}

#[test]
fn all_kept_connections_may_have_been_ended() {
    let server = FaultServer::start(Fault::ClosesKeptConnection).unwrap();
    let client = Client::new(KEY, &options_for(&server));
    let ask = || assert_eq!(client.bulk_status("300").unwrap().len(), 1);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(ask);
        }
    });
    // One is tried, and then a new one: the other seven are not.
    let before = server.request_count();
    ask();
    assert_eq!(server.request_count() - before, 2);
}

#[test]
fn a_request_that_is_sent_once_more_counts_for_the_limit_per_minute() {
    let server = FaultServer::start(Fault::ClosesKeptConnection).unwrap();
    let mut options = options_for(&server);
    options.set_max_requests_per_minute(2).unwrap();
    let client = Client::new(KEY, &options);
    assert!(client.bulk_status("300").is_ok());
    let error = failure_of(&client);
    tells(&error, ErrorKind::RateLimited, "requests per minute");
    assert_eq!(server.request_count(), 2);
}

/// Whatever is under way: the calls of a batch, their second tries, a poll.
#[test]
fn nothing_is_sent_after_a_cancel() {
    for fault in [
        Fault::SaysNothing,
        Fault::AnswersThenSilence(Vec::new()),
        Fault::ClosesKeptConnection,
    ] {
        let server = FaultServer::start(fault).unwrap();
        let client = Client::new(KEY, &options_for(&server));
        let mut batch = client.bulk_status_many((0..100).map(|id| id.to_string()));
        assert!(server.wait_for_connections(1, LONG));
        let before = server.request_count();
        client.cancel();
        let cancelled = batch
            .by_ref()
            .filter(|(_, outcome)| outcome.is_err())
            .count();
        drop(batch);
        assert!(cancelled > 0);
        assert!(client.bulk_status("300").is_err());
        assert!(client.wait("300", LONG).is_err());
        // The server may still read what the eight connections had sent by then.
        let after = server.request_count();
        assert!(after <= before + 8, "{before} and {after}");
    }
}

#[test]
fn a_request_goes_out_whole_before_its_answer_is_awaited() {
    let server = FaultServer::start(Fault::SaysNothing).unwrap();
    let mut options = options_for(&server);
    options.set_timeout(Duration::from_millis(300)).unwrap();
    let error = failure(&options);
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(server.wait_for_connections(1, LONG));
    let request = String::from_utf8(server.captured()).unwrap();
    assert!(request.ends_with("\r\n\r\n"), "{request}");
}
