//! How long the library waits before it asks again, and after what a wait goes on. The
//! pauses are measured from below only: a busy machine makes them longer.

use std::time::{Duration, Instant};

use smsp::{Client, ErrorKind, Options};
use smsp_fault_server::{Fault, FaultServer, GOOD_ANSWER, KEY, answer};

use crate::support::{LONG, checked, failure, options_for};

const WAITING: &str = r#"{"success":true,"code":200,"StatutResponse_List":[{"status":"Waiting"}]}"#;

/// A server that gives these answers in turn, and options for it with short polls.
fn in_turn(answers: &[Vec<u8>]) -> (FaultServer, Options) {
    let server = FaultServer::start(Fault::AnswersInTurn(answers.to_vec())).unwrap();
    let mut options = options_for(&server);
    let poll = Duration::from_millis(10);
    options.set_poll_interval(poll, poll).unwrap();
    (server, options)
}

/// Every answer is the last of its connection, so nothing is asked twice.
fn closing(status: &str, lines: &str, body: &str) -> Vec<u8> {
    answer(status, &format!("Connection: close\r\n{lines}"), body)
}

fn good() -> Vec<u8> {
    closing("200 OK", "", GOOD_ANSWER)
}

fn busy(status: &str, retry_after: u32) -> Vec<u8> {
    closing(status, &format!("Retry-After: {retry_after}\r\n"), "")
}

fn took(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

#[test]
fn a_call_pauses_before_each_attempt_though_the_server_asks_for_no_pause() {
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let (server, mut options) = in_turn(&[busy(status, 0)]);
        options.set_max_retries(2).unwrap();
        // At least half of 250 ms and of 500 ms.
        assert!(took(|| drop(failure(&options))) >= Duration::from_millis(375));
        assert_eq!(server.request_count(), 3);
    }
}

#[test]
fn a_call_pauses_for_as_long_as_the_server_asks() {
    let (_server, mut options) = in_turn(&[busy("503 Service Unavailable", 1), good()]);
    options.set_max_retries(1).unwrap();
    let client = Client::new(KEY, &options);
    let pause = took(|| assert!(client.bulk_status("300").is_ok()));
    assert!(pause >= Duration::from_secs(1), "{pause:?}");
}

#[test]
fn a_batch_pauses_though_the_server_asks_for_no_pause_and_loses_nothing() {
    let (server, options) = in_turn(&[busy("429 Too Many Requests", 0), good()]);
    let client = Client::new(KEY, &options);
    let pause = took(|| {
        let batch = client.bulk_status_many(vec!["300"; 50]);
        assert_eq!(batch.filter(|(_, outcome)| outcome.is_ok()).count(), 50);
    });
    assert!(pause >= Duration::from_millis(990), "{pause:?}");
    assert_eq!(server.request_count(), 51);
}

#[test]
fn a_batch_pauses_for_as_long_as_the_server_asks() {
    let (_server, options) = in_turn(&[busy("429 Too Many Requests", 2), good()]);
    let client = Client::new(KEY, &options);
    let pause = took(|| assert!(client.bulk_status_many(["300"]).all(|(_, one)| one.is_ok())));
    assert!(pause >= Duration::from_millis(1990), "{pause:?}");
}

#[test]
fn a_wait_pauses_for_as_long_as_the_server_asks() {
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let (server, options) = in_turn(&[busy(status, 1), good()]);
        let client = Client::new(KEY, &options);
        let pause = took(|| assert!(client.wait("300", LONG).is_ok()));
        assert!(pause >= Duration::from_millis(990), "{pause:?}");
        assert_eq!(server.request_count(), 2);
    }
}

#[test]
fn a_wait_does_not_poll_at_its_end_if_it_was_asked_to_stay_away() {
    let (server, options) = in_turn(&[busy("429 Too Many Requests", 3600)]);
    let client = Client::new(KEY, &options);
    let error = checked(&client, client.wait("300", LONG));
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.request_count(), 1);

    let waiting = closing("200 OK", "", WAITING);
    let (server, options) = in_turn(&[waiting, busy("503 Service Unavailable", 3600)]);
    let report = Client::new(KEY, &options).wait("300", LONG);
    assert_eq!(report.map(|report| report.len()), Ok(1));
    assert_eq!(server.request_count(), 2);
}

#[test]
fn a_wait_without_a_report_goes_on_after_what_asks_for_the_same_request_again() {
    for (status, passes) in [
        ("408 Request Timeout", true),
        ("421 Misdirected Request", true),
        ("425 Too Early", true),
        ("429 Too Many Requests", true),
        ("500 Internal Server Error", true),
        ("503 Service Unavailable", true),
        ("400 Bad Request", false),
        ("404 Not Found", false),
        ("302 Found", false),
        ("200 OK", false),
    ] {
        let (server, options) = in_turn(&[closing(status, "", "<html>"), good()]);
        let outcome = Client::new(KEY, &options).wait("300", LONG);
        assert_eq!(outcome.is_ok(), passes, "{status}");
        assert_eq!(server.request_count(), 1 + usize::from(passes), "{status}");
    }
}

/// Answers that say nothing about the message.
fn useless_answers() -> Vec<Vec<u8>> {
    vec![
        closing("408 Request Timeout", "", ""),
        closing("404 Not Found", "", "<html>"),
        closing("302 Found", "Location: /login\r\n", ""),
        closing("200 OK", "", "<html>log in, please</html>"),
        closing("200 OK", "", ""),
        closing("200 OK", "", r#"{"success":false}"#),
        closing("200 OK", "Content-Encoding: gzip\r\n", "no gzip"),
        closing("200 OK", "Content-Encoding: br\r\n", "?"),
        closing("200 OK", "", &" ".repeat(5000)),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec(),
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n".to_vec(),
        b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(),
        Vec::new(),
    ]
}

#[test]
fn a_wait_that_has_had_a_report_goes_on_after_every_useless_answer() {
    let useless = useless_answers();
    let count = useless.len();
    let mut answers = vec![closing("200 OK", "", WAITING)];
    answers.extend(useless);
    answers.push(good());
    let (server, mut options) = in_turn(&answers);
    options.set_max_response_bytes(4000).unwrap();
    let client = Client::new(KEY, &options);
    let polls: Vec<_> = client.watch("300", LONG).map(|poll| poll.is_ok()).collect();
    let mut expected = vec![true];
    expected.extend(vec![false; count]);
    expected.push(true);
    assert_eq!(polls, expected);
    assert_eq!(server.request_count(), count + 2);
}

#[test]
fn a_useless_answer_never_replaces_the_newest_report() {
    for useless in useless_answers() {
        let first = closing("200 OK", "", &WAITING.replace("[{", "[{},{"));
        let newest = closing("200 OK", "", WAITING);
        let (server, mut options) = in_turn(&[first, newest, useless.clone()]);
        options.set_max_response_bytes(4000).unwrap();
        let client = Client::new(KEY, &options);
        // The end comes after the third poll, whenever that is.
        let polls: Vec<_> = client.watch("300", LONG).take(4).collect();
        assert!(polls[3].is_err() && server.request_count() >= 4);
        let best = polls.into_iter().reduce(|earlier, later| {
            match smsp::Watch::is_better(&later, &earlier) {
                true => later,
                false => earlier,
            }
        });
        let told = String::from_utf8_lossy(&useless).into_owned();
        assert_eq!(best.unwrap().map(|report| report.len()), Ok(1), "{told}");
    }
}

#[test]
fn a_verdict_of_the_provider_ends_a_wait_that_has_had_a_report() {
    let verdict = r#"{"success":false,"code":10,"message":"No."}"#;
    let (server, options) = in_turn(&[
        closing("200 OK", "", WAITING),
        closing("503 Service Unavailable", "", verdict),
    ]);
    let client = Client::new(KEY, &options);
    let error = checked(&client, client.wait("300", LONG));
    assert_eq!(error.kind(), ErrorKind::ApiKeyIncorrect);
    assert_eq!(server.request_count(), 2);
}

#[test]
fn a_wait_that_is_over_gives_the_newest_report_whatever_came_after_it() {
    let useless = closing("200 OK", "", "<html>");
    let (server, options) = in_turn(&[closing("200 OK", "", WAITING), useless]);
    let report = Client::new(KEY, &options).wait("300", Duration::from_secs(2));
    assert_eq!(report.map(|report| report.len()), Ok(1));
    assert!(server.request_count() >= 2);
}
