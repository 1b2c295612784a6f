//! The fast way through an answer says what serde_json says, or nothing.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;

use super::document::Document;
use crate::answer::Answer;
use crate::error::ErrorKind;
use crate::secret::ApiKey;

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
    let mut regular = 0;
    for (name, body) in corpus() {
        if let Some([fast, slow]) = Document::read_both_ways(&body) {
            assert_eq!(fast, slow, "{name}");
            regular += 1;
        }
    }
    assert!(regular > 30, "only {regular} were read in the fast way");
}

#[test]
fn what_a_server_writes_is_read_in_the_fast_way() {
    let regular = [
        "accepted_compact",
        "accepted_pretty",
        "accepted_pretty_tabs_crlf",
        "accepted_space_everywhere",
        "accepted_one_recipient",
        "accepted_list_first",
        "accepted_alternating_order",
        "accepted_member_missing",
        "accepted_members_more_everywhere",
        "accepted_date_number",
        "accepted_date_null",
        "accepted_status_unknown_not_ascii",
        "accepted_stop_sms_text_1",
        "accepted_tail_with_members",
    ];
    let corpus = corpus();
    for name in regular {
        let body = corpus.iter().find(|(other, _)| other == name);
        let (_, body) = body.expect(name);
        assert!(Document::read_both_ways(body).is_some(), "{name}");
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
        if let Some([fast, slow]) = Document::read_both_ways(body.as_bytes()) {
            prop_assert_eq!(fast, slow);
        }
    }
}
