//! Undoes the escapes of a JSON text (RFC 8259, section 7).

use std::collections::TryReserveError;

use crate::wiped::Wiped;

/// Stands for half of a surrogate pair, which is no character, and for NUL, which
/// would hide what follows from a reader for whom it ends a text.
const REPLACEMENT: char = '\u{FFFD}';

/// Appends the text between two quotes without its escapes.
pub(super) fn unescape(raw: &[u8], text: &mut Wiped) -> Result<(), TryReserveError> {
    // No escape is shorter than what it stands for.
    text.reserve(raw.len())?;
    let mut rest = raw;
    while let Some(length) = rest.iter().position(|&byte| byte == b'\\') {
        text.push(&rest[..length])?;
        let (character, after) = character(&rest[length + 1..]);
        text.push(character.encode_utf8(&mut [0; 4]).as_bytes())?;
        rest = after;
    }
    text.push(rest)
}

/// The character that an escape stands for, from after its backslash on, and what
/// follows it.
fn character(escape: &[u8]) -> (char, &[u8]) {
    let Some((&letter, rest)) = escape.split_first() else {
        return (REPLACEMENT, escape);
    };
    let character = match letter {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return from_units(rest),
        other => char::from(other),
    };
    (character, rest)
}

fn from_units(rest: &[u8]) -> (char, &[u8]) {
    let Some((unit, after)) = unit(rest) else {
        return (REPLACEMENT, rest);
    };
    let second = after.strip_prefix(b"\\u").and_then(self::unit);
    if let (0xd800..=0xdbff, Some((low @ 0xdc00..=0xdfff, after))) = (unit, second) {
        let pair = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(pair).unwrap_or(REPLACEMENT), after);
    }
    let character = char::from_u32(unit).filter(|&character| character != '\0');
    (character.unwrap_or(REPLACEMENT), after)
}

/// Four hexadecimal digits.
fn unit(rest: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, after) = rest.split_first_chunk::<4>()?;
    let digits = std::str::from_utf8(digits).ok()?;
    Some((u32::from_str_radix(digits, 16).ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_escape_stands_for_its_character() {
        for (raw, expected) in [
            ("", ""),
            ("plain é", "plain é"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u00e9\u00E9 \u20ac", "éé €"),
            (r"\ud83d\ude00", "😀"),
            (r"33\u0000639", "33\u{fffd}639"),
            (r"\ud83d", "\u{fffd}"),
            (r"\ude00", "\u{fffd}"),
            (r"a\ud83db", "a\u{fffd}b"),
            (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
            (r"\ud83d\n", "\u{fffd}\n"),
            (r"\ud83d\u0041", "\u{fffd}A"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
            (r"\ud83d\\ude00", "\u{fffd}\\ude00"),
        ] {
            let mut text = Wiped::default();
            unescape(raw.as_bytes(), &mut text).unwrap();
            assert_eq!(std::str::from_utf8(text.as_bytes()), Ok(expected), "{raw}");
        }
    }
}
