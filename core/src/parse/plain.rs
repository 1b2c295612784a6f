//! The plain values of JSON, as servers write most of them: texts without
//! escapes, and numbers without sign, fraction and exponent. Every function
//! answers `None` where there is something else.

use super::spelling;
use crate::report::Spelt;

/// A longer number might not fit a 64-bit type.
const MOST_DIGITS: usize = 18;

/// A plain value.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(Spelt<'a>),
    Number(Spelt<'a>),
    True,
    False,
    Null,
}

impl<'a> Value<'a> {
    pub(super) fn as_text(self) -> Option<Spelt<'a>> {
        match self {
            Self::Text(spelt) | Self::Number(spelt) => Some(spelt),
            Self::Null => Some(Spelt::default()),
            Self::True | Self::False => None,
        }
    }

    pub(super) fn as_flag(self) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False | Self::Null => Some(false),
            Self::Text(spelt) | Self::Number(spelt) => spelling::flag(spelt.text()),
        }
    }

    pub(super) fn is_surely_utf8(self) -> bool {
        match self {
            Self::Text(spelt) => spelt.text().is_ascii(),
            _ => true,
        }
    }
}

/// Reads a key; what is left begins with its value.
pub(super) fn read_key(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (key, rest) = read_text(rest)?;
    let key = key.text();
    key.is_ascii().then_some((key, after(rest, b':')?))
}

/// Reads a value.
pub(super) fn read_value(rest: &[u8]) -> Option<(Value<'_>, &[u8])> {
    match rest.first_chunk::<4>()? {
        [b'"', ..] => {
            let (text, rest) = read_text(rest)?;
            Some((Value::Text(text), rest))
        }
        b"fals" => Some((Value::False, rest[4..].strip_prefix(b"e")?)),
        b"true" => Some((Value::True, &rest[4..])),
        b"null" => Some((Value::Null, &rest[4..])),
        _ => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            is_number(&rest[..digits]).then(|| {
                let number = Spelt::at_start_of(rest, digits);
                (Value::Number(number), &rest[digits..])
            })
        }
    }
}

/// Whether these bytes are a plain number.
pub(super) fn is_number(bytes: &[u8]) -> bool {
    let is_short = (1..=MOST_DIGITS).contains(&bytes.len());
    is_short && (bytes[0] != b'0' || bytes.len() == 1) && bytes.iter().all(u8::is_ascii_digit)
}

/// Reads a text with its quotes.
fn read_text(rest: &[u8]) -> Option<(Spelt<'_>, &[u8])> {
    let start = rest.strip_prefix(b"\"")?;
    let end = first_special(start)?;
    let rest = start[end..].strip_prefix(b"\"")?;
    Some((Spelt::at_start_of(start, end), rest))
}

/// Where the first byte is that a text cannot have as it is.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    while let Some((word, next)) = rest.split_first_chunk() {
        let special = special_bytes(word);
        if special != 0 {
            let in_word = special.trailing_zeros() as usize / 8;
            return Some(bytes.len() - rest.len() + in_word);
        }
        rest = next;
    }
    let in_rest = rest.iter().position(|&byte| is_special(byte))?;
    Some(bytes.len() - rest.len() + in_rest)
}

/// What a text cannot have as it is: a quote, a backslash, a control character.
fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Whether these bytes can stand in a text as they are.
#[inline(always)]
pub(super) fn is_plain_text(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|&byte| is_special(byte));
    };
    let mut special = special_bytes(last);
    let mut rest = bytes;
    while let Some((word, next)) = rest.split_first_chunk() {
        special |= special_bytes(word);
        rest = next;
    }
    special == 0
}

/// Not 0 if one of eight bytes is special; then its lowest bit is in the first
/// one that is.
#[inline(always)]
fn special_bytes(bytes: &[u8; 8]) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = EACH << 7;
    let word = u64::from_le_bytes(*bytes);
    // A byte that is smaller borrows from its highest bit.
    let quote = (word ^ (EACH * b'"' as u64)).wrapping_sub(EACH);
    let backslash = (word ^ (EACH * b'\\' as u64)).wrapping_sub(EACH);
    let control = word.wrapping_sub(EACH * b' ' as u64);
    (quote | backslash | control) & !word & HIGHEST
}

/// What comes after this byte and any space around it.
pub(super) fn after(rest: &[u8], byte: u8) -> Option<&[u8]> {
    let rest = skip_space(rest).strip_prefix(&[byte])?;
    Some(skip_space(rest))
}

pub(super) fn skip_space(mut rest: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', next @ ..] = rest {
        rest = next;
    }
    rest
}
