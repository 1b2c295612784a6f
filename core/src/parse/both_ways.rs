//! Recipients say the same whether they are compared with earlier ones or read member
//! by member, and what is JSON is so for serde_json too.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;

use super::document::Document;
use super::entry::{Entry, Scratch};
use super::json::{Json, is_json};
use super::patience::Patience;
use super::pattern::Patterns;
use crate::answer::Answer;
use crate::error::ErrorKind;
use crate::report::ReportBuilder;
use crate::secret::ApiKey;
use crate::wiped::Wiped;

/// The bodies in `core/tests/data`.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let files = fs::read_dir(folder).expect("tests/data is there");
    let files = files.map(|file| file.expect("a file's name").path());
    let bodies = files.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    bodies
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), fs::read(&path).expect("a body"))
        })
        .collect()
}

fn error_kind(body: &[u8]) -> Option<ErrorKind> {
    let answer = Answer {
        status: 200,
        retry_after: None,
        body: body.to_owned(),
    };
    let outcome = super::report(&answer, "1", &ApiKey::new("key"), &|| false);
    outcome.err().map(|error| error.kind())
}

#[test]
fn every_body_of_the_corpus_is_accepted_or_refused_as_its_name_says() {
    let corpus = corpus();
    assert!(corpus.len() > 100);
    let mut wrong = Vec::new();
    for (name, body) in corpus {
        let expected = if name.starts_with("refused_") {
            Some(ErrorKind::InvalidResponse)
        } else {
            assert!(name.starts_with("accepted_"), "{name} says neither");
            None
        };
        if error_kind(&body) != expected {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn both_ways_read_the_same_from_the_corpus() {
    for (name, body) in corpus() {
        let [with_patterns, without] = Document::read_both_ways(&body);
        assert_eq!(with_patterns, without, "{name}");
    }
}

/// Whether this is JSON for serde_json, which passes over a value of which nothing is
/// wanted.
fn is_json_for_serde(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[test]
fn what_is_json_in_the_corpus_is_so_for_serde_json() {
    for (name, body) in corpus() {
        if let Ok(text) = str::from_utf8(&body) {
            assert_eq!(is_json(&body), is_json_for_serde(text), "{name}");
        }
    }
}

/// How many recipients are like an earlier one.
fn count_alike(body: &[u8]) -> usize {
    let text = str::from_utf8(body).unwrap();
    let list = text.find("StatutResponse_List").unwrap();
    let start = list + text[list..].find('[').unwrap() + 1;
    let patience = Patience::new(&|| false);
    let mut json = Json::new(&body[start..], &patience);
    let (mut patterns, mut report) = (Patterns::default(), ReportBuilder::default());
    let list = json.rest().len();
    let mut is_first = true;
    let mut alike = 0;
    loop {
        let start = json.rest();
        if let Some((_, rest)) = patterns.find(start) {
            alike += 1;
            json.go_on_with(rest);
            continue;
        }
        if !json.has_next(b']', is_first).unwrap() {
            return alike;
        }
        assert!(json.open(b'{').unwrap());
        let entry = Entry::read(&mut json, &mut Wiped::default()).unwrap();
        let mut scratch = Scratch::default();
        let pattern = entry.push(list, start, json.rest(), &mut scratch, &mut report);
        if let Some(pattern) = pattern.unwrap().filter(|_| !is_first) {
            patterns.add(pattern);
        }
        is_first = false;
    }
}

#[test]
fn recipients_that_are_written_alike_are_compared() {
    for (head, entry) in [
        (
            "",
            r#"{"phoneNumber":"+33639980001","status":"Delivered","stopSMS":false,"date":"1517989111"}"#,
        ),
        (
            "",
            r#"{"phoneNumber":33639980001,"status":"Delivered","stopSMS":"","date":1517989111}"#,
        ),
        (
            "\n  ",
            "{\n \"phoneNumber\" : \"+33639980001\",\r\n\t\"statut\" : \"en cours\" }",
        ),
        (
            " ",
            r#"{"date":null,"cost":{"a":[1]},"status":false,"phoneNumber":"+33639980001"}"#,
        ),
        (
            "",
            r#"{"phoneNumber":"1","date":{"date":"2018-02-07 08:38:31.000000","timezone_type":3}}"#,
        ),
        ("", r#"{"status":"\u00e9","phoneNumber":{},"date":"1"}"#),
    ] {
        let list = [entry; 10].map(|entry| format!("{head}{entry}")).join(",");
        let body = format!("{{\"success\":true,\"StatutResponse_List\":[{list}]}}");
        assert_eq!(count_alike(body.as_bytes()), 8, "{body}");
    }
}

/// A value as a server might spell it, or not quite.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[+ -~é]{0,20}".prop_map(|text| format!("{text:?}")),
        2 => select(vec!["\"Delivered\"", "\"Waiting\"", "\"ko\"", "\"0\"", "\"1\""]).prop_map(str::to_owned),
        2 => select(vec!["true", "false", "null", "0", "1", "-1", "1.5", "1e3"]).prop_map(str::to_owned),
        1 => any::<u64>().prop_map(|number| number.to_string()),
    ]
}

/// Recipients that are written alike, but for some.
fn body() -> impl Strategy<Value = String> {
    let keys = select(vec![
        "phoneNumber",
        "status",
        "stopSMS",
        "stopSms",
        "date",
        "cost",
    ]);
    let space = select(vec!["", " ", "\n  ", "\r\n\t"]);
    let keys = prop::collection::vec(keys, 0..6);
    (keys, space, 0..8_usize).prop_flat_map(|(keys, space, count)| {
        let values = prop::collection::vec(value(), keys.len());
        let entries = prop::collection::vec(values, count);
        (entries, Just(keys), Just(space)).prop_map(|(entries, keys, space)| {
            let entries = entries.iter().map(|values| {
                let members = keys.iter().zip(values);
                let members = members.map(|(key, value)| format!("{space}\"{key}\":{space}{value}"));
                format!("{space}{{{}{space}}}", members.collect::<Vec<_>>().join(","))
            });
            let entries: Vec<_> = entries.collect();
            format!(
                "{{\"success\":{space}true,{space}\"StatutResponse_List\":{space}[{}{space}]{space}}}",
                entries.join(",")
            )
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_read_the_same_from_answers_that_are_nearly_regular(body in body()) {
        let [with_patterns, without] = Document::read_both_ways(body.as_bytes());
        prop_assert_eq!(with_patterns, without);
    }
}

/// JSON with a piece replaced, which it mostly does not survive.
fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "\\u00e9", "\\ud800", "\\x", "0", "1",
        "-", ".", "e", "+", "01", "1.5", "1e5", "true", "false", "null", "nul", " ", "\n", "\u{b}",
        "\u{0}", "\u{7f}", "é", "/", "'",
    ]);
    let short = prop::collection::vec(pieces.clone(), 0..8).prop_map(|pieces| pieces.concat());
    let near = (body(), any::<prop::sample::Index>(), 0..3_usize, pieces);
    let near = near.prop_map(|(body, place, length, piece)| {
        let characters: Vec<char> = body.chars().collect();
        let start = place.index(characters.len());
        let end = (start + length).min(characters.len());
        let [before, after] = [&characters[..start], &characters[end..]].map(String::from_iter);
        format!("{before}{piece}{after}")
    });
    prop_oneof![short, near]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_json_is_so_for_serde_json(text in nearly_json()) {
        prop_assert_eq!(is_json(text.as_bytes()), is_json_for_serde(&text));
    }
}
