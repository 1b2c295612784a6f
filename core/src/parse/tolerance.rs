//! One odd value costs that value only: whatever JSON stands in its place, the report
//! keeps its recipients and every other value.

use std::env;

use proptest::prelude::*;
use proptest::sample::select;

use super::both_ways_agree;
use crate::report::Report;
use crate::test_hooks::report_of_answer;

/// In CI as many as were promised, elsewhere as many as nobody waits for.
fn cases() -> u32 {
    if env::var_os("CI").is_some() {
        100_000
    } else {
        4_000
    }
}

/// A text in its quotes, with lone surrogates and every escape.
fn text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "a",
        "é",
        "😀",
        " ",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\u0000",
        "\\u00e9",
        "\\ud83d",
        "\\ude00",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "Delivered",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,5})?",
        "[1-9][0-9]{0,12}",
    ]
}

/// Any JSON value, in one spelling of many.
fn value() -> impl Strategy<Value = String> {
    let words = select(vec!["true", "false", "null"]).prop_map(str::to_owned);
    let leaf = prop_oneof![text(), number(), words];
    let deep = (0..300_usize).prop_map(|depth| "[".repeat(depth + 1) + &"]".repeat(depth + 1));
    let nested = leaf.prop_recursive(4, 16, 4, |inner| {
        let key = prop_oneof![text(), Just("\"date\"".to_owned())];
        let member = (key, inner.clone()).prop_map(|(key, value)| format!("{key} : {value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|v| format!("[{}]", v.join(" ,"))),
            prop::collection::vec(member, 0..4).prop_map(|v| format!("{{{}}}", v.join(", "))),
        ]
    });
    prop_oneof![20 => nested, 1 => deep]
}

/// The member whose value is replaced.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    PhoneNumber,
    Status,
    StopSms,
    Date,
    OtherOfEntry,
    Message,
    MessageId,
    Code,
    Other,
}

const PLACES: [Place; 9] = [
    Place::PhoneNumber,
    Place::Status,
    Place::StopSms,
    Place::Date,
    Place::OtherOfEntry,
    Place::Message,
    Place::MessageId,
    Place::Code,
    Place::Other,
];

const ENTRIES: usize = 5;

/// A value in a place, of this entry if it is a place in one.
type Odd<'a> = (Place, usize, &'a str);

/// An answer, with an odd value or without.
fn answer(odd: Option<Odd>, space: &str) -> String {
    let at_entry = |index: usize, here: Place, usual: &str| {
        let odd = odd.filter(|&(place, entry, _)| place == here && entry == index);
        let value = odd.map_or(usual, |(_, _, value)| value);
        format!("{space}{value}{space}")
    };
    let entries = (0..ENTRIES).map(|index| {
        let at = |here: Place, usual: &str| at_entry(index, here, usual);
        format!(
            r#"{{"phoneNumber":{},"status":{},{space}"stopSMS":{},"date":{},"cost":{}}}"#,
            at(Place::PhoneNumber, &format!("\"+3363998000{index}\"")),
            at(Place::Status, ["\"Delivered\"", "\"Waiting\""][index % 2]),
            at(Place::StopSms, ["false", "true"][index % 2]),
            at(Place::Date, &format!("\"151798911{index}\"")),
            at(Place::OtherOfEntry, "0.04"),
        )
    });
    let at = |here: Place, usual: &str| {
        let entry = odd.map_or(0, |(_, entry, _)| entry);
        at_entry(entry, here, usual)
    };
    format!(
        r#"{{"success":true,"code":{},"message_id":{},"message":{},"StatutResponse_List":[{}],"x":{}}}"#,
        at(Place::Code, "200"),
        at(Place::MessageId, "\"111\""),
        at(Place::Message, "\"OK\""),
        entries.collect::<Vec<_>>().join(","),
        at(Place::Other, "1"),
    )
}

fn read(body: &str) -> Report {
    let report = report_of_answer(200, body, "asked", "key");
    report.unwrap_or_else(|error| panic!("{body}: {error}"))
}

/// What a value is said to be where its text is kept: a number's digits, the JSON of
/// what is no text; `None` for a text, which has its escapes undone.
fn kept_text(value: &str) -> Option<&str> {
    match value.as_bytes()[0] {
        b'"' => None,
        _ if value == "null" => Some(""),
        _ => Some(value),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_value_in_any_place_costs_that_value_only(
        place in select(&PLACES[..]),
        entry in 0..ENTRIES,
        value in value(),
        space in select(vec!["", " ", "\n\t"]),
    ) {
        let usual = read(&answer(None, space));
        let body = answer(Some((place, entry, &value)), space);
        let odd = read(&body);
        prop_assert_eq!(odd.len(), ENTRIES);
        prop_assert!(both_ways_agree(body.as_bytes()));
        if place != Place::MessageId {
            prop_assert_eq!(odd.message_id(), usual.message_id());
        } else if kept_text(&value).is_some_and(|text| !text.starts_with(|c: char| c == '-' || c.is_ascii_digit())) {
            prop_assert_eq!(odd.message_id(), "asked");
        }
        if place != Place::Code {
            prop_assert_eq!(odd.api_code(), usual.api_code());
        }
        for (index, (odd, usual)) in odd.deliveries().zip(usual.deliveries()).enumerate() {
            let replaces = |other: Place| place == other && index == entry;
            if !replaces(Place::PhoneNumber) {
                prop_assert_eq!(odd.phone_number(), usual.phone_number());
            }
            if !replaces(Place::Status) {
                prop_assert_eq!(odd.status_text(), usual.status_text());
                prop_assert_eq!(odd.status(), usual.status());
            } else if let Some(text) = kept_text(&value) {
                prop_assert_eq!(odd.status_text(), text);
            }
            if !replaces(Place::StopSms) {
                prop_assert_eq!(odd.stop_sms(), usual.stop_sms());
            }
            if !replaces(Place::Date) {
                prop_assert_eq!(odd.date_text(), usual.date_text());
                prop_assert_eq!(odd.date(), usual.date());
            } else if let Some(text) = kept_text(&value).filter(|text| !text.contains("\"date\"")) {
                prop_assert_eq!(odd.date_text(), text);
            }
        }
    }
}
