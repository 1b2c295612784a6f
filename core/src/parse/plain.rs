//! Finds the ends of texts and numbers, eight bytes at a time.

/// Whether these bytes are a number without sign, fraction and exponent. Never inlined,
/// so that the loop over recipients, most of which have none, stays small.
#[inline(never)]
pub(super) fn is_number(bytes: &[u8]) -> bool {
    let begins_well = bytes.first().is_some_and(|&byte| byte != b'0') || bytes.len() == 1;
    begins_well && bytes.iter().all(u8::is_ascii_digit)
}

/// How many bytes of a text come before one that it cannot have as it is.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((word, next)) = rest.split_first_chunk() {
        let special = special_bytes(word);
        if special != 0 {
            let in_word = special.trailing_zeros() as usize / 8;
            return bytes.len() - rest.len() + in_word;
        }
        rest = next;
    }
    let in_rest = rest.iter().position(|&byte| is_special(byte));
    bytes.len() - rest.len() + in_rest.unwrap_or(rest.len())
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

/// How many bytes of white space come first.
pub(super) fn space_length(bytes: &[u8]) -> usize {
    const SPACE: u64 = 1 << b' ' | 1 << b'\n' | 1 << b'\r' | 1 << b'\t';
    let mut length = 0;
    while let Some(&byte) = bytes.get(length) {
        if byte > b' ' || SPACE >> byte & 1 == 0 {
            break;
        }
        length += 1;
    }
    length
}

/// How many digits come first.
pub(super) fn digits_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}
