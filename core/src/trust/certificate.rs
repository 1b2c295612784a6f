//! What has to be known of a certificate (RFC 5280, section 4.1) besides what rustls
//! checks: to tell an authority from a server, and to say what is wrong.

use rustls::pki_types::UnixTime;

use super::der::{
    BIT_STRING, BOOLEAN, CONTEXT_0, CONTEXT_3, GENERALIZED_TIME, INTEGER, OBJECT_ID, OCTET_STRING,
    Reader, SEQUENCE, SET, UTC_TIME, Value,
};

/// Object identifiers, as they are encoded.
pub(super) mod oid {
    pub(in crate::trust) const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    pub(in crate::trust) const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
    pub(in crate::trust) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
    pub(in crate::trust) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
    pub(in crate::trust) const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
    pub(in crate::trust) const ANY_USAGE: &[u8] = &[0x55, 0x1d, 37, 0];
    pub(in crate::trust) const SERVER: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
}

/// How many characters of a text in a certificate are shown.
const LONGEST_TEXT: usize = 100;

/// A certificate whose fields point into its encoding. Nothing is checked but its form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Certificate<'a> {
    /// Without what may stand behind it.
    pub(super) whole: &'a [u8],
    is_version_1: bool,
    pub(super) issuer: &'a [u8],
    pub(super) subject: &'a [u8],
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
    /// The content of the SubjectPublicKeyInfo.
    pub(super) key: &'a [u8],
    /// The content of the AlgorithmIdentifier of its signature.
    pub(super) signature_algorithm: &'a [u8],
    extensions: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads a certificate at the beginning of these bytes.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let outer = Reader(bytes).next().filter(|value| value.tag == SEQUENCE)?;
        let mut outer_fields = Reader(outer.content);
        let mut fields = Reader(outer_fields.next_if(SEQUENCE)?);
        let signature_algorithm = outer_fields.next_if(SEQUENCE)?;
        outer_fields.next_if(BIT_STRING)?;
        let version = fields.next_if(CONTEXT_0);
        fields.next_if(INTEGER)?;
        fields.next_if(SEQUENCE)?;
        let issuer = fields.next_if(SEQUENCE)?;
        let mut validity = Reader(fields.next_if(SEQUENCE)?);
        let not_before = time(validity.next()?)?;
        let not_after = time(validity.next()?)?;
        let subject = fields.next_if(SEQUENCE)?;
        let key = fields.next_if(SEQUENCE)?;
        let extensions = fields.find(|value| value.tag == CONTEXT_3);
        let extensions = match extensions {
            Some(value) => Reader(value.content).next_if(SEQUENCE)?,
            None => &[],
        };
        Some(Self {
            whole: outer.whole,
            is_version_1: version.is_none(),
            issuer,
            subject,
            not_before,
            not_after,
            key,
            signature_algorithm,
            extensions,
        })
    }

    /// The content of an extension.
    fn extension(&self, wanted: &[u8]) -> Option<&'a [u8]> {
        Reader(self.extensions).find_map(|extension| {
            let mut fields = Reader(extension.content);
            let is_wanted = fields.next_if(OBJECT_ID)? == wanted;
            fields.next_if(BOOLEAN);
            fields.next_if(OCTET_STRING).filter(|_| is_wanted)
        })
    }

    /// Whether it may sign other certificates, as OpenSSL has it: it says so, or is too
    /// old to say anything.
    pub(super) fn is_authority(&self) -> bool {
        // Bit 5 is keyCertSign; the first byte tells how many bits are unused.
        let usage = self.extension(oid::KEY_USAGE).map(|usage| {
            let bits = Reader(usage).next_if(BIT_STRING);
            matches!(bits, Some([_, first, ..]) if first & 0x04 != 0)
        });
        match self.extension(oid::BASIC_CONSTRAINTS) {
            Some(constraints) => {
                let fields = Reader(constraints).next_if(SEQUENCE).unwrap_or_default();
                let is_authority = Reader(fields).next_if(BOOLEAN).unwrap_or_default();
                matches!(is_authority, [1..=255]) && usage.unwrap_or(true)
            }
            None => usage.unwrap_or(self.is_version_1 && self.signs_itself()),
        }
    }

    /// Whether its names say that it is its own issuer.
    pub(super) fn signs_itself(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether it has host names, without which no server can show it.
    pub(super) fn has_host_names(&self) -> bool {
        self.extension(oid::SUBJECT_ALT_NAME).is_some()
    }

    /// Whether a server may show it.
    pub(super) fn is_for_servers(&self) -> bool {
        match self.extension(oid::EXTENDED_KEY_USAGE) {
            Some(usages) => {
                let usages = Reader(usages).next_if(SEQUENCE).unwrap_or_default();
                lists_servers(usages)
            }
            None => true,
        }
    }
}

/// Whether a list of purposes has that of a server.
pub(super) fn lists_servers(purposes: &[u8]) -> bool {
    Reader(purposes).any(|purpose| [oid::SERVER, oid::ANY_USAGE].contains(&purpose.content))
}

/// The common name within a name, or else the last text in it, for people; empty if it
/// has none.
pub(super) fn name_for_people(name: &[u8]) -> String {
    let mut shown = String::new();
    for set in Reader(name).filter(|value| value.tag == SET) {
        let mut attribute = Reader(Reader(set.content).next_if(SEQUENCE).unwrap_or_default());
        let kind = attribute.next_if(OBJECT_ID);
        let text = attribute.next().map(text).unwrap_or_default();
        if !text.is_empty() {
            shown = text;
        }
        if kind == Some(oid::COMMON_NAME) && !shown.is_empty() {
            break;
        }
    }
    shown
}

/// A text of a certificate, without what could disturb a line of a message.
fn text(value: Value<'_>) -> String {
    const UTF_16: u8 = 0x1e;
    let text = match value.tag {
        UTF_16 => {
            let units = value.content.chunks_exact(2);
            let units: Vec<u16> = units
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(value.content).into_owned(),
    };
    printable(&text)
}

/// At most so many characters as a message has room for, none of which is a control
/// character.
pub(super) fn printable(text: &str) -> String {
    let shown = text.chars().take(LONGEST_TEXT);
    let visible = |character: char| match character.is_control() {
        true => char::REPLACEMENT_CHARACTER,
        false => character,
    };
    shown.map(visible).collect()
}

/// A moment (RFC 5280, section 4.1.2.5); those before 1970 count as 1970.
fn time(value: Value<'_>) -> Option<UnixTime> {
    let digits = value.content.strip_suffix(b"Z")?;
    let mut numbers = digits.iter().map(|digit| match digit {
        b'0'..=b'9' => Some(i64::from(digit - b'0')),
        _ => None,
    });
    let mut two_digits = || Some(numbers.next()?? * 10 + numbers.next()??);
    let year = match (value.tag, digits.len()) {
        (UTC_TIME, 12) => match two_digits()? {
            year @ 50.. => 1900 + year,
            year => 2000 + year,
        },
        (GENERALIZED_TIME, 14) => two_digits()? * 100 + two_digits()?,
        _ => return None,
    };
    let (month, day) = (two_digits()?, two_digits()?);
    let (hour, minute, second) = (two_digits()?, two_digits()?, two_digits()?);
    let is_in_range = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !is_in_range || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Years begin in March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    let days = 365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    let seconds = u64::try_from(seconds).unwrap_or_default();
    Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(
        seconds,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(tag: u8, text: &str) -> Option<u64> {
        let content = text.as_bytes();
        let whole = content;
        time(Value {
            tag,
            content,
            whole,
        })
        .map(|time| time.as_secs())
    }

    #[test]
    fn moments_are_read_in_both_forms() {
        for (tag, text, expected) in [
            (UTC_TIME, "700101000000Z", Some(0)),
            (UTC_TIME, "180207073831Z", Some(1_517_989_111)),
            (UTC_TIME, "000229235959Z", Some(951_868_799)),
            (UTC_TIME, "000301000000Z", Some(951_868_800)),
            (UTC_TIME, "491231235959Z", Some(2_524_607_999)),
            (UTC_TIME, "500101000000Z", Some(0)),
            (GENERALIZED_TIME, "21000301000000Z", Some(4_107_542_400)),
            (GENERALIZED_TIME, "99991231235959Z", Some(253_402_300_799)),
            (GENERALIZED_TIME, "00000101000000Z", Some(0)),
            (UTC_TIME, "7001010000Z", None),
            (UTC_TIME, "700101000000+0100", None),
            (UTC_TIME, "70010100000xZ", None),
            (UTC_TIME, "700101235960Z", Some(86_400)),
            (UTC_TIME, "700101236000Z", None),
            (UTC_TIME, "700101000061Z", None),
            (UTC_TIME, "701301000000Z", None),
            (UTC_TIME, "700100000000Z", None),
            (UTC_TIME, "700101240000Z", None),
            (UTC_TIME, "21000301000000Z", None),
            (GENERALIZED_TIME, "700101000000Z", None),
            (SEQUENCE, "700101000000Z", None),
        ] {
            assert_eq!(seconds(tag, text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_shown_without_what_could_disturb() {
        let name = |attributes: &[(&[u8], u8, &[u8])]| {
            let mut name = Vec::new();
            for (oid, tag, text) in attributes {
                let mut inner = vec![OBJECT_ID, oid.len() as u8];
                inner.extend(*oid);
                inner.extend([*tag, text.len() as u8]);
                inner.extend(*text);
                let length = inner.len() as u8;
                name.extend([SET, length + 2, SEQUENCE, length]);
                name.extend(inner);
            }
            name_for_people(&name)
        };
        const ORGANISATION: &[u8] = &[0x55, 4, 10];
        const UTF_8: u8 = 0x0c;
        assert_eq!(name(&[]), "");
        assert_eq!(name(&[(ORGANISATION, UTF_8, b"ACME")]), "ACME");
        let both: &[(&[u8], u8, &[u8])] = &[
            (ORGANISATION, UTF_8, b"ACME"),
            (oid::COMMON_NAME, UTF_8, b"Root"),
            (ORGANISATION, UTF_8, b"X"),
        ];
        assert_eq!(name(both), "Root");
        assert_eq!(name(&[(oid::COMMON_NAME, 0x1e, b"\0R\0\xe9")]), "Ré");
        assert_eq!(
            name(&[(oid::COMMON_NAME, UTF_8, b"a\nb\xff")]),
            "a\u{fffd}b\u{fffd}"
        );
        assert_eq!(printable(&"x".repeat(1000)).len(), LONGEST_TEXT);
        assert_eq!(name_for_people(b"no name at all"), "");
    }

    #[test]
    fn what_is_cut_anywhere_is_no_certificate() {
        let made = rcgen::generate_simple_self_signed(["host.example".to_owned()]).unwrap();
        let der = made.cert.der();
        for length in 0..der.len() {
            assert!(Certificate::read(&der[..length]).is_none(), "{length}");
        }
        let more = [der.as_ref(), b"more"].concat();
        let certificate = Certificate::read(&more).unwrap();
        assert_eq!(certificate.whole, der.as_ref());
        assert!(certificate.signs_itself() && certificate.has_host_names());
        assert!(certificate.is_for_servers() && !certificate.is_authority());
    }
}
