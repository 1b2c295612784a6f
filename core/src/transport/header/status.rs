//! The first line of an answer.

use super::NotHttp;

/// How every answer begins. curl takes letters of any case here.
pub(super) const BEGINNING: &[u8] = b"HTTP/";

/// What the first line says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Status {
    /// From 100 to 999.
    pub(super) code: u16,
    pub(super) is_http_1_0: bool,
}

impl Status {
    /// Reads a line with or without its CR. As in curl, the reason phrase may be
    /// missing and may be anything; the version may be 2, which some proxies write into
    /// an answer of HTTP/1.1.
    pub(super) fn read(line: &[u8]) -> Result<Self, NotHttp> {
        let Some((beginning, rest)) = line.split_at_checked(BEGINNING.len()) else {
            return Err(NotHttp("it does not begin with an HTTP status line"));
        };
        if !beginning.eq_ignore_ascii_case(BEGINNING) {
            return Err(NotHttp("it does not begin with an HTTP status line"));
        }
        let (version, rest) = match rest.iter().position(|byte| *byte == b' ') {
            Some(space) => rest.split_at(space),
            None => return Err(NotHttp("its first line has no status")),
        };
        let is_http_1_0 = match version {
            b"1.0" => true,
            b"1.1" | b"2" | b"2.0" => false,
            _ => return Err(NotHttp("its version of HTTP is none that can be read")),
        };
        match rest.trim_ascii_start() {
            [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..]
                if !rest.first().is_some_and(u8::is_ascii_digit) =>
            {
                let digit = |byte: &u8| u16::from(byte - b'0');
                Ok(Self {
                    code: digit(a) * 100 + digit(b) * 10 + digit(c),
                    is_http_1_0,
                })
            }
            _ => Err(NotHttp("its status is no number of three digits")),
        }
    }

    /// Whether another answer follows. The protocol of a 101 is none that was asked for,
    /// so nothing that can be read follows it.
    pub(super) fn is_interim(&self) -> bool {
        (100..200).contains(&self.code) && self.code != 101
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// Whether an answer to GET has no body, whatever its header says (RFC 9112, section
    /// 6.3).
    pub(super) fn has_no_body(&self) -> bool {
        matches!(self.code, 100..=199 | 204 | 304)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_from_any_line_that_curl_reads() {
        for (line, code) in [
            ("HTTP/1.1 200 OK\r", 200),
            ("HTTP/1.1 200", 200),
            ("HTTP/1.1 200 ", 200),
            ("HTTP/1.1  404   Not  Found", 404),
            ("HTTP/1.1 \t503", 503),
            ("HTTP/1.1 200OK", 200),
            ("HTTP/1.1 429\tToo many", 429),
            ("HTTP/1.1 503 \u{1}\u{7f}\u{e9}", 503),
            ("HTTP/2 502 Bad", 502),
            ("HTTP/2.0 502 Bad", 502),
            ("http/1.1 503 Busy", 503),
            ("HTTP/1.1 999 Whatever", 999),
        ] {
            let read = Status::read(line.as_bytes());
            assert_eq!(read.map(|status| status.code), Ok(code), "{line:?}");
        }
        assert!(Status::read(b"HTTP/1.0 200 OK").unwrap().is_http_1_0);
    }

    #[test]
    fn what_is_no_status_line_is_refused() {
        for line in [
            "",
            "HTTP",
            "HTTP/",
            "HTTP/1.1",
            "HTTP/1.1\t200 OK",
            "HTTP/1.1 OK",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 099 OK",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 -20 OK",
            "HTTP/1.1 2 00",
            "HTTP/1.2 200 OK",
            "HTTP/1.10 200 OK",
            "HTTP/0.9 200 OK",
            "HTTP/3 200 OK",
            "HTTP 200 OK",
            " HTTP/1.1 200 OK",
            "ICY 200 OK",
            "SSH-2.0-OpenSSH_9.6",
        ] {
            assert!(Status::read(line.as_bytes()).is_err(), "{line:?}");
        }
    }
}
