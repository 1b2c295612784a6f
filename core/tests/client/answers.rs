//! The spellings that the provider's family of answers uses are read, row by row,
//! and any other answer is refused.

use smsp::{Client, Error, ErrorKind, Options, Report, Status};
use smsp_sandbox::{Answer, Sandbox};

use crate::support::sandbox;

/// A server that gives one answer, and a client of it.
struct Exchange {
    sandbox: Sandbox,
    client: Client,
}

impl Exchange {
    fn new() -> Self {
        let sandbox = sandbox();
        let mut options = Options::new();
        options.set_base_url(&sandbox.base_url()).unwrap();
        options.set_max_retries(0).unwrap();
        let client = Client::new(sandbox.api_key(), &options);
        Self { sandbox, client }
    }

    fn read(&self, status: u16, body: impl Into<Vec<u8>>) -> Result<Report, Error> {
        self.sandbox.answer_with("1", Answer::json(status, body));
        self.client.bulk_status("1")
    }

    fn report(&self, body: &str) -> Report {
        self.read(200, body)
            .unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    /// The report of one recipient with these members.
    fn entry(&self, members: &str) -> Report {
        self.report(&format!(
            r#"{{"success": true, "code": 200, "StatutResponse_List": [{{{members}}}]}}"#
        ))
    }

    fn error(&self, status: u16, body: impl Into<Vec<u8>>) -> Error {
        self.read(status, body)
            .expect_err("this answer is no report")
    }
}

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
        ("Expired", Status::Unknown),
        ("", Status::Unknown),
    ] {
        let report = exchange.entry(&format!(r#""status": "{text}""#));
        let entry = report.get(0).unwrap();
        assert_eq!((entry.status(), entry.status_text()), (status, text));
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
        (r#""code": 200"#, "1"),
    ] {
        let report = exchange.report(&format!(r#"{{"success": true, {member}}}"#));
        assert_eq!(report.message_id(), id, "{member}");
    }
}

#[test]
fn code_is_a_number_or_its_digits() {
    let exchange = Exchange::new();
    for code in ["10", r#""10""#] {
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
fn a_failure_gives_the_provider_s_text_or_a_sentence_of_ours() {
    let exchange = Exchange::new();
    for (body, message) in [
        (
            r#"{"success": false, "code": 4, "message": "Introuvable"}"#,
            "Introuvable",
        ),
        (
            r#"{"success": false, "code": 4, "error": [{"elementId": "a", "message": "Un."}, {"message": "Deux."}]}"#,
            "Un. Deux.",
        ),
        (
            r#"{"success": false, "code": 4, "message": "Un.", "error": [{"message": "Deux."}]}"#,
            "Un.",
        ),
        (
            r#"{"success": false, "code": 4, "error": {"message": "no list"}}"#,
            ErrorKind::MessageNotFound.text(),
        ),
        (
            r#"{"success": false, "code": 4}"#,
            ErrorKind::MessageNotFound.text(),
        ),
    ] {
        let error = exchange.error(200, body);
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::MessageNotFound, message)
        );
    }
}

#[test]
fn a_code_without_a_constant_is_passed_on_under_any_http_status() {
    let exchange = Exchange::new();
    for status in [200, 400, 403, 404, 500] {
        let error = exchange.error(status, r#"{"success": false, "code": 96, "message": "IP"}"#);
        assert_eq!(
            (error.kind(), error.http_status()),
            (ErrorKind::Api(96), Some(status))
        );
    }
}

#[test]
fn too_many_requests_is_told_by_either_429() {
    let exchange = Exchange::new();
    for (status, body) in [
        (429, "<html>slow down</html>"),
        (429, ""),
        (200, r#"{"success": false, "code": 429}"#),
        (429, r#"{"success": false, "code": "429"}"#),
    ] {
        assert_eq!(exchange.error(status, body).kind(), ErrorKind::RateLimited);
    }
}

#[test]
fn a_failure_without_a_usable_code_is_no_api_error() {
    let exchange = Exchange::new();
    for code in [
        "",
        r#", "code": 0"#,
        r#", "code": -4"#,
        r#", "code": 200"#,
        r#", "code": "x""#,
        r#", "code": 1e99"#,
    ] {
        let body = format!(r#"{{"success": false{code}}}"#);
        assert_eq!(
            exchange.error(200, &*body).kind(),
            ErrorKind::InvalidResponse,
            "{body}"
        );
        assert_eq!(
            exchange.error(404, &*body).kind(),
            ErrorKind::HttpStatus,
            "{body}"
        );
    }
}

#[test]
fn an_answer_that_is_not_the_documented_json_is_refused_whole_and_says_where() {
    let exchange = Exchange::new();
    let entry = r#"{"phoneNumber": "+33639980001", "status": "Delivered"}"#;
    let bodies: [(Vec<u8>, &str); 16] = [
        ("".into(), "it is empty"),
        (" \n".into(), "it is empty"),
        ("<html>".into(), "line 1 column 1"),
        ("null".into(), "line 1 column 4"),
        ("[]".into(), "line 1 column 0"),
        ("{}".into(), "\"success\" is missing"),
        (r#"{"success": "true"}"#.into(), "line 1 column"),
        (r#"{"success": true"#.into(), "line 1 column 16"),
        (r#"{"success": true} x"#.into(), "line 1 column 19"),
        (r#"{"success": true}{}"#.into(), "line 1 column 18"),
        (
            r#"{"success": true, "StatutResponse_List": {}}"#.into(),
            "StatutResponse_List",
        ),
        (
            r#"{"success": true, "StatutResponse_List": "none"}"#.into(),
            "StatutResponse_List",
        ),
        (
            format!(r#"{{"success": true, "StatutResponse_List": [{entry}, 5]}}"#).into(),
            "line 1 column",
        ),
        (
            format!(r#"{{"success": true, "StatutResponse_List": [{entry}"#).into(),
            "line 1 column",
        ),
        (
            format!(r#"{{"success": true, "StatutResponse_List": [{entry}, {{"stopSMS": 7}}]}}"#)
                .into(),
            "7",
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
        r#"{"success": true, "StatutResponse_List": [{"stopSMS": "a secret"}]}"#,
        r#"{"success": true, "StatutResponse_List": ["a secret"]}"#,
        r#""a secret""#,
    ] {
        let error = exchange.error(200, body);
        assert!(!error.message().contains("secret"), "{error}");
        assert!(error.message().contains("text"), "{error}");
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
fn success_outside_2xx_is_an_http_status_error() {
    let exchange = Exchange::new();
    for status in [302, 404, 500] {
        let error = exchange.error(status, r#"{"success": true, "code": 200}"#);
        assert_eq!(error.kind(), ErrorKind::HttpStatus);
    }
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
