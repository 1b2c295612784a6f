//! Many messages at once, and waiting for the last report: the Rust API.

use std::collections::BTreeSet;
use std::time::Duration;

use smsp::{Client, ErrorKind, Options, Status};
use smsp_sandbox::{Answer, Sandbox};

use crate::support::sandbox;

fn client(sandbox: &Sandbox, change: impl FnOnce(&mut Options)) -> Client {
    let mut options = Options::new();
    options.set_base_url(&sandbox.base_url()).unwrap();
    // Polls follow each other closely, so that the tests need not wait.
    options
        .set_poll_interval(Duration::from_millis(10), Duration::from_millis(50))
        .unwrap();
    change(&mut options);
    Client::new(sandbox.api_key(), &options)
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn every_id_of_a_batch_is_answered_once_over_few_connections() {
    let sandbox = sandbox();
    let client = client(&sandbox, |_| {});
    let ids = ["111", "300", "unknown", "", "300", "500"];
    let answers: Vec<_> = client
        .bulk_status_many(ids.iter().copied().cycle().take(600))
        .collect();
    let places: BTreeSet<_> = answers.iter().map(|(place, _)| *place).collect();
    assert_eq!((answers.len(), places.len()), (600, 600));
    for (place, outcome) in answers {
        match (ids[place % 6], outcome) {
            ("unknown", Err(error)) => assert_eq!(error.kind(), ErrorKind::MessageNotFound),
            ("", Err(error)) => assert_eq!(error.kind(), ErrorKind::MessageIdRequired),
            (id, Ok(report)) => assert_eq!(report.message_id(), id),
            (id, Err(error)) => panic!("{id}: {error}"),
        }
    }
    assert!(sandbox.connection_count() <= 8);
}

#[test]
fn a_batch_of_nothing_is_over_at_once() {
    let sandbox = sandbox();
    assert_eq!(
        client(&sandbox, |_| {}).bulk_status_many([""; 0]).count(),
        0
    );
    assert_eq!(sandbox.connection_count(), 0);
}

#[test]
fn too_many_requests_pause_the_batch_and_nothing_is_lost() {
    let sandbox = sandbox();
    let mut refusal = Answer::json(429, r#"{"success": false, "code": 429}"#);
    refusal.headers.push(("Retry-After".into(), "1".into()));
    for id in ["111", "300"] {
        sandbox.answer_once_with(id, refusal.clone());
    }
    let client = client(&sandbox, |_| {});
    let ids = ["111", "300"].into_iter().cycle().take(100);
    assert!(
        client
            .bulk_status_many(ids)
            .all(|(_, outcome)| outcome.is_ok())
    );
    assert_eq!(sandbox.request_count(), 102);
}

#[test]
fn dropping_a_batch_gives_up_what_has_not_come() {
    let sandbox = sandbox();
    let client = client(&sandbox, |_| {});
    client.bulk_status("300").unwrap();
    sandbox.set_latency(LONG);
    let batch = client.bulk_status_many(vec!["300"; 1000]);
    assert!(sandbox.wait_for_requests(2, LONG));
    drop(batch);
    assert!(sandbox.request_count() <= 1 + 8);
    // The client itself goes on.
    sandbox.set_latency(Duration::ZERO);
    assert!(client.bulk_status("300").is_ok());
}

#[test]
fn cancelling_the_client_ends_its_batch() {
    let sandbox = sandbox();
    sandbox.set_latency(LONG);
    let client = client(&sandbox, |_| {});
    let batch = client.bulk_status_many(vec!["300"; 100]);
    assert!(sandbox.wait_for_requests(1, LONG));
    client.cancel();
    let kinds: Vec<_> = batch
        .map(|(_, outcome)| outcome.unwrap_err().kind())
        .collect();
    assert_eq!(kinds, [ErrorKind::Cancelled; 100]);
}

#[test]
fn a_watch_polls_until_nothing_is_waiting() {
    let sandbox = sandbox();
    let client = client(&sandbox, |_| {});
    let waiting: Vec<_> = client
        .watch("301", LONG)
        .map(|outcome| outcome.unwrap().count_status(Status::Waiting))
        .collect();
    assert_eq!(waiting, [3, 2, 1, 0]);
}

#[test]
fn a_message_without_recipients_yet_is_still_waiting() {
    let sandbox = sandbox();
    let report = client(&sandbox, |_| {}).wait("303", LONG).unwrap();
    assert_eq!(report.count_status(Status::Delivered), 1);
    assert_eq!(sandbox.request_count(), 3);
}

#[test]
fn a_failure_that_may_pass_is_not_the_end_of_a_wait() {
    let sandbox = sandbox();
    for status in [500, 429, 503] {
        sandbox.answer_once_with("300", Answer::json(status, ""));
    }
    sandbox.answer_with(
        "300",
        Answer::json(
            200,
            r#"{"success": true, "StatutResponse_List": [{"status": "Delivered"}]}"#,
        ),
    );
    let client = client(&sandbox, |options| options.set_max_retries(0).unwrap());
    let polls: Vec<_> = client
        .watch("300", LONG)
        .map(|outcome| outcome.is_ok())
        .collect();
    assert_eq!(polls, [false, false, false, true]);
}

#[test]
fn an_api_error_is_the_end_of_a_wait() {
    let sandbox = sandbox();
    let error = client(&sandbox, |_| {}).wait("unknown", LONG).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MessageNotFound);
    assert_eq!(sandbox.request_count(), 1);
}

#[test]
fn a_wait_that_is_over_gives_the_newest_report() {
    let sandbox = sandbox();
    let report = client(&sandbox, |_| {})
        .wait("304", Duration::from_millis(100))
        .unwrap();
    assert_eq!(report.count_status(Status::Waiting), 1);
    assert!(sandbox.request_count() >= 2);
}

#[test]
fn cancelling_the_client_ends_its_wait() {
    let sandbox = sandbox();
    let client = client(&sandbox, |options| {
        options.set_poll_interval(LONG, LONG).unwrap();
    });
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| client.wait("304", LONG));
        assert!(sandbox.wait_for_requests(1, LONG));
        client.cancel();
        let error = waiting.join().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled);
    });
}

#[test]
fn a_watch_says_when_its_next_poll_is_due() {
    let sandbox = sandbox();
    let client = client(&sandbox, |options| {
        options.set_poll_interval(LONG, LONG).unwrap();
    });
    let mut watch = client.watch("304", LONG);
    assert_eq!(watch.delay(), Some(Duration::ZERO));
    watch.next().unwrap().unwrap();
    assert!(watch.delay().unwrap() > LONG / 2);
    let mut last = client.watch("300", Duration::ZERO);
    last.next().unwrap().unwrap();
    assert_eq!(last.delay(), None);
    assert!(last.next().is_none());
}
