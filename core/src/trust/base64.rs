//! Bytes as text (base64, RFC 4648, section 4).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, PAD};

/// As OpenSSL reads it: padding must be whole, and the bits that belong to no byte may
/// be anything.
const ENGINE: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, PAD.with_decode_allow_trailing_bits(true));

/// The bytes of a text, whose padding must be whole; `None` for no bytes too.
pub(super) fn decode(base64: &[u8]) -> Option<Vec<u8>> {
    let bytes = ENGINE.decode(base64).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_back() {
        for length in 1..300 {
            let bytes: Vec<u8> = (0..length).map(|byte| (byte * 7) as u8).collect();
            let text = ENGINE.encode(&bytes);
            assert_eq!(decode(text.as_bytes()), Some(bytes), "{text}");
        }
        assert_eq!(decode(b"QUJ="), Some(b"AB".into()));
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
