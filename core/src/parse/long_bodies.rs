//! Whatever a long answer holds, the call is looked at while it is read.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::patience::PIECE;
use crate::answer::Answer;
use crate::error::ErrorKind;
use crate::secret::ApiKey;

/// Bodies of several pieces, in which nearly all is of one kind.
fn long_bodies() -> Vec<(&'static str, String)> {
    const LENGTH: usize = 6 * PIECE;
    let fill = |piece: &str| piece.repeat(LENGTH / piece.len());
    let member = |value: String| format!(r#"{{"success":true,"x":{value}}}"#);
    let entry =
        |members: String| format!(r#"{{"success":true,"StatutResponse_List":[{{{members}}}]}}"#);
    let list =
        |entries: String| format!(r#"{{"success":true,"StatutResponse_List":[{entries}{{}}]}}"#);
    let half = LENGTH / 2;
    vec![
        ("a text", member(format!("\"{}\"", fill("a")))),
        (
            "a text that is not ASCII",
            member(format!("\"{}\"", fill("é"))),
        ),
        ("escapes", member(format!("\"{}\"", fill("\\n")))),
        ("surrogates", member(format!("\"{}\"", fill("\\ud800")))),
        ("digits", member(fill("7"))),
        ("a fraction", member(format!("0.{}", fill("0")))),
        ("an exponent", member(format!("1e{}", fill("9")))),
        ("space", member(format!("{}1", fill(" ")))),
        (
            "nesting",
            member(format!("{}{}", "[".repeat(half), "]".repeat(half))),
        ),
        ("an array", member(format!("[{}0]", fill("0,")))),
        (
            "an object",
            member(format!("{{{}\"a\":0}}", fill("\"a\":0,"))),
        ),
        ("a key", format!(r#"{{"success":true,"{}":1}}"#, fill("k"))),
        (
            "members",
            format!(r#"{{{}"success":true}}"#, fill("\"x\":1,")),
        ),
        (
            "codes",
            format!(r#"{{{}"success":true}}"#, fill("\"code\":1e5,")),
        ),
        (
            "lists",
            format!(
                r#"{{{}"success":true}}"#,
                fill("\"StatutResponse_List\":[],")
            ),
        ),
        (
            "a code",
            format!(r#"{{"success":true,"code":"{}1"}}"#, fill(" ")),
        ),
        (
            "a message ID",
            format!(r#"{{"success":true,"message_id":"{}"}}"#, fill("\\u0031")),
        ),
        (
            "a number",
            entry(format!("\"phoneNumber\":\"{}\"", fill("1"))),
        ),
        (
            "a status",
            entry(format!("\"status\":{{\"a\":\"{}\"}}", fill("\\u0020"))),
        ),
        (
            "a status of spaces",
            entry(format!("\"status\":\"{}\"", fill("_"))),
        ),
        (
            "a date",
            entry(format!("\"date\":{{\"date\":\"{}\"}}", fill("\\u0020"))),
        ),
        (
            "dates",
            entry(format!("{}\"date\":1", fill("\"date\":{\"date\":1},"))),
        ),
        (
            "STOP",
            entry(format!("\"stopSMS\":\"{}\"", fill("\\u0020"))),
        ),
        ("empty entries", list(fill("{},"))),
        (
            "alike entries",
            list(fill(
                r#"{"phoneNumber":"+33639980001","status":"ko","date":"1"},"#,
            )),
        ),
        (
            "odd entries",
            list(fill(
                r#"{"phoneNumber":{},"status":[],"date":{"date":"\u0031"},"stopSMS":2},"#,
            )),
        ),
        ("statuses", list(fill(r#"{"status":"a"},{"status":"b"},"#))),
        (
            "an object of entries",
            format!(
                r#"{{"success":true,"StatutResponse_List":{{{}"0":{{}}}}}}"#,
                fill("\"1\":{},")
            ),
        ),
    ]
}

fn kind(body: &str, is_over: &dyn Fn() -> bool) -> Option<ErrorKind> {
    let answer = Answer {
        status: 200,
        retry_after: None,
        body: body.as_bytes().to_owned(),
    };
    let outcome = super::report(&answer, "1", &ApiKey::new("key"), is_over);
    outcome.err().map(|error| error.kind())
}

#[test]
fn the_call_is_looked_at_within_every_kind_of_long_answer() {
    for (what, body) in long_bodies() {
        let looks = Cell::new(0);
        let count = || {
            looks.set(looks.get() + 1);
            false
        };
        assert_eq!(kind(&body, &count), None, "{what}");
        let least = body.len() / PIECE / 2;
        assert!(looks.get() >= least, "{what}: {} looks", looks.get());
        assert_eq!(kind(&body, &|| true), Some(ErrorKind::Timeout), "{what}");
    }
}

#[test]
fn the_call_is_looked_at_while_words_are_looked_for() {
    for (what, body) in long_bodies() {
        let body = body.replace(r#""success":true"#, r#""success":false"#);
        let body = body.replace(r#""x":"#, r#""error":"#);
        let looks = Cell::new(0);
        let count = || {
            looks.set(looks.get() + 1);
            false
        };
        let kind = kind(&body, &count);
        // A list of codes ends with one that is usable.
        assert!(
            kind.is_some_and(|kind| kind != ErrorKind::Timeout),
            "{what}"
        );
        let least = body.len() / PIECE;
        assert!(looks.get() >= least, "{what}: {} looks", looks.get());
    }
}

#[test]
fn many_lists_take_no_more_time_than_their_length_says() {
    let lists = r#""StatutResponse_List":[{}],"#.repeat(300_000);
    let body = format!(r#"{{"success":true,{lists}"code":200}}"#);
    let start = Instant::now();
    assert_eq!(kind(&body, &|| false), None);
    // It took minutes while each of them made room for all that follows.
    let took = start.elapsed();
    assert!(took < Duration::from_secs(15), "{took:?}");
}
