//! The spellings that the provider's family of answers uses are read, row by row,
//! and any other answer is refused.

use smsp::{ErrorKind, Status};

use crate::exchange::Exchange;

#[test]
fn status_is_taken_in_any_case_and_an_unknown_text_is_kept() {
    let exchange = Exchange::new();
    for (text, status) in [
        ("Delivered", Status::Delivered),
        ("delivered", Status::Delivered),
        ("Not delivered", Status::NotDelivered),
        ("NOT DELIVERED", Status::NotDelivered),
        ("Waiting", Status::Waiting),
        ("waiting", Status::Waiting),
        ("ko", Status::NotSent),
        ("KO", Status::NotSent),
        ("Delivered ", Status::Delivered),
        (" Waiting", Status::Waiting),
        ("not_delivered", Status::NotDelivered),
        ("Not-  delivered", Status::NotDelivered),
        ("DELIVRD", Status::Delivered),
        ("UNDELIV", Status::NotDelivered),
        ("Expired", Status::NotDelivered),
        ("REJECTD", Status::NotDelivered),
        ("PENDING", Status::Waiting),
        ("ENROUTE", Status::Waiting),
        ("acceptd", Status::Waiting),
        ("UNKNOWN", Status::Unknown),
        ("Seen", Status::Unknown),
        ("", Status::Unknown),
    ] {
        for key in ["status", "statut"] {
            let report = exchange.entry(&format!(r#""{key}": "{text}""#));
            let entry = report.get(0).unwrap();
            assert_eq!((entry.status(), entry.status_text()), (status, text));
        }
    }
}

#[test]
fn stop_sms_is_taken_in_every_spelling() {
    let exchange = Exchange::new();
    for (member, stop) in [
        (r#""stopSMS": false"#, false),
        (r#""stopSMS": true"#, true),
        (r#""stopSms": true"#, true),
        (r#""stopSMS": "0""#, false),
        (r#""stopSMS": "1""#, true),
        (r#""stopSMS": 0"#, false),
        (r#""stopSMS": 1"#, true),
        (r#""stopSMS": null"#, false),
        (r#""stopSMS": """#, false),
        (r#""stopSMS": "True""#, true),
        (r#""stopSMS": "TRUE""#, true),
        (r#""stopSMS": "False""#, false),
        (r#""stopSMS": 0.0"#, false),
        (r#""stopSMS": 1.0"#, true),
        (r#""stopSMS": "tru\u0065""#, true),
        (r#""status": "Waiting""#, false),
    ] {
        assert_eq!(
            exchange.entry(member).get(0).unwrap().stop_sms(),
            stop,
            "{member}"
        );
    }
}

#[test]
fn date_is_an_epoch_number_in_either_spelling_or_kept_as_a_text() {
    let exchange = Exchange::new();
    for (member, date, text) in [
        (r#""date": "1517989111""#, Some(1_517_989_111), "1517989111"),
        (r#""date": 1517989111"#, Some(1_517_989_111), "1517989111"),
        (r#""date": "4102444800""#, Some(4_102_444_800), "4102444800"),
        (
            r#""date": "2015-02-07 22:39:46""#,
            None,
            "2015-02-07 22:39:46",
        ),
        (
            r#""date": "99999999999999999999""#,
            None,
            "99999999999999999999",
        ),
        (r#""date": "-5""#, None, "-5"),
        (r#""date": """#, None, ""),
        (r#""date": null"#, None, ""),
        (r#""status": "Waiting""#, None, ""),
    ] {
        let report = exchange.entry(member);
        let entry = report.get(0).unwrap();
        assert_eq!((entry.date(), entry.date_text()), (date, text), "{member}");
    }
}

#[test]
fn message_id_is_a_text_or_a_number_under_either_key() {
    let exchange = Exchange::new();
    for (member, id) in [
        (r#""message_id": "111""#, "111"),
        (r#""message_id": 111"#, "111"),
        (r#""messageId": "111""#, "111"),
        (
            r#""message_id": 12345678901234567890123"#,
            "12345678901234567890123",
        ),
        (r#""message_id": 1e9"#, "1e9"),
        (r#""message_id": 111.0"#, "111.0"),
        (r#""message_id": "1\ud8001""#, "1\u{fffd}1"),
        (r#""message_id": {"id": 111}"#, "1"),
        (r#""message_id": false"#, "1"),
        (r#""message_id": null"#, "1"),
        (r#""code": 200"#, "1"),
    ] {
        let report = exchange.report(&format!(r#"{{"success": true, {member}}}"#));
        assert_eq!(report.message_id(), id, "{member}");
    }
}

#[test]
fn code_is_a_number_or_its_digits() {
    let exchange = Exchange::new();
    for code in ["10", r#""10""#, "10.0", r#"" 10""#, r#""10.0""#, "1e1"] {
        let error = exchange.error(200, format!(r#"{{"success": false, "code": {code}}}"#));
        assert_eq!(error.kind(), ErrorKind::ApiKeyIncorrect);
    }
    let report = exchange.report(r#"{"success": true, "code": "200"}"#);
    assert_eq!(report.api_code(), 200);
}

#[test]
fn the_list_may_be_absent_null_or_empty() {
    let exchange = Exchange::new();
    for body in [
        r#"{"success": true}"#,
        r#"{"success": true, "StatutResponse_List": null}"#,
        r#"{"success": true, "StatutResponse_List": []}"#,
        r#"{"success": true, "StatutResponse_List": {}}"#,
    ] {
        assert_eq!(exchange.report(body).len(), 0, "{body}");
    }
}

#[test]
fn other_keys_are_passed_over_and_keys_may_come_in_any_order() {
    let exchange = Exchange::new();
    let report = exchange.report(
        r#" {"currentPage": 1, "total": {"a": [1, {"b": null}]}, "StatutResponse_List": [
            {"date": "1", "cost": 0.04, "success": true, "code": 200, "status": "Waiting",
             "countryCode": "FR", "isSpam": false, "phoneNumber": "+33639980001"},
            {}], "success": true} "#,
    );
    let entry = report.get(0).unwrap();
    assert_eq!(
        (entry.phone_number(), entry.date()),
        ("+33639980001", Some(1))
    );
    assert_eq!(report.get(1).unwrap().phone_number(), "");
}

#[test]
fn a_phone_number_may_be_a_number_and_escapes_are_undone() {
    let exchange = Exchange::new();
    for (value, number) in [
        ("33639980001", "33639980001"),
        (r#""\u002b336\t\"\u00e9\ud83d\ude00""#, "+336\t\"é😀"),
        (r#""33\u0000639""#, "33\u{FFFD}639"),
    ] {
        let report = exchange.entry(&format!(r#""phoneNumber": {value}"#));
        assert_eq!(report.get(0).unwrap().phone_number(), number);
    }
}

#[test]
fn a_date_is_found_behind_a_phone_number_of_any_length() {
    let exchange = Exchange::new();
    for length in [0, 1, 12, 65_533, 65_534, 65_535, 65_536, 1_000_000] {
        let number = "7".repeat(length);
        let report = exchange.entry(&format!(
            r#""phoneNumber": "{number}", "date": "1517989111""#
        ));
        let delivery = report.get(0).unwrap();
        assert!(delivery.phone_number() == number, "{length} digits");
        assert_eq!(delivery.date_text(), "1517989111", "{length} digits");
        assert_eq!(delivery.date(), Some(1_517_989_111), "{length} digits");
    }
}

#[test]
fn an_answer_that_is_not_the_documented_json_is_refused_whole_and_says_where() {
    let exchange = Exchange::new();
    let entry = r#"{"phoneNumber": "+33639980001", "status": "Delivered"}"#;
    let list = |list: &str| {
        let body = format!(r#"{{"success": true, "StatutResponse_List": {list}}}"#);
        body.into_bytes()
    };
    let bodies: [(Vec<u8>, &str); 19] = [
        ("".into(), "it is empty"),
        (" \n".into(), "it is empty"),
        ("<html>".into(), "line 1 column 1"),
        ("null".into(), "it is no object"),
        ("[]".into(), "it is no object"),
        ("{}".into(), "\"success\" is missing"),
        (
            r#"{"success": "yes"}"#.into(),
            "\"success\" is missing or neither",
        ),
        (r#"{"success": true"#.into(), "line 1 column 16"),
        (r#"{"success": true} x"#.into(), "line 1 column 19"),
        (r#"{"success": true}{}"#.into(), "line 1 column 18"),
        (
            "{\n\"success\":\nyes}".into(),
            "a value is missing at line 3 column 1",
        ),
        (
            list(r#"{"0": {}, "x": {}}"#),
            "StatutResponse_List is no array",
        ),
        (list("\"none\""), "StatutResponse_List is no array"),
        (list("false"), "StatutResponse_List is no array"),
        (
            list(&format!("[{entry}, 5]")),
            "an entry of StatutResponse_List is no object",
        ),
        (
            list(&format!("[{entry}, null]")),
            "an entry of StatutResponse_List is no object",
        ),
        (
            list(&format!(r#"{{"0": {entry}, "1": []}}"#)),
            "an entry of StatutResponse_List is no object",
        ),
        (
            format!(r#"{{"success": true, "StatutResponse_List": [{entry}"#).into(),
            "line 1 column",
        ),
        (
            b"{\"success\": true, \"other\": \"\xff\"}".to_vec(),
            "byte 28",
        ),
    ];
    for (body, words) in bodies {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let error = exchange.error(200, body);
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{shown}");
        assert!(error.message().contains(words), "{shown}: {error}");
    }
}

#[test]
fn a_text_out_of_place_is_not_quoted() {
    let exchange = Exchange::new();
    for body in [
        r#"{"success": "a \"secret\", expected"}"#,
        r#"{"success": true, "StatutResponse_List": "a secret"}"#,
        r#"{"success": true, "StatutResponse_List": ["a secret"]}"#,
        r#""a secret""#,
        r#"{"a secret"}"#,
    ] {
        let error = exchange.error(200, body);
        assert!(!error.message().contains("secret"), "{error}");
    }
}

#[test]
fn nesting_without_end_is_refused() {
    let exchange = Exchange::new();
    let deep = format!(r#"{{"other": {}"#, "[".repeat(100_000));
    assert_eq!(exchange.error(200, deep).kind(), ErrorKind::InvalidResponse);
    let in_errors = format!(r#"{{"error": {}"#, "[".repeat(100_000));
    assert_eq!(
        exchange.error(200, in_errors).kind(),
        ErrorKind::InvalidResponse
    );
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let exchange = Exchange::new();
    let report = exchange.report(
        r#"{"success": false, "success": true,
            "StatutResponse_List": [{"status": "a"}, {"status": "b"}],
            "StatutResponse_List": [{"status": "c", "status": "d"}]}"#,
    );
    assert_eq!(report.len(), 1);
    assert_eq!(report.get(0).unwrap().status_text(), "d");
}
