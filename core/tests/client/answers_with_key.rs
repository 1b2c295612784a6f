//! An API key that the server echoes stands in no message, however it is spelt.

use crate::exchange::Exchange;

const KEY: &str = "k&y/42 é+z";

/// The message of a failure with these words; it must not show the key.
fn messages(exchange: &Exchange, member: &str) -> Vec<String> {
    let bodies = [
        (
            200,
            format!(r#"{{"success": false, "code": 10, {member}}}"#),
        ),
        (200, format!(r#"{{"success": false, {member}}}"#)),
        (401, format!(r#"{{{member}}}"#)),
        (429, format!(r#"{{{member}}}"#)),
        (503, format!(r#"{{"success": true, {member}}}"#)),
    ];
    let message = |(status, body): (u16, String)| exchange.error(status, body).message().to_owned();
    bodies.map(message).into()
}

#[test]
fn a_key_is_taken_out_of_every_message_in_every_spelling() {
    let exchange = Exchange::with_key(KEY);
    for spelling in [
        KEY,
        "k%26y%2F42%20%C3%A9%2Bz",
        "k%26y%2f42+%c3%a9%2bz",
        "%6b%26%79%2f%34%32%20%c3%a9%2b%7a",
        r"k&y\/42 \u00e9+z",
        r"\u006b\u0026y\/42\u0020\u00E9\u002Bz",
        "k&amp;y/42 &eacute;+z",
        "k&#38;y/42 &#233;+z",
        "k&#x26;y&#x2F;42&#x20;&#xE9;&#x2b;z",
        "k&AMP;y&sol;42 é&plus;z",
        r"k\\u0026y\\/42 \\u00e9+z",
        "k%2526y%252F42%2520%25C3%25A9%252Bz",
        "k&amp;amp;y/42 é+z",
    ] {
        for member in ["message", "error", "detail"] {
            for message in messages(
                &exchange,
                &format!(r#""{member}": "<{spelling}>, {spelling}""#),
            ) {
                assert!(
                    message.ends_with("<[API key]>, [API key]"),
                    "{spelling}: {message}"
                );
            }
        }
        let member = format!(r#""errors": [{{"message": "{spelling}"}}, {{"message": "no"}}]"#);
        for message in messages(&exchange, &member) {
            assert!(message.ends_with("[API key] no"), "{spelling}: {message}");
        }
    }
}

#[test]
fn a_key_of_digits_is_taken_out_where_it_is_echoed_as_a_number() {
    let exchange = Exchange::with_key("12345678901234567890");
    for member in [
        r#""message": 12345678901234567890"#,
        r#""message": [12345678901234567890, "12345678901234567890"]"#,
        r#""error": {"message": 12345678901234567890}"#,
        r#""success": 12345678901234567890"#,
        r#""StatutResponse_List": 12345678901234567890"#,
    ] {
        for message in messages(&exchange, member) {
            assert!(!message.contains("1234"), "{member}: {message}");
        }
    }
}

#[test]
fn a_part_of_a_key_is_not_left_where_a_message_is_cut() {
    let key = "0123456789".repeat(20);
    let exchange = Exchange::with_key(&key);
    for before in [0, 300, 480, 490, 491, 495, 499, 500, 501] {
        let words = format!("{}{key}{key}", "é".repeat(before));
        for message in messages(&exchange, &format!(r#""message": "{words}""#)) {
            assert!(!message.contains("01234"), "{before}: {message}");
        }
    }
}
