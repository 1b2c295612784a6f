//! The delivery status of one recipient.

use std::fmt;

/// What became of the SMS to one recipient.
///
/// The provider documents three texts, `Delivered`, `Not delivered` and
/// `Waiting`, and uses `ko` and eight names of SMPP elsewhere in the same family.
/// Upper and lower case are taken alike, and so are `not delivered`,
/// `not_delivered` and ` not-delivered `.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// `UNKNOWN`, or a text that this version does not know: see
    /// [`Delivery::status_text`](crate::Delivery::status_text).
    Unknown,
    /// `Delivered` or `DELIVRD`: the handset has it.
    Delivered,
    /// `Not delivered`, `UNDELIV`, `EXPIRED` or `REJECTD`: it will not arrive any more.
    NotDelivered,
    /// `Waiting`, `PENDING`, `ENROUTE` or `ACCEPTD`: may still change, up to 48 hours
    /// after sending.
    Waiting,
    /// `ko`: not sent, a problem occurred.
    NotSent,
}

/// The texts that are known: those of the provider's pages, and the names of SMPP in
/// its list of errors.
const NAMES: [(&str, Status); 11] = [
    ("Delivered", Status::Delivered),
    ("Not delivered", Status::NotDelivered),
    ("Waiting", Status::Waiting),
    ("ko", Status::NotSent),
    ("DELIVRD", Status::Delivered),
    ("UNDELIV", Status::NotDelivered),
    ("EXPIRED", Status::NotDelivered),
    ("REJECTD", Status::NotDelivered),
    ("PENDING", Status::Waiting),
    ("ENROUTE", Status::Waiting),
    ("ACCEPTD", Status::Waiting),
];

impl Status {
    /// Every status, the unknown one first.
    pub const ALL: &'static [Self] = &[
        Self::Unknown,
        Self::Delivered,
        Self::NotDelivered,
        Self::Waiting,
        Self::NotSent,
    ];

    /// The status that a text of the provider stands for.
    pub fn from_text(text: &str) -> Self {
        Self::from_bytes(text.as_bytes())
    }

    /// The same for a text of which nobody knows yet whether it is UTF-8.
    pub(crate) fn from_bytes(text: &[u8]) -> Self {
        let mut known = NAMES.iter();
        let known = known.find(|(name, _)| is_alike(name.as_bytes(), text));
        known.map_or(Self::Unknown, |&(_, status)| status)
    }

    /// The status of which this is the [provider's text](Self::provider_text).
    #[inline]
    pub(crate) fn documented(text: &[u8]) -> Option<Self> {
        match text {
            b"Delivered" => Some(Self::Delivered),
            b"Not delivered" => Some(Self::NotDelivered),
            b"Waiting" => Some(Self::Waiting),
            b"ko" => Some(Self::NotSent),
            b"" => Some(Self::Unknown),
            _ => None,
        }
    }

    /// The text as the provider's page spells it; empty for [`Status::Unknown`].
    pub(crate) const fn provider_text(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Delivered => "Delivered",
            Self::NotDelivered => "Not delivered",
            Self::Waiting => "Waiting",
            Self::NotSent => "ko",
        }
    }

    /// A name for people: `Delivered`, `Not delivered`, `Waiting`, `Not sent`
    /// or `Unknown`.
    pub fn name(self) -> &'static str {
        let name = self.name_with_nul();
        &name[..name.len() - 1]
    }

    /// [`name`](Self::name) as it is stored, with a NUL at its end.
    #[doc(hidden)]
    pub const fn name_with_nul(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown\0",
            Self::Delivered => "Delivered\0",
            Self::NotDelivered => "Not delivered\0",
            Self::Waiting => "Waiting\0",
            Self::NotSent => "Not sent\0",
        }
    }
}

/// What is not told apart from a space: a run of them counts as one, and as none at
/// the ends of a text.
fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'_' | b'-')
}

/// Whether a text is this name, whose words have one space between them.
fn is_alike(name: &[u8], text: &[u8]) -> bool {
    let words = |text| <[u8]>::split(text, |&byte| is_space(byte)).filter(|word| !word.is_empty());
    let mut of_text = words(text);
    let is_same = |word: &[u8]| {
        let other = of_text.next();
        other.is_some_and(|other| other.eq_ignore_ascii_case(word))
    };
    words(name).all(is_same) && of_text.next().is_none()
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn a_documented_text_is_the_one_that_its_status_has() {
        for &status in Status::ALL {
            let text = status.provider_text().as_bytes();
            assert_eq!(Status::documented(text), Some(status));
            assert_eq!(Status::from_bytes(text), status);
        }
    }

    #[test]
    fn a_status_is_known_however_its_words_are_written() {
        for (status, texts) in [
            (
                Status::Delivered,
                &[
                    "delivered",
                    "DELIVERED",
                    "Delivered ",
                    "\tDelivered\n",
                    "_Delivered-",
                    "delivrd",
                ][..],
            ),
            (
                Status::NotDelivered,
                &[
                    "NOT DELIVERED",
                    "not_delivered",
                    "not-delivered",
                    "  Not _ delivered ",
                    "Undeliv",
                    "EXPIRED",
                    "rejectd",
                ],
            ),
            (
                Status::Waiting,
                &["waiting ", "PENDING", "Enroute", "ACCEPTD\r\n"],
            ),
            (Status::NotSent, &["ko", "KO", " Ko "]),
            (
                Status::Unknown,
                &[
                    "",
                    " ",
                    "-",
                    "UNKNOWN",
                    "notdelivered",
                    "not delivered yet",
                    "not",
                    "k o",
                    "deliveredx",
                    "REJECTED",
                    "D\u{e9}livered",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(Status::from_text(text), status, "{text:?}");
            }
        }
    }
}
