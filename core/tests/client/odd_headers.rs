//! Odd headers, one per row, and what is made of them: the same as curl makes of the
//! same bytes. The differences that are meant are in tables of their own, with the
//! reason. `like_curl` runs them.

use smsp_fault_server::GOOD_ANSWER;

/// What is made of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// The status is a success and the body is read.
    Read,
    /// The status, which is none of a success, is read.
    Status(u16),
    /// There is no answer.
    Refused,
}

use Verdict::{Read, Refused, Status};

/// Header lines after `HTTP/1.1 200 OK`, before a `Content-Length` that is right.
#[rustfmt::skip]
const LINES: [(&str, Verdict); 17] = [
    ("X-Folded: a\r\n b\r\n", Read),
    ("X-Folded: a\r\n\tContent-Length: 1\r\n", Read),
    ("X-Folded: a\r\n   \r\n", Read),
    ("X-Folded:\n a\n", Read),
    ("X-Space : a\r\n", Read),
    ("X Space: a\r\n", Read),
    (": no name\r\n", Read),
    ("X-\u{e9}: a\r\n", Read),
    ("X-(odd)@{name}: a\r\n", Read),
    ("X-Control: a\u{1}b\u{1b}[31m\u{7f}\r\n", Read),
    ("X-Bare-CR: a\rb\r\n", Read),
    ("X-Bare-CR: a\rContent-Length: 1\r\n", Read),
    ("X-Two-CR: a\r\r\n", Read),
    ("X-Latin: \u{e9}\u{ff}\r\n", Read),
    ("no colon\r\n", Refused),
    ("X-Nul: a\0b\r\n", Refused),
    ("X\0Nul: a\r\n", Refused),
];

/// First lines.
#[rustfmt::skip]
const FIRST_LINES: [(&str, Verdict); 29] = [
    ("HTTP/1.1 200\r\n", Read),
    ("HTTP/1.1 200 \r\n", Read),
    ("HTTP/1.1 200OK\r\n", Read),
    ("HTTP/1.1 200\tOK\r\n", Read),
    ("HTTP/1.1   200   OK\r\n", Read),
    ("HTTP/1.1 200 \u{1}\u{e9}\u{7f}\r\n", Read),
    ("HTTP/1.1 200 OK\n", Read),
    ("HTTP/1.0 200 OK\r\n", Read),
    ("HTTP/2 200 OK\r\n", Read),
    ("HTTP/2.0 200\r\n", Read),
    ("HTTP/1.1 503 \u{1}\r\n", Status(503)),
    ("HTTP/1.1 429\r\n", Status(429)),
    ("HTTP/1.0 404 \u{e9}\r\n", Status(404)),
    ("HTTP/1.1 600 Odd\r\n", Status(600)),
    ("HTTP/1.1 999 Odd\r\n", Status(999)),
    ("HTTP/1.1 2000 OK\r\n", Refused),
    ("HTTP/1.1 20 OK\r\n", Refused),
    ("HTTP/1.1 099 OK\r\n", Refused),
    ("HTTP/1.1 OK\r\n", Refused),
    ("HTTP/1.1\r\n", Refused),
    ("HTTP/1.1\t200 OK\r\n", Refused),
    ("HTTP/1.2 200 OK\r\n", Refused),
    ("HTTP/1.10 200 OK\r\n", Refused),
    ("HTTP/0.9 200 OK\r\n", Refused),
    ("HTTP/3 200 OK\r\n", Refused),
    ("HTTP 200 OK\r\n", Refused),
    (" HTTP/1.1 200 OK\r\n", Refused),
    ("ICY 200 OK\r\n", Refused),
    ("HTTP/1.1 200 \0\r\n", Refused),
];

/// Lines that say how long the body is; `LEN` is its length.
#[rustfmt::skip]
const LENGTHS: [(&str, Verdict); 20] = [
    ("", Read),
    ("Content-Length:LEN\r\n", Read),
    ("Content-Length:\tLEN\t\r\n", Read),
    ("Content-Length: +LEN\r\n", Read),
    ("Content-Length: 000LEN  \r\n", Read),
    ("Content-Length: LEN, LEN\r\n", Read),
    ("Content-Length: LEN;x\r\n", Read),
    ("Content-Length: LEN.5\r\n", Read),
    ("Content-Length: LEN\u{1}\r\n", Read),
    ("Content-Length: LEN\r\nContent-Length: LEN\r\n", Read),
    ("Content-Length: 1\r\nContent-Length: LEN\r\n", Read),
    ("Content-Length: LEN\r\nContent-Length: 1\r\n", Refused),
    ("Content-Length: 99999999999999999999\r\n", Read),
    ("Content-Length: LEN\r\nContent-Length: 9223372036854775808\r\n", Read),
    ("Content-Length: many\r\n", Refused),
    ("Content-Length:\r\n", Refused),
    ("Content-Length: -1\r\n", Refused),
    ("Content-Length: \"LEN\"\r\n", Refused),
    ("Content-Length: 0xLEN\r\n", Refused),
    ("Content-Length: 9999\r\n", Refused),
];

/// Lines before a body in chunks.
#[rustfmt::skip]
const CHUNKS: [(&str, Verdict); 15] = [
    ("Transfer-Encoding: chunked\r\n", Read),
    ("transfer-ENCODING:CHUNKED \r\n", Read),
    ("Transfer-Encoding: identity, Chunked\r\n", Read),
    ("Transfer-Encoding: chunked, identity\r\n", Read),
    ("Transfer-Encoding: ,chunked,\r\n", Read),
    ("Transfer-Encoding: chunked, chunked\r\n", Read),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", Read),
    ("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", Read),
    ("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", Read),
    ("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", Read),
    ("Transfer-Encoding: chunked\r\nContent-Length: many\r\n", Refused),
    ("Transfer-Encoding: chunked;q=1\r\n", Refused),
    ("Transfer-Encoding: \"chunked\"\r\n", Refused),
    ("Transfer-Encoding: unknown, chunked\r\n", Refused),
    ("Transfer-Encoding: identity\r\n", Refused),
];

/// A good body in chunks, whose lines are odd; `HEX` is the length in hexadecimal.
#[rustfmt::skip]
const CHUNK_LINES: [(&str, Verdict); 20] = [
    ("HEX\r\nBODY\r\n0\r\n\r\n", Read),
    ("HEX;a=b\r\nBODY\r\n0;c=d\r\n\r\n", Read),
    ("HEX;name=\"a value of an extension that is longer than any\"\r\nBODY\r\n0\r\n\r\n", Read),
    ("HEX;a\rb\r\nBODY\r\n0\r\n\r\n", Read),
    ("HEX\nBODY\n0\n\n", Read),
    ("HEX          \r\nBODY\r\n0         \r\n\r\n", Read),
    ("HEX words\r\nBODY\r\n0\r\n\r\n", Read),
    ("HEX\u{e9}\r\nBODY\r\n0\r\n\r\n", Read),
    ("0000HEX\r\nBODY\r\n00000\r\n\r\n", Read),
    ("HEX\r\nBODY\r\r\n0\r\n\r\n", Read),
    ("HEX\r\nBODY\r\n0\r\nX: y\r\nZ : \u{1}\r\n\r\n", Read),
    ("HEX\r\nBODY\r\n0\r\nX: a\nZ: y\n\n", Read),
    ("HEX\r\nBODY\r\n", Refused),
    ("HEX\r\nBODY0\r\n\r\n", Refused),
    ("HEX\r\nBODY and more\r\n0\r\n\r\n", Refused),
    ("0000000000000000HEX\r\nBODY\r\n0\r\n\r\n", Refused),
    ("+HEX\r\nBODY\r\n0\r\n\r\n", Refused),
    ("0xHEX\r\nBODY\r\n0\r\n\r\n", Refused),
    (";HEX\r\nBODY\r\n0\r\n\r\n", Refused),
    ("\r\nHEX\r\nBODY\r\n0\r\n\r\n", Refused),
];

/// Answers before the answer.
#[rustfmt::skip]
const INTERIM: [&str; 7] = [
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 100 Continue\r\nX-Of-Its-Own: line\r\nContent-Length: 9\r\n\r\n",
    "HTTP/1.1 100\nX-Odd : a\n folded\n\n",
    "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.0 199 Odd\r\n\r\n",
];

/// Whole answers that curl reads in another way, what this library makes of them, and
/// why.
#[rustfmt::skip]
pub const NOT_AS_CURL: [(&str, Verdict, &str); 17] = [
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\nCHUNKS", Read,
     "the space is taken off, as RFC 9112, section 5.1, asks of proxies: the body is in chunks"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\nCHUNKS", Read,
     "a folded line is unfolded before it is read (RFC 9112, section 5.2)"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\u{1}\r\n\r\nCHUNKS", Read,
     "control characters are taken for spaces (RFC 9110, section 5.5)"),
    ("HTTP/1.1 200 OK\r\nContent-Length:\r\n LEN\r\n\r\nBODY", Read,
     "a folded line is unfolded before it is read"),
    ("HTTP/1.1 200 OK\r\nContent-Length : LEN\r\n\r\nBODY and more", Read,
     "the space is taken off: a kept connection has no other end of the body"),
    ("HTTP/1.1 200 OK\r\n Folded: first\r\nX: y\r\n\r\nBODY", Read,
     "a line that continues the first one is passed over (RFC 9112, section 2.2)"),
    ("http/1.1 503 Busy\r\n\r\n", Status(503),
     "curl takes the status for 200"),
    ("HTTP/1.1 503 Busy\r\nno colon\r\n\r\n", Status(503),
     "the status alone decides, so it is not lost with an odd line"),
    ("HTTP/1.1 429 Busy\r\nX: \0\r\n\r\n", Status(429),
     "the status alone decides"),
    ("HTTP/1.1 502 Bad\r\nContent-Length: many\r\n\r\nbody", Status(502),
     "the status alone decides"),
    ("\r\nHTTP/1.1 200 OK\r\n\r\nBODY", Read,
     "an empty line that belongs to nothing loses no report"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: LEN\r\n\r\nBODY and more", Read,
     "identity changes nothing, and a kept connection has no other end of the body"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n HEX\r\nBODY\r\n0\r\n\r\n", Read,
     "a space before a length is as harmless as one behind it"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nHEX\r\nBODY\r\n0\r\nX: a\rb\r\nno colon\r\n\r\n", Read,
     "nothing in a trailer counts"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nHEX\r\nBODY\r\n0\r\n", Read,
     "after the last chunk nothing of the body is missing"),
    ("HTTP/1.1 503 Busy\r\nX-Cut: of", Refused,
     "a header without its end may lack the line that counts"),
    ("HTTP/1.1 200 OK\r\nX-Large: LARGE\r\n\r\nBODY", Refused,
     "a header has 65536 bytes at most"),
];

/// What a proxy answers to CONNECT, and whether that opens the tunnel.
#[rustfmt::skip]
pub const CONNECT: [(&str, bool); 24] = [
    ("HTTP/1.1 200 Connection established\r\n\r\n", true),
    ("HTTP/1.0 200 OK\r\n\r\n", true),
    ("HTTP/1.1 200\r\n\r\n", true),
    ("HTTP/1.1  200  OK\n\n", true),
    ("HTTP/1.1 201 Created\r\n\r\n", true),
    ("HTTP/1.1 204 No Content\r\n\r\n", true),
    ("HTTP/1.1 299 Odd\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nX Space : a\r\nX-Control: \u{1}\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nLINES\r\n", true),
    ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", true),
    ("HTTP/1.1 101 Switching\r\n\r\n", false),
    ("HTTP/1.1 300 Choices\r\n\r\n", false),
    ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", false),
    ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", false),
    ("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", false),
    ("HTTP/1.1 503\r\n\r\n", false),
    ("HTTP/1.1 600 Odd\r\n\r\n", false),
    ("HTTP/1.1 20 Odd\r\n\r\n", false),
    ("SSH-2.0-OpenSSH_9.6\r\n\r\n", false),
    ("", false),
];

/// The same where curl decides in another way, and why.
#[rustfmt::skip]
pub const CONNECT_NOT_AS_CURL: [(&str, bool, &str); 6] = [
    ("HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", true,
     "an interim answer is none yet (RFC 9110, section 15.2); curl takes it for the last"),
    ("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 No\r\n\r\n", false,
     "the status is that of the answer, not of an interim one"),
    ("HTTP/1.1 200 OK\r\nno colon\r\nX: \0\r\n\r\n", true,
     "nothing in these lines counts"),
    ("HTTP/1.1 200 OK\r\n folded\r\nX: y\r\n\r\n", true,
     "nothing in these lines counts"),
    ("HTTP/1.1 200 OK\r\nX-Long: LONG\r\n\r\n", true,
     "as large as the header of any answer, which is more than curl allows"),
    ("HTTP/2 200 OK\r\n\r\n", true,
     "the first line is read as that of any answer"),
];

fn in_chunks() -> String {
    let (first, second) = GOOD_ANSWER.split_at(40);
    let lengths = (first.len(), second.len());
    format!(
        "{:x}\r\n{first}\r\n{:X}\r\n{second}\r\n0\r\n\r\n",
        lengths.0, lengths.1
    )
}

/// Latin-1: a character is a byte.
pub fn bytes(text: &str) -> Vec<u8> {
    let text = text
        .replace("LEN", &GOOD_ANSWER.len().to_string())
        .replace("HEX", &format!("{:x}", GOOD_ANSWER.len()))
        .replace("LARGE", &"x".repeat(70_000))
        .replace("LONG", &"x".repeat(60_000))
        .replace("LINES", &"X-Line: of many\r\n".repeat(500))
        .replace("CHUNKS", &in_chunks())
        .replace("BODY", GOOD_ANSWER);
    text.chars().map(|c| c as u8).collect()
}

/// All rows as whole answers.
pub fn rows() -> Vec<(String, Verdict)> {
    let mut rows = Vec::new();
    for (line, verdict) in LINES {
        rows.push((
            format!("HTTP/1.1 200 OK\r\n{line}Content-Length: LEN\r\n\r\nBODY"),
            verdict,
        ));
    }
    for (line, verdict) in FIRST_LINES {
        rows.push((format!("{line}Content-Length: LEN\r\n\r\nBODY"), verdict));
    }
    for (lines, verdict) in LENGTHS {
        rows.push((format!("HTTP/1.1 200 OK\r\n{lines}\r\nBODY"), verdict));
    }
    for (lines, verdict) in CHUNKS {
        rows.push((format!("HTTP/1.1 200 OK\r\n{lines}\r\nCHUNKS"), verdict));
    }
    for (body, verdict) in CHUNK_LINES {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        rows.push((format!("{head}{body}"), verdict));
    }
    for interim in INTERIM {
        rows.push((
            format!("{interim}HTTP/1.1 200 OK\r\nContent-Length: LEN\r\n\r\nBODY"),
            Read,
        ));
        rows.push((format!("{interim}HTTP/1.1 503 Busy\r\n\r\n"), Status(503)));
    }
    let no_body = [204, 304].map(|code| {
        let row = format!("HTTP/1.1 {code} None\r\nContent-Length: many\r\nX: a\r\n b\r\n\r\n");
        (row, Status(code))
    });
    rows.extend(no_body);
    let lines = "X-Line: of many\r\n".repeat(3000);
    rows.push((format!("HTTP/1.1 200 OK\r\n{lines}\r\nBODY"), Read));
    rows
}
