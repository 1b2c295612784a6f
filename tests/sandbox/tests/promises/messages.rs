//! What each known message holds.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use smsp_sandbox::messages::KnownMessage;

use crate::client::{Answered, ask, plain};

fn known(id: &str) -> &'static KnownMessage {
    KnownMessage::find(id).expect("the message is in the table")
}

/// The statuses at one moment, without a server.
fn statuses(id: &str, poll: u64, since_first_poll: Duration) -> Vec<&'static str> {
    let entries = known(id).entries(poll, since_first_poll);
    entries.iter().map(|entry| entry.status).collect()
}

fn different_numbers(answer: &Answered) -> usize {
    let number = |entry: &Value| entry["phoneNumber"].as_str().map(String::from);
    let numbers: HashSet<_> = answer.entries().iter().map(number).collect();
    numbers.len()
}

#[test]
fn message_300_has_every_documented_status_and_a_stop() {
    let answer = ask(&plain(), "300");
    assert_eq!(
        answer.json()["StatutResponse_List"],
        json!([
            {"phoneNumber": "+33639980001", "status": "Delivered", "stopSMS": false, "date": "1517989111"},
            {"phoneNumber": "+33639980002", "status": "Not delivered", "stopSMS": false, "date": "1517989115"},
            {"phoneNumber": "+33639980003", "status": "Waiting", "stopSMS": false},
            {"phoneNumber": "+33639980004", "status": "Delivered", "stopSMS": true, "date": "1517989122"},
        ])
    );
}

#[test]
fn message_301_delivers_one_more_at_each_poll() {
    let sandbox = plain();
    for expected in [
        ["Waiting", "Waiting", "Waiting"],
        ["Delivered", "Waiting", "Waiting"],
        ["Delivered", "Delivered", "Waiting"],
        ["Delivered", "Delivered", "Delivered"],
        ["Delivered", "Delivered", "Delivered"],
    ] {
        assert_eq!(ask(&sandbox, "301").statuses(), expected);
    }
}

#[test]
fn each_sandbox_begins_anew() {
    let first = plain();
    ask(&first, "301");
    ask(&first, "301");
    assert_eq!(ask(&plain(), "301").statuses(), ["Waiting"; 3]);
}

#[test]
fn a_refused_question_is_no_poll() {
    let sandbox = plain();
    crate::client::get(&sandbox, "bulk-status?apiKey=wrong&messageId=301");
    assert_eq!(ask(&sandbox, "301").statuses(), ["Waiting"; 3]);
}

#[test]
fn message_302_delivers_after_2_and_4_seconds() {
    assert_eq!(ask(&plain(), "302").entries().len(), 2);

    let at = |milliseconds| statuses("302", 1, Duration::from_millis(milliseconds));
    assert_eq!(at(0), ["Waiting", "Waiting"]);
    assert_eq!(at(1_999), ["Waiting", "Waiting"]);
    assert_eq!(at(2_000), ["Delivered", "Waiting"]);
    assert_eq!(at(3_999), ["Delivered", "Waiting"]);
    assert_eq!(at(4_000), ["Delivered", "Delivered"]);
}

#[test]
fn message_303_begins_with_an_empty_list() {
    let sandbox = plain();
    let first = ask(&sandbox, "303");
    assert_eq!(first.json()["success"], true);
    assert!(first.entries().is_empty());
    assert_eq!(ask(&sandbox, "303").statuses(), ["Waiting"]);
    assert_eq!(ask(&sandbox, "303").statuses(), ["Delivered"]);
    assert_eq!(ask(&sandbox, "303").statuses(), ["Delivered"]);
}

#[test]
fn message_304_never_finishes() {
    assert_eq!(ask(&plain(), "304").statuses(), ["Waiting"]);
    let fifty_hours = Duration::from_secs(50 * 60 * 60);
    assert_eq!(statuses("304", 1_000, fifty_hours), ["Waiting"]);
}

#[test]
fn message_310_has_the_odd_spellings() {
    let entries = ask(&plain(), "310").entries();
    assert_eq!(entries[0]["status"], "ko");
    assert_eq!(entries[1]["status"], "Expired by operator");
    assert_eq!(entries[2]["date"], "4102444800");
    assert_eq!(entries[3]["date"], "2015-02-07 22:39:46");
}

#[test]
fn message_500_has_500_recipients() {
    let answer = ask(&plain(), "500");
    assert_eq!(answer.entries().len(), 500);
    assert_eq!(different_numbers(&answer), 500);
    let with_status = |status| answer.statuses().iter().filter(|s| *s == status).count();
    assert_eq!(with_status("Delivered"), 400);
    assert_eq!(with_status("Not delivered"), 50);
    assert_eq!(with_status("Waiting"), 50);
}

#[test]
fn message_200000_has_200000_recipients() {
    let answer = ask(&plain(), "200000");
    assert_eq!(answer.entries().len(), 200_000);
    assert_eq!(different_numbers(&answer), 200_000);
}

#[test]
fn a_waiting_recipient_has_no_date_and_no_stop() {
    for id in ["300", "301", "302", "304", "500", "200000"] {
        let entries = known(id).entries(1, Duration::ZERO);
        for entry in entries.iter().filter(|entry| entry.status == "Waiting") {
            assert_eq!((&entry.date, entry.stop_sms), (&None, false));
        }
    }
}

#[test]
fn an_awkward_id_arrives_when_it_is_encoded() {
    let sandbox = plain();
    let answer = ask(&sandbox, "a&b#c d\"é");
    assert_eq!(answer.statuses(), ["Delivered"]);
    assert_eq!(
        sandbox.requests()[0].message_id.as_deref(),
        Some("a&b#c d\"é")
    );
}
