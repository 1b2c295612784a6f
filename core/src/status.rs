//! The delivery status of one recipient.

use std::fmt;

/// What became of the SMS to one recipient.
///
/// The provider documents three texts, `Delivered`, `Not delivered` and
/// `Waiting`, and uses `ko` elsewhere in the same family. Upper and lower case
/// are taken alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// A text that this version does not know: see
    /// [`Delivery::status_text`](crate::Delivery::status_text).
    Unknown,
    /// `Delivered`: the handset has it.
    Delivered,
    /// `Not delivered`: it will not arrive any more.
    NotDelivered,
    /// `Waiting`: may still change, up to 48 hours after sending.
    Waiting,
    /// `ko`: not sent, a problem occurred.
    NotSent,
}

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
        let alike = |status: &Self| status.provider_text().as_bytes().eq_ignore_ascii_case(text);
        let known = Self::ALL.iter().skip(1).copied().find(alike);
        known.unwrap_or(Self::Unknown)
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
}
