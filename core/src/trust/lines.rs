//! The lines of a file that any editor may have written.

use std::mem;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The lines of a text with any of the three line ends, without spaces and byte order
/// marks at their beginning.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    /// The number of the line that came last, from 1 on.
    pub(super) number: usize,
    /// What remains of that line.
    remainder: &'a [u8],
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            rest: text,
            number: 0,
            remainder: &[],
        }
    }

    pub(super) fn next(&mut self) -> Option<&'a [u8]> {
        if !self.remainder.is_empty() {
            return Some(mem::take(&mut self.remainder));
        }
        if self.rest.is_empty() {
            return None;
        }
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let length = self.rest.iter().position(is_end);
        let (mut line, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        let line_end = if rest.starts_with(b"\r\n") { 2 } else { 1 };
        self.rest = rest.get(line_end..).unwrap_or_default();
        self.number += 1;
        loop {
            line = line.trim_ascii();
            match line.strip_prefix(BYTE_ORDER_MARK) {
                Some(after) => line = after,
                None => return Some(line),
            }
        }
    }

    /// Makes the remainder of a line, if there is any, the next one.
    pub(super) fn put_back(&mut self, remainder: &'a [u8]) {
        self.remainder = remainder
            .trim_ascii()
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(remainder.trim_ascii());
    }
}
