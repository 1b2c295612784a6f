//! Bytes as text (base64, RFC 4648, section 4).

/// The bytes of a text, whose padding must be whole.
pub(super) fn decode(base64: &[u8]) -> Option<Vec<u8>> {
    let digits = match base64 {
        [digits @ .., b'=', b'='] => digits,
        [digits @ .., b'='] => digits,
        digits => digits,
    };
    if base64.is_empty() || base64.len() % 4 != 0 || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(base64.len() / 4 * 3);
    for group in digits.chunks(4) {
        let mut bits = 0;
        for digit in group {
            bits = bits << 6 | value(*digit)?;
        }
        let missing = 4 - group.len();
        let whole = (bits << (6 * missing)).to_be_bytes();
        bytes.extend(&whole[1..4 - missing]);
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn bytes_are_read_back() {
        for length in 1..300 {
            let bytes: Vec<u8> = (0..length).map(|byte| (byte * 7) as u8).collect();
            let text = STANDARD.encode(&bytes);
            assert_eq!(decode(text.as_bytes()), Some(bytes), "{text}");
        }
    }

    #[test]
    fn what_is_not_whole_is_none() {
        for text in [
            "", "A", "AA", "AAA", "A===", "====", "=", "AA=A", "AAAAA", "AA A", "AA-_", "AAA=AAAA",
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
