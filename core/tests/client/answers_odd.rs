//! One odd value costs that value, and no recipient.

use smsp::Status;

use crate::exchange::Exchange;

#[test]
fn a_value_that_cannot_be_read_costs_that_value_only() {
    let exchange = Exchange::new();
    for json in [
        "true",
        "false",
        "[]",
        "{}",
        r#"["a", {"b": null}]"#,
        r#"{ "a" : "\ud800" }"#,
    ] {
        for key in ["phoneNumber", "status", "stopSMS", "date", "cost"] {
            let report = exchange.report(&format!(
                r#"{{"success": true, "message_id": "7", "StatutResponse_List": [
                    {{"phoneNumber": "+1", "status": "Delivered", "date": "1"}},
                    {{"phoneNumber": "+2", "status": "Waiting", "date": "2", "{key}": {json}}},
                    {{"phoneNumber": "+3", "status": "ko", "stopSMS": true, "date": "3"}}]}}"#
            ));
            let numbers: Vec<_> = report
                .deliveries()
                .map(|entry| entry.phone_number())
                .collect();
            let odd = report.get(1).unwrap();
            let number = if key == "phoneNumber" { "" } else { "+2" };
            assert_eq!(numbers, ["+1", number, "+3"], "{key}: {json}");
            let (status, text) = match key {
                "status" => (Status::Unknown, json),
                _ => (Status::Waiting, "Waiting"),
            };
            assert_eq!(
                (odd.status(), odd.status_text()),
                (status, text),
                "{key}: {json}"
            );
            let (date, text) = if key == "date" {
                (None, json)
            } else {
                (Some(2), "2")
            };
            assert_eq!((odd.date(), odd.date_text()), (date, text), "{key}: {json}");
            assert_eq!(
                odd.stop_sms(),
                key == "stopSMS" && json == "true",
                "{key}: {json}"
            );
            assert!(report.get(2).unwrap().stop_sms(), "{key}: {json}");
            assert_eq!(report.message_id(), "7", "{key}: {json}");
        }
    }
}

#[test]
fn a_number_is_kept_as_the_document_spells_it() {
    let exchange = Exchange::new();
    for number in [
        "0",
        "-0",
        "1e9",
        "1E+2",
        "1.50",
        "12345678901234567890123",
        "1e999",
        "-1e-999",
    ] {
        let report = exchange.entry(&format!(
            r#""phoneNumber": {number}, "status": {number}, "date": {number}"#
        ));
        let entry = report.get(0).unwrap();
        let texts = [entry.phone_number(), entry.status_text(), entry.date_text()];
        assert_eq!(texts, [number; 3]);
        assert_eq!(entry.date(), (number == "0").then_some(0));
    }
    let digits = "7".repeat(100_000);
    let report = exchange.entry(&format!(r#""phoneNumber": {digits}, "date": "1""#));
    let entry = report.get(0).unwrap();
    assert!(entry.phone_number() == digits && entry.date() == Some(1));
}

#[test]
fn a_date_object_is_its_date_member() {
    let exchange = Exchange::new();
    for (object, date, text) in [
        (
            r#"{"date":"2018-02-07 08:38:31.000000","timezone_type":3,"timezone":"Europe\/Paris"}"#,
            None,
            "2018-02-07 08:38:31.000000",
        ),
        (
            r#"{"timezone_type": 3, "date": 1517989111}"#,
            Some(1_517_989_111),
            "1517989111",
        ),
        (
            r#"{"d\u0061te": "1517989111"}"#,
            Some(1_517_989_111),
            "1517989111",
        ),
        (r#"{"date": "\ud800"}"#, None, "\u{fffd}"),
        (
            r#"{"date": {"date": "1"}}"#,
            None,
            r#"{"date": {"date": "1"}}"#,
        ),
        (r#"{"date": null}"#, None, r#"{"date": null}"#),
        (r#"{"sec": 1}"#, None, r#"{"sec": 1}"#),
    ] {
        // Twice, since the second is compared with the first.
        let entry = format!(r#"{{"phoneNumber": "+1", "date": {object}}}"#);
        let report = exchange.report(&format!(
            r#"{{"success": true, "StatutResponse_List": [{entry},{entry},{entry},{{}}]}}"#
        ));
        assert_eq!(report.len(), 4, "{object}");
        for entry in report.deliveries().take(3) {
            assert_eq!((entry.date(), entry.date_text()), (date, text), "{object}");
        }
    }
}

#[test]
fn a_list_may_be_an_object_with_gaps_in_the_order_of_the_document() {
    let exchange = Exchange::new();
    for (keys, numbers) in [
        (&["0", "1", "2"][..], &["+0", "+1", "+2"][..]),
        (&["0", "2"], &["+0", "+2"]),
        (&["10", "9", "00"], &["+10", "+9", "+00"]),
        (&["18446744073709551616"], &["+18446744073709551616"]),
        (&["\\u0031"], &["+1"]),
    ] {
        let entries = keys.iter().map(|key| {
            format!(r#" "{key}" : {{"phoneNumber": "+{key}", "status": "Delivered", "date": "1"}}"#)
        });
        let entries: Vec<_> = entries.collect();
        let report = exchange.report(&format!(
            r#"{{"success": true, "StatutResponse_List": {{{}}}}}"#,
            entries.join(",")
        ));
        let found: Vec<_> = report
            .deliveries()
            .map(|entry| entry.phone_number())
            .collect();
        assert_eq!(found, numbers);
        assert_eq!(report.count_status(Status::Delivered), numbers.len());
    }
}

#[test]
fn a_success_is_told_in_every_spelling_and_its_message_does_not_matter() {
    let exchange = Exchange::new();
    for success in [
        "true",
        "\"true\"",
        "\"TRUE\"",
        "1",
        "1.0",
        "\"1\"",
        "\" true \"",
    ] {
        for message in [
            "false",
            "null",
            "{}",
            "[]",
            "0",
            "\"OK\"",
            "[{\"a\": [1e999]}]",
        ] {
            let report = exchange.report(&format!(
                r#"{{"success": {success}, "code": 200.0, "message": {message},
                    "error": {message}, "StatutResponse_List": [{{"status": "ko"}}]}}"#
            ));
            assert_eq!(
                (report.len(), report.api_code()),
                (1, 200),
                "{success} {message}"
            );
        }
    }
}

#[test]
fn lone_surrogates_become_the_replacement_character() {
    let exchange = Exchange::new();
    for (escaped, text) in [
        (r"\ud800", "\u{fffd}"),
        (r"\udfff", "\u{fffd}"),
        (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
        (r"a\ud83db", "a\u{fffd}b"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
        (r"\ud83d\u0041", "\u{fffd}A"),
    ] {
        let report = exchange.report(&format!(
            r#"{{"success": true, "note{escaped}": "{escaped}", "StatutResponse_List": [
                {{"phoneNumber": "{escaped}", "status": "{escaped}", "date": "{escaped}", "{escaped}": 1}}]}}"#
        ));
        let entry = report.get(0).unwrap();
        let texts = [entry.phone_number(), entry.status_text(), entry.date_text()];
        assert_eq!(texts, [text; 3], "{escaped}");
    }
}

#[test]
fn a_member_that_is_passed_over_may_nest_to_any_depth() {
    let exchange = Exchange::new();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":[", "]}]")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let report = exchange.report(&format!(
            r#"{{"success": true, "a": {deep}, "message": {deep}, "StatutResponse_List": [
                {{"phoneNumber": {deep}, "stopSMS": {deep}, "status": "ko", "b": {deep}}}]}}"#
        ));
        assert_eq!(report.get(0).unwrap().status(), Status::NotSent);
        // And in what says why a call failed.
        let error = exchange.error(404, format!(r#"{{"message": {deep}, "error": "Un."}}"#));
        assert!(error.message().ends_with(" Un."), "{error}");
    }
}
