//! Looks for the end of a header, each byte once, however the bytes come.

use std::ops::Range;

use super::NotHttp;
use super::status::{BEGINNING, Status};

/// How far the search has come.
#[derive(Debug, Default)]
pub(super) struct Search {
    line_start: usize,
    searched: usize,
    first_line: Option<(Status, Range<usize>)>,
}

/// A header that is there whole.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) status: Status,
    /// The first line, without its LF.
    pub(super) first_line: Range<usize>,
    /// In bytes, with the empty line.
    pub(super) length: usize,
}

impl Search {
    /// Goes on in everything that has come so far. What is no HTTP is found with its
    /// first bytes: nothing else may follow them.
    pub(super) fn go_on(&mut self, input: &[u8]) -> Result<Option<Whole>, NotHttp> {
        while let Some(length) = input[self.searched..].iter().position(|b| *b == b'\n') {
            let end = self.searched + length;
            let line = self.line_start..end;
            self.line_start = end + 1;
            self.searched = end + 1;
            match (&self.first_line, &input[line.clone()]) {
                // As in curl: whatever stands behind the CR.
                (Some((status, first_line)), [] | [b'\r', ..]) => {
                    return Ok(Some(Whole {
                        status: *status,
                        first_line: first_line.clone(),
                        length: end + 1,
                    }));
                }
                (Some(_), _) => {}
                // An empty line that belongs to nothing.
                (None, [] | [b'\r']) => {}
                (None, text) => self.first_line = Some((Status::read(text)?, line)),
            }
        }
        self.searched = input.len();
        let begun = &input[self.line_start..];
        if self.first_line.is_none() && !may_become_a_status_line(begun) {
            return Err(NotHttp("it does not begin with an HTTP status line"));
        }
        Ok(None)
    }
}

fn may_become_a_status_line(begun: &[u8]) -> bool {
    let length = begun.len().min(BEGINNING.len());
    begun == b"\r" || begun[..length].eq_ignore_ascii_case(&BEGINNING[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of the header, which is the same however the bytes come.
    fn length(input: &str) -> Result<Option<usize>, NotHttp> {
        let at_once = Search::default().go_on(input.as_bytes());
        let mut search = Search::default();
        let mut by_byte = Ok(None);
        for count in 0..=input.len() {
            by_byte = search.go_on(&input.as_bytes()[..count]);
            if !matches!(by_byte, Ok(None)) {
                break;
            }
        }
        let length = |found: Result<Option<Whole>, NotHttp>| Ok(found?.map(|whole| whole.length));
        let (at_once, by_byte) = (length(at_once), length(by_byte));
        assert_eq!(at_once, by_byte, "{input:?}");
        at_once
    }

    #[test]
    fn a_header_ends_with_the_first_empty_line_after_its_first_line() {
        for (header, rest) in [
            ("HTTP/1.1 200 OK\r\n\r\n", "\r\n\r\n"),
            ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "body"),
            ("HTTP/1.1 200 OK\nA: b\n\n", "\n"),
            ("\r\n\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n", ""),
            ("HTTP/1.1 200 OK\r\n\rA: b\r\n", "B: c\r\n\r\n"),
        ] {
            let whole = format!("{header}{rest}");
            assert_eq!(length(&whole), Ok(Some(header.len())), "{whole:?}");
        }
    }

    #[test]
    fn a_header_without_its_end_may_still_become_one() {
        for header in [
            "",
            "\r",
            "\r\n",
            "H",
            "http/",
            "HTTP/1.1 2",
            "HTTP/1.1 200 OK\r\nA: b\r\n",
        ] {
            assert_eq!(length(header), Ok(None), "{header:?}");
        }
    }

    #[test]
    fn what_is_no_http_is_found_with_its_first_bytes() {
        for bytes in [
            "S",
            "2",
            "<html>",
            "HTTQ",
            " HTTP",
            "\rH",
            "HTTP/9 200\r\n",
            "x\r\n",
        ] {
            assert!(length(bytes).is_err(), "{bytes:?}");
        }
    }
}
