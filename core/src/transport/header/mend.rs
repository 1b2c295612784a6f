//! Writes a header anew: a first line and the lines that count, each once.
//!
//! The rules are curl's (7.88), with those of RFC 9112 where that can be read and curl
//! gives up or reads nonsense: a space before the colon, a folded length.

use super::NotHttp;
use super::list::{add_codings, clean, items};
use super::search::Whole;
use super::status::Status;

/// The largest length that curl believes. It goes on to the end of the connection after
/// a larger one, which no answer can have.
const LARGEST_LENGTH: u64 = i64::MAX as u64;

/// The header that stands in for this one.
///
/// # Errors
/// curl refuses it, and the status alone does not decide: it says success.
pub(super) fn mended(header: &[u8], whole: &Whole) -> Result<Mended, NotHttp> {
    let Whole { status, .. } = whole;
    let mut kept = Kept::default();
    if header[whole.first_line.clone()].contains(&0) {
        kept.fault = Some(NUL);
    }
    for field in fields(&header[whole.first_line.end + 1..]) {
        kept.note(field, status);
    }
    match kept.fault {
        Some(fault) if status.is_success() => Err(fault),
        _ => Ok(Mended {
            is_chunked: kept.is_chunked,
            header: kept.written(status),
        }),
    }
}

/// A header that was written anew.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) header: Vec<u8>,
    pub(super) is_chunked: bool,
}

/// The header that stands in for a proxy's answer to CONNECT. Its status decides: every
/// 2xx opens the tunnel, and no 2xx has a body (RFC 9110, section 9.3.6).
pub(super) fn answer_to_connect(status: &Status) -> Vec<u8> {
    let code = if status.is_success() {
        200
    } else {
        status.code
    };
    format!("HTTP/1.1 {code}\r\n\r\n").into_bytes()
}

const NUL: NotHttp = NotHttp("its header contains a NUL byte");
const NO_COLON: NotHttp = NotHttp("a line of its header has no colon");
const NO_LENGTH: NotHttp = NotHttp("its Content-Length is no number");

/// The lines, each with those that continue it (RFC 9112, section 5.2).
fn fields(lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = lines;
    std::iter::from_fn(move || {
        if matches!(rest, [] | [b'\r' | b'\n', ..]) {
            return None;
        }
        let ends = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let mut ends = ends.map(|(place, _)| place + 1);
        let end = ends.find(|end| !matches!(rest.get(*end), Some(b' ' | b'\t')));
        let (field, others) = rest.split_at(end.unwrap_or(rest.len()));
        rest = others;
        Some(field)
    })
}

/// What counts in a header.
#[derive(Debug, Default)]
struct Kept {
    length: Option<u64>,
    is_chunked: bool,
    has_transfer_coding: bool,
    /// All codings but `chunked`, in the order in which they were applied.
    content_codings: Vec<u8>,
    transfer_codings: Vec<u8>,
    closes: bool,
    stays_open: bool,
    retry_after: Option<Vec<u8>>,
    date: Option<Vec<u8>>,
    /// The first reason to refuse the header.
    fault: Option<NotHttp>,
    /// Where the body ends cannot be known.
    has_no_length: bool,
}

impl Kept {
    fn note(&mut self, field: &[u8], status: &Status) {
        if matches!(field, [b' ' | b'\t', ..]) {
            // It continues the first line, which nothing does (RFC 9112, section 2.2).
            return;
        }
        if field.contains(&0) {
            self.fault.get_or_insert(NUL);
        }
        let line = field
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            self.fault.get_or_insert(NO_COLON);
            return;
        };
        let (name, value) = (field[..colon].trim_ascii_end(), &field[colon + 1..]);
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        if is("content-length") && !status.has_no_body() {
            self.note_length(&clean(value));
        } else if is("transfer-encoding") {
            self.note_transfer_codings(&clean(value));
        } else if is("content-encoding") {
            add_codings(&mut self.content_codings, &clean(value), |_| false);
        } else if is("connection") {
            let value = clean(value);
            self.closes |= items(&value).any(|item| item.eq_ignore_ascii_case(b"close"));
            self.stays_open |= items(&value).any(|item| item.eq_ignore_ascii_case(b"keep-alive"));
        } else if is("retry-after") {
            self.retry_after.get_or_insert_with(|| clean(value));
        } else if is("date") {
            self.date.get_or_insert_with(|| clean(value));
        }
    }

    /// As curl: the digits at the beginning; the last of several lines; a number that is
    /// too large is none.
    fn note_length(&mut self, value: &[u8]) {
        let digits = value.strip_prefix(b"+").unwrap_or(value);
        if !digits.first().is_some_and(u8::is_ascii_digit) {
            self.fault.get_or_insert(NO_LENGTH);
            self.has_no_length = true;
            return;
        }
        let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
        let length = digits.fold(0, |length: u64, digit| {
            length
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        });
        if length <= LARGEST_LENGTH {
            self.length = Some(length);
        }
    }

    fn note_transfer_codings(&mut self, value: &[u8]) {
        let Self {
            is_chunked,
            transfer_codings,
            ..
        } = self;
        add_codings(transfer_codings, value, |coding| {
            let chunked = coding.eq_ignore_ascii_case(b"chunked");
            *is_chunked |= chunked;
            chunked
        });
        self.has_transfer_coding = self.is_chunked || !self.transfer_codings.is_empty();
    }

    fn written(self, status: &Status) -> Vec<u8> {
        // The HTTP library knows chunks in HTTP/1.1 only.
        let minor = u8::from(!status.is_http_1_0 || self.is_chunked);
        let mut header = format!("HTTP/1.{minor} {}\r\n", status.code).into_bytes();
        let mut line = |name: &str, value: &[u8]| {
            header.extend_from_slice(name.as_bytes());
            header.extend_from_slice(b": ");
            header.extend_from_slice(value);
            header.extend_from_slice(b"\r\n");
        };
        // The length of a body that is coded for the transfer is that of nothing that
        // comes (RFC 9112, section 6.3).
        if self.is_chunked {
            line("Transfer-Encoding", b"chunked");
        } else if self.has_no_length {
            line("Content-Length", b"0");
        } else if let (Some(length), false) = (self.length, self.has_transfer_coding) {
            line("Content-Length", length.to_string().as_bytes());
        }
        let mut codings = self.content_codings;
        add_codings(&mut codings, &self.transfer_codings, |_| false);
        if !codings.is_empty() {
            line("Content-Encoding", &codings);
        }
        if self.closes || self.has_no_length || (status.is_http_1_0 && !self.stays_open) {
            line("Connection", b"close");
        } else if status.is_http_1_0 {
            line("Connection", b"keep-alive");
        }
        if let Some(pause) = self.retry_after {
            line("Retry-After", &pause);
        }
        if let Some(date) = self.date {
            line("Date", &date);
        }
        header.extend_from_slice(b"\r\n");
        header
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::Search;
    use super::*;

    fn mend(header: &str) -> Result<String, NotHttp> {
        let whole = Search::default().go_on(header.as_bytes())?.unwrap();
        let mended = mended(header.as_bytes(), &whole)?;
        assert_eq!(
            mended.is_chunked,
            mended.header.windows(9).any(|part| part == b": chunked")
        );
        Ok(String::from_utf8(mended.header).unwrap())
    }

    #[test]
    fn what_counts_is_kept_and_all_else_is_dropped() {
        for (lines, kept) in [
            ("A: b\r\n c\r\n\td: e\r\n", ""),
            (" Content-Length: 1\r\n", ""),
            ("no name here: 1\r\n: 2\r\n\u{e9}: 3\r\nA: \u{1}\r\n", ""),
            ("Content-Length : 7\r\n", "Content-Length: 7\r\n"),
            ("Content-Length:\r\n 7\r\n", "Content-Length: 7\r\n"),
            ("Content-Length: +7\r\n", "Content-Length: 7\r\n"),
            ("Content-Length: 7, 5\r\n", "Content-Length: 7\r\n"),
            ("Content-Length: 7.5 km\r\n", "Content-Length: 7\r\n"),
            (
                "Content-Length: 5\r\nCONTENT-LENGTH: 7\r\n",
                "Content-Length: 7\r\n",
            ),
            (
                "Content-Length: 9223372036854775807\r\n",
                "Content-Length: 9223372036854775807\r\n",
            ),
            ("Content-Length: 9223372036854775808\r\n", ""),
            ("Content-Length: 99999999999999999999999\r\n", ""),
            (
                "Transfer-Encoding: identity, CHUNKED\r\n",
                "Transfer-Encoding: chunked\r\n",
            ),
            (
                "Transfer-Encoding:\r\n chunked\r\n",
                "Transfer-Encoding: chunked\r\n",
            ),
            (
                "Content-Length: 7\r\nTransfer-Encoding : x-gzip, chunked\r\nContent-Encoding: gzip\r\n",
                "Transfer-Encoding: chunked\r\nContent-Encoding: gzip, x-gzip\r\n",
            ),
            (
                "Transfer-Encoding: gzip\r\nContent-Length: 7\r\n",
                "Content-Encoding: gzip\r\n",
            ),
            (
                "Transfer-Encoding: identity\r\nContent-Length: 7\r\n",
                "Content-Length: 7\r\n",
            ),
            ("Connection: x,\r\n Close\r\n", "Connection: close\r\n"),
            (
                "Retry-After:\r\n 7\r\nRetry-After: 8\r\nDate: Thu,\r\n 01 Jan\r\n",
                "Retry-After: 7\r\nDate: Thu,   01 Jan\r\n",
            ),
        ] {
            // With an odd line, so that it is not handed on as it is.
            let mended = mend(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n"));
            assert_eq!(
                mended,
                Ok(format!("HTTP/1.1 200\r\n{kept}\r\n")),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn the_version_says_whether_the_connection_stays_open() {
        for (header, mended) in [
            (
                "HTTP/1.0 200 OK\r\n\r\n",
                "HTTP/1.0 200\r\nConnection: close\r\n\r\n",
            ),
            (
                "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n",
                "HTTP/1.0 200\r\nConnection: keep-alive\r\n\r\n",
            ),
            (
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            ),
            ("HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 200\r\n\r\n"),
        ] {
            assert_eq!(mend(header).as_deref(), Ok(mended));
        }
    }

    #[test]
    fn what_curl_refuses_is_refused_unless_the_status_decides() {
        for (lines, fault) in [
            ("no colon\r\n", NO_COLON),
            ("no colon\r\n : here\r\n", NO_COLON),
            ("A: \0\r\n", NUL),
            ("A\0: b\r\n", NUL),
            ("Content-Length: many\r\n", NO_LENGTH),
            ("Content-Length: -7\r\n", NO_LENGTH),
            ("Content-Length:\r\n", NO_LENGTH),
        ] {
            assert_eq!(mend(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n")), Err(fault));
            let busy = mend(&format!(
                "HTTP/1.1 503 Busy\r\n{lines}Retry-After: 7\r\n\r\n"
            ));
            let busy = busy.unwrap();
            assert!(busy.starts_with("HTTP/1.1 503\r\n"), "{busy}");
            assert!(busy.contains("Retry-After: 7\r\n"), "{busy}");
            let nothing = "Content-Length: 0\r\nConnection: close\r\n";
            assert_eq!(busy.contains(nothing), fault == NO_LENGTH, "{busy}");
        }
        assert_eq!(mend("HTTP/1.1 200 \0\r\n\r\n"), Err(NUL));
        assert!(mend("HTTP/1.1 204 None\r\nContent-Length: many\r\n\r\n").is_ok());
    }

    #[test]
    fn every_2xx_to_connect_opens_the_tunnel() {
        for (line, answer) in [
            ("HTTP/1.0 204 None", "HTTP/1.1 200\r\n\r\n"),
            ("HTTP/1.1 407 Who", "HTTP/1.1 407\r\n\r\n"),
        ] {
            let status = Status::read(line.as_bytes()).unwrap();
            assert_eq!(answer_to_connect(&status), answer.as_bytes());
        }
    }
}
