//! A failure keeps its code and says what the server says of it.

use smsp::ErrorKind;

use crate::exchange::Exchange;

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
            r#"{"success": false, "code": 4, "errors": [{"message": "Deux."}]}"#,
            "Deux.",
        ),
        (
            r#"{"success": false, "code": 4, "error": {"message": "Un."}}"#,
            "Un.",
        ),
        (r#"{"success": false, "code": 4, "error": "Un."}"#, "Un."),
        (
            r#"{"success": false, "code": 4, "error": ["Un.", "Deux."]}"#,
            "Un. Deux.",
        ),
        (
            r#"{"success": false, "code": 4, "message": ["Un."]}"#,
            "Un.",
        ),
        (
            r#"{"success": false, "code": 4, "message": {"fr": "Un."}}"#,
            "Un.",
        ),
        (
            r#"{"success": false, "code": 4, "message": false}"#,
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
fn success_outside_2xx_is_an_http_status_error() {
    let exchange = Exchange::new();
    for status in [302, 404, 500] {
        let error = exchange.error(status, r#"{"success": true, "code": 200}"#);
        assert_eq!(error.kind(), ErrorKind::HttpStatus);
    }
}

#[test]
fn a_failure_is_told_by_success_in_every_spelling() {
    let exchange = Exchange::new();
    for success in [
        "false",
        "\"false\"",
        "\"FALSE\"",
        "0",
        "0.0",
        "\"0\"",
        "\"\"",
        "null",
    ] {
        let body = format!(r#"{{"success": {success}, "code": 10}}"#);
        let error = exchange.error(200, &*body);
        assert_eq!(error.kind(), ErrorKind::ApiKeyIncorrect, "{body}");
        assert_eq!(error.api_code(), Some(10), "{body}");
    }
}

#[test]
fn an_answer_without_a_usable_code_or_success_ends_with_the_server_s_words() {
    let exchange = Exchange::new();
    for (body, words) in [
        (
            r#"{"success": false, "message": "Maintenance"}"#,
            "Maintenance",
        ),
        (
            r#"{"success": false, "code": 0, "error": "No quota"}"#,
            "No quota",
        ),
        (
            r#"{"success": false, "code": "x", "error": ["a", "b"]}"#,
            "a b",
        ),
        (
            r#"{"success": "?", "code": 4, "errors": {"id": ["unknown"]}}"#,
            "unknown",
        ),
        (
            r#"{"message": "Rate limit exceeded"}"#,
            "Rate limit exceeded",
        ),
        (
            r#"{"error": {"code": 403, "message": "Forbidden"}}"#,
            "Forbidden",
        ),
        (
            r#"{"title": "Gone", "detail": "since 2020"}"#,
            "Gone since 2020",
        ),
        (
            r#"{"error": "invalid_key", "error_description": "No such key."}"#,
            "invalid_key No such key.",
        ),
        (r#"{"message": "two\r\nlines\u001b[1m"}"#, "two  lines [1m"),
        (
            r#"{"success": true, "message": "kept", "StatutResponse_List": "none"}"#,
            "kept",
        ),
    ] {
        for (status, kind) in [
            (200, ErrorKind::InvalidResponse),
            (404, ErrorKind::HttpStatus),
            (503, ErrorKind::HttpStatus),
            (429, ErrorKind::RateLimited),
        ] {
            let error = exchange.error(status, body);
            assert_eq!(error.kind(), kind, "{body}");
            assert_eq!(error.http_status(), Some(status), "{body}");
            let end = format!(". The server says: {words}");
            assert!(error.message().ends_with(&end), "{error}");
        }
    }
}

#[test]
fn what_says_nothing_adds_nothing_to_the_message() {
    let exchange = Exchange::new();
    for body in [
        r#"{"success": false}"#,
        r#"{"success": false, "message": " ", "error": 404, "errors": [], "detail": null}"#,
        r#"{"text": "not said"}"#,
        "[\"not said\"]",
        "\"not said\"",
        "not said",
        r#"{"message": "not said""#,
    ] {
        for status in [200, 503, 429] {
            let error = exchange.error(status, body);
            assert!(error.message().ends_with('.'), "{body}: {error}");
            assert!(!error.message().contains("said"), "{body}: {error}");
        }
    }
}

#[test]
fn the_server_s_words_are_cut_after_500_characters() {
    let exchange = Exchange::new();
    let long = "é".repeat(1000);
    let cut = format!("{}…", "é".repeat(499));
    let error = exchange.error(
        200,
        format!(r#"{{"success": false, "code": 4, "message": "{long}"}}"#),
    );
    assert_eq!(error.message(), cut);
    let error = exchange.error(503, format!(r#"{{"message": "{long}"}}"#));
    let words = error.message().split_once(" The server says: ");
    assert_eq!(words.map(|(_, words)| words), Some(&*cut));
    let whole = "é".repeat(500);
    let error = exchange.error(503, format!(r#"{{"error": "{whole}"}}"#));
    assert!(error.message().ends_with(&format!(": {whole}")), "{error}");
}
