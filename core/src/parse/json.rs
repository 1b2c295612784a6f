//! Reads JSON (RFC 8259) value by value, in one pass over bytes.
//!
//! It refuses what the RFC refuses, and sets no limits where the RFC leaves them open:
//! numbers may have any size, nesting any depth, and texts lone surrogates. Nothing is
//! read by recursion. Nested values take one bit for each level of their depth.

use std::str;

use super::nesting::Nesting;
use super::patience::{PIECE, Patience};
use super::plain::{digits_length, plain_length, space_length};
use crate::report::Spelt;

/// What stands in a body from some place on.
pub(super) struct Json<'a> {
    rest: &'a [u8],
    /// How many bytes were left when the call was last thought of.
    left: usize,
    patience: &'a Patience<'a>,
}

/// Why reading ended early.
#[derive(Debug, PartialEq)]
pub(super) enum Stop {
    /// It is not JSON: there is this fault before the last so many bytes.
    Malformed { fault: &'static str, left: usize },
    /// A text is not UTF-8.
    NotUtf8,
    /// The call that it is for is over.
    Interrupted,
    /// There is not enough memory.
    NoMemory,
}

/// A value. What is neither text nor number stands here as its JSON; an array or an
/// object was passed over.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Text(Text<'a>),
    Number(Spelt<'a>),
    True(Spelt<'a>),
    False(Spelt<'a>),
    Null,
    Array(Spelt<'a>),
    Object(Spelt<'a>),
}

/// A text as it stands between its quotes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Text<'a> {
    pub(super) spelt: Spelt<'a>,
    pub(super) has_escapes: bool,
}

impl<'a> From<Spelt<'a>> for Text<'a> {
    fn from(spelt: Spelt<'a>) -> Self {
        Self {
            spelt,
            has_escapes: false,
        }
    }
}

impl<'a> Json<'a> {
    /// JSON that begins with the first of these bytes.
    pub(super) fn new(rest: &'a [u8], patience: &'a Patience) -> Self {
        Self {
            rest,
            left: rest.len(),
            patience,
        }
    }

    /// JSON that was read before, with what follows it: the inside of a value.
    pub(super) fn again(&self, value: Spelt<'a>) -> Self {
        Self::new(value.text_and_after(), self.patience)
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Goes on with the last bytes of the rest. Who passes over texts like that sees to
    /// it that they are UTF-8, and thinks of the call.
    pub(super) fn go_on_with(&mut self, rest: &'a [u8]) {
        self.left -= self.rest.len() - rest.len();
        self.rest = rest;
    }

    pub(super) fn patience(&self) -> &'a Patience<'a> {
        self.patience
    }

    /// Begins an array or an object with this bracket, if there is one.
    pub(super) fn open(&mut self, bracket: u8) -> Result<bool, Stop> {
        self.space()?;
        let is_there = self.rest.first() == Some(&bracket);
        self.rest = &self.rest[usize::from(is_there)..];
        Ok(is_there)
    }

    /// Whether another element or member follows; otherwise passes over the bracket
    /// that closes.
    pub(super) fn has_next(&mut self, close: u8, is_first: bool) -> Result<bool, Stop> {
        self.check()?;
        self.space()?;
        match self.rest.first() {
            Some(&byte) if byte == close => {
                self.rest = &self.rest[1..];
                return Ok(false);
            }
            Some(b',') if !is_first => self.rest = &self.rest[1..],
            Some(_) if is_first => {}
            _ => return Err(self.malformed("a comma or a bracket is missing")),
        }
        self.space()?;
        Ok(true)
    }

    /// Reads a member's key; its value comes next.
    pub(super) fn key(&mut self) -> Result<Text<'a>, Stop> {
        if self.rest.first() != Some(&b'"') {
            return Err(self.malformed("a key is missing"));
        }
        let key = self.text()?;
        if !self.open(b':')? {
            return Err(self.malformed("a colon is missing"));
        }
        self.space()?;
        Ok(key)
    }

    /// Reads a value.
    pub(super) fn value(&mut self) -> Result<Value<'a>, Stop> {
        let start = self.rest;
        let value = match start.first() {
            Some(b'"') => Value::Text(self.text()?),
            Some(b'[') => {
                self.pass_nested()?;
                Value::Array(self.since(start))
            }
            Some(b'{') => {
                self.pass_nested()?;
                Value::Object(self.since(start))
            }
            Some(b'-' | b'0'..=b'9') => {
                self.pass_number()?;
                Value::Number(self.since(start))
            }
            Some(b'f') => Value::False(self.word(b"false")?),
            Some(b't') => Value::True(self.word(b"true")?),
            Some(b'n') => {
                self.word(b"null")?;
                Value::Null
            }
            _ => return Err(self.malformed("a value is missing")),
        };
        self.check()?;
        Ok(value)
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> Result<(), Stop> {
        self.space()?;
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(self.malformed("something follows the JSON"))
    }

    /// What was read from this place on.
    fn since(&self, start: &'a [u8]) -> Spelt<'a> {
        Spelt::at_start_of(start, start.len() - self.rest.len())
    }

    fn malformed(&self, fault: &'static str) -> Stop {
        Stop::Malformed {
            fault,
            left: self.rest.len(),
        }
    }

    #[inline(always)]
    fn check(&mut self) -> Result<(), Stop> {
        let read = self.left - self.rest.len();
        self.left = self.rest.len();
        if self.patience.lasts(read) {
            return Ok(());
        }
        Err(Stop::Interrupted)
    }

    fn word(&mut self, word: &[u8]) -> Result<Spelt<'a>, Stop> {
        let start = self.rest;
        match start.strip_prefix(word) {
            Some(rest) => self.rest = rest,
            None => return Err(self.malformed("a value is missing")),
        }
        Ok(self.since(start))
    }

    fn text(&mut self) -> Result<Text<'a>, Stop> {
        self.rest = &self.rest[1..];
        let start = self.rest;
        let mut has_escapes = false;
        loop {
            self.pass(plain_length)?;
            match self.rest.first() {
                Some(b'"') => break,
                Some(b'\\') => self.pass_escape()?,
                Some(_) => return Err(self.malformed("a control character stands in a text")),
                None => return Err(self.malformed("a text has no end")),
            }
            has_escapes = true;
        }
        let spelt = self.since(start);
        let text = spelt.text();
        if !text.is_ascii() && str::from_utf8(text).is_err() {
            return Err(Stop::NotUtf8);
        }
        self.rest = &self.rest[1..];
        Ok(Text { spelt, has_escapes })
    }

    fn pass_escape(&mut self) -> Result<(), Stop> {
        let length = match self.rest {
            [
                _,
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                ..,
            ] => 2,
            [_, b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|c| c.is_ascii_hexdigit()) => 6,
            _ => return Err(self.malformed("an escape is none of JSON's")),
        };
        self.rest = &self.rest[length..];
        self.check()
    }

    fn pass_number(&mut self) -> Result<(), Stop> {
        self.pass_one_of(b"-");
        if !self.pass_one_of(b"0") {
            self.pass_digits()?;
        }
        if self.pass_one_of(b".") {
            self.pass_digits()?;
        }
        if self.pass_one_of(b"eE") {
            self.pass_one_of(b"+-");
            self.pass_digits()?;
        }
        Ok(())
    }

    fn pass_digits(&mut self) -> Result<(), Stop> {
        if !self.rest.first().is_some_and(u8::is_ascii_digit) {
            return Err(self.malformed("a digit is missing"));
        }
        self.pass(digits_length)
    }

    fn pass_one_of(&mut self, bytes: &[u8]) -> bool {
        let is_there = self.rest.first().is_some_and(|byte| bytes.contains(byte));
        self.rest = &self.rest[usize::from(is_there)..];
        is_there
    }

    /// Passes over an array or an object, whose bracket comes next.
    fn pass_nested(&mut self) -> Result<(), Stop> {
        let mut nesting = Nesting::default();
        let mut is_first = self.enter(&mut nesting)?;
        while let Some(close) = nesting.close() {
            if !self.has_next(close, is_first)? {
                nesting.leave();
                is_first = false;
                continue;
            }
            if close == b'}' {
                self.key()?;
            }
            is_first = self.enter(&mut nesting)?;
            if !is_first {
                self.value()?;
            }
        }
        Ok(())
    }

    /// Enters an array or an object, if one comes next.
    fn enter(&mut self, nesting: &mut Nesting) -> Result<bool, Stop> {
        let close = match self.rest.first() {
            Some(b'[') => b']',
            Some(b'{') => b'}',
            _ => return Ok(false),
        };
        self.rest = &self.rest[1..];
        nesting.enter(close).map_err(|_| Stop::NoMemory)?;
        Ok(true)
    }

    fn space(&mut self) -> Result<(), Stop> {
        // There is mostly none, or little.
        if self.rest.first().is_some_and(|&byte| byte <= b' ') {
            return self.pass(space_length);
        }
        Ok(())
    }

    /// Passes over the bytes that come first, piece by piece; `length` says how many
    /// there are in a piece.
    #[inline(always)]
    fn pass(&mut self, length: impl Fn(&[u8]) -> usize) -> Result<(), Stop> {
        loop {
            let piece = self.rest.get(..PIECE).unwrap_or(self.rest);
            let passed = length(piece);
            self.rest = &self.rest[passed..];
            if passed < PIECE {
                return Ok(());
            }
            self.check()?;
        }
    }
}

/// Whether a body is JSON.
#[cfg(any(test, smsp_test_hooks))]
pub(super) fn is_json(body: &[u8]) -> bool {
    let patience = Patience::new(&|| false);
    let mut json = Json::new(body, &patience);
    let space = json.space();
    space
        .and_then(|()| json.value())
        .and_then(|_| json.end())
        .is_ok()
}
