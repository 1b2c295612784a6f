//! Whatever a server sends: the HTTP library reads what is handed on, with the same
//! status, and never stops at a line of it.

use proptest::prelude::*;

use super::search::Search;
use super::{chunks::Chunks, mend, ordinary};

/// Bytes of which headers are made, and those that they must not have.
fn header() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => Just("\r\n"),
        1 => Just("\n"),
        1 => Just("\r"),
        2 => Just(":"),
        2 => Just(": "),
        1 => Just("\r\n "),
        1 => Just("\t"),
        1 => Just("\0"),
        1 => Just("\u{1}"),
        1 => Just("\u{e9}"),
        1 => Just(","),
        1 => Just("7"),
        1 => Just("A"),
        1 => Just("Content-Length"),
        1 => Just("Transfer-Encoding"),
        1 => Just("chunked"),
        1 => Just("Content-Encoding: gzip"),
        1 => Just("Connection: close"),
        1 => Just("Retry-After: 7"),
        1 => Just("Date"),
    ];
    let first = prop_oneof![
        4 => Just("HTTP/1.1 200 OK"),
        2 => Just("HTTP/1.0 503"),
        1 => Just("HTTP/2 429 \u{1}"),
        1 => Just("http/1.1  404"),
        1 => Just("HTTP/1.1 204"),
        1 => Just("HTTP/1.1 101"),
        1 => Just("HTTP/1.1"),
    ];
    let parts = prop::collection::vec(part, 0..40);
    (first, parts).prop_map(|(first, parts)| {
        let text = format!("{first}{}\r\n\r\n", parts.concat());
        // Latin-1: a character is a byte.
        text.chars().map(|c| c as u8).collect()
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just("\r\n"),
        Just("\n"),
        Just("\r"),
        Just(";x"),
        Just(" "),
        Just("0"),
        Just("3"),
        Just("abc"),
        Just("1a"),
        Just("3\r\nabc\r\n"),
        Just("0\r\n\r\n"),
    ];
    prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat().into_bytes())
}

/// What stands in for a body that comes in two pieces; `None` for one that is refused.
fn mended_body(first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
    let mut chunks = Chunks::default();
    let mut copy = chunks.pass(first, 0).ok()?;
    if let Some(copy) = &mut copy {
        chunks.mend(second, copy).ok()?;
        return Some(copy.clone());
    }
    let whole = [first, second].concat();
    let copy = chunks.pass(&whole, first.len()).ok()?;
    Some(copy.unwrap_or(whole))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_http_library_reads_what_is_handed_on(bytes in header()) {
        let Ok(Some(whole)) = Search::default().go_on(&bytes) else {
            return Ok(());
        };
        let header = &bytes[..whole.length];
        let handed_on = match ordinary::ordinary(header) {
            Some(_) => header.to_vec(),
            None => match mend::mended(header, &whole) {
                Ok(mended) => mended.header,
                Err(_) => {
                    prop_assert!(whole.status.is_success());
                    return Ok(());
                }
            },
        };
        let mut lines = [httparse::EMPTY_HEADER; 128];
        let mut read = httparse::Response::new(&mut lines);
        let outcome = read.parse(&handed_on);
        prop_assert_eq!(outcome, Ok(httparse::Status::Complete(handed_on.len())));
        prop_assert_eq!(read.code, Some(whole.status.code));
        for line in read.headers.iter() {
            prop_assert!(http::HeaderValue::from_bytes(line.value).is_ok());
            if line.name.eq_ignore_ascii_case("content-length") {
                let value = std::str::from_utf8(line.value).unwrap();
                prop_assert!(value.parse::<u64>().is_ok());
            }
        }
    }

    #[test]
    fn a_body_is_the_same_however_it_comes(bytes in body(), cut in 0..60_usize) {
        let (first, second) = bytes.split_at(cut.min(bytes.len()));
        prop_assert_eq!(mended_body(first, second), mended_body(&bytes, b""));
    }
}
