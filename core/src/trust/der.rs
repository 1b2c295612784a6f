//! The encoding of certificates: nested values with a tag and a length (DER, ITU-T
//! X.690).

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// Context-specific and constructed: `[0]`, `[3]`.
pub(super) const CONTEXT_0: u8 = 0xa0;
pub(super) const CONTEXT_3: u8 = 0xa3;

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With tag and length.
    pub(super) whole: &'a [u8],
}

/// Reads values one after the other.
#[derive(Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

/// Ends at what is no value, too.
impl<'a> Iterator for Reader<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let length = match first {
            0..0x80 => usize::from(first),
            // More bytes of length than a file can have, or an indefinite length.
            0x80 | 0x85.. => return None,
            _ => {
                let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
                rest = after;
                let length = bytes
                    .iter()
                    .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
                usize::try_from(length).ok()?
            }
        };
        let (content, after) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Some(Value {
            tag,
            content,
            whole,
        })
    }
}

impl<'a> Reader<'a> {
    /// The content of the next value if it has this tag; else it stays the next.
    pub(super) fn next_if(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.0.first() != Some(&tag) {
            return None;
        }
        self.next().map(|value| value.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_each_of_their_forms() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let mut bytes = vec![OCTET_STRING];
            match length {
                0..128 => bytes.push(length as u8),
                128..256 => bytes.extend([0x81, length as u8]),
                256..65_536 => bytes.extend([0x82, (length >> 8) as u8, length as u8]),
                _ => bytes.extend([0x84, 0, 1, 0, 0]),
            }
            bytes.extend(&content);
            let whole = bytes.len();
            bytes.push(0xff);
            let mut reader = Reader(&bytes);
            let value = reader.next().unwrap();
            assert_eq!((value.tag, value.content), (OCTET_STRING, &content[..]));
            assert_eq!(value.whole, &bytes[..whole]);
            assert_eq!(reader.0, [0xff]);
        }
    }

    #[test]
    fn what_is_no_value_is_none() {
        for bytes in [
            &[][..],
            &[4],
            &[4, 1],
            &[4, 0x80, 0, 0],
            &[4, 0x81],
            &[4, 0x82, 1, 0],
            &[4, 0x85, 0, 0, 0, 0, 0],
            &[4, 0x84, 0xff, 0xff, 0xff, 0xff, 0],
            &[4, 0xff, 0],
        ] {
            assert_eq!(Reader(bytes).next(), None, "{bytes:?}");
        }
        let mut reader = Reader(&[SEQUENCE, 0]);
        assert_eq!(reader.next_if(SET), None);
        assert!(!reader.0.is_empty());
        assert_eq!(reader.next_if(SEQUENCE), Some(&[][..]));
        assert!(reader.0.is_empty());
    }
}
