//! The delivery report of one message, in one compact piece of memory.
//!
//! All texts stand in one buffer, each ended by a NUL byte, and each recipient
//! takes one 12-byte record that points into it. A NUL byte inside a value
//! from the network is replaced by U+FFFD, so that nothing after it is hidden
//! from a reader for whom NUL ends a text.

mod builder;

use crate::iso8601;
use crate::status::Status;

pub(crate) use builder::{KeptStatus, NoRoom, ReportBuilder, Spelt};

/// One recipient: where its texts begin, and what does not need a text.
#[derive(Debug, Clone, Copy)]
struct Record {
    /// Offset of the phone number; the date's text follows it.
    texts: u32,
    /// Offset of the status text.
    status_text: u32,
    /// From the phone number to the date's text; 0 where that is too far for 16
    /// bits, and has to be looked for.
    to_date: u16,
    status: Status,
    stop_sms: bool,
}

/// What became of one message, for each of its recipients. Immutable.
#[derive(Debug, Clone)]
pub struct Report {
    message_id: Box<str>,
    http_status: u16,
    api_code: i32,
    recipients: Recipients,
}

/// The list in a report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recipients {
    records: Vec<Record>,
    texts: String,
}

/// One recipient of a message, borrowed from its [`Report`].
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    record: &'a Record,
    texts: &'a str,
}

/// Two lists are equal where they say the same, wherever they keep it.
#[cfg(any(test, smsp_test_hooks))]
impl PartialEq for Recipients {
    fn eq(&self, other: &Self) -> bool {
        let says = |recipients: &Self, record: &Record| {
            let texts = &recipients.texts;
            let delivery = Delivery { record, texts };
            [
                delivery.phone_number(),
                delivery.status_text(),
                delivery.date_text(),
            ]
            .map(str::to_owned)
        };
        let flags = |record: &Record| (record.status, record.stop_sms);
        self.records.len() == other.records.len()
            && self
                .records
                .iter()
                .zip(&other.records)
                .all(|(one, two)| flags(one) == flags(two) && says(self, one) == says(other, two))
    }
}

impl Report {
    pub(crate) fn new(
        recipients: Recipients,
        message_id: String,
        http_status: u16,
        api_code: i32,
    ) -> Self {
        Self {
            message_id: message_id.into_boxed_str(),
            http_status,
            api_code,
            recipients,
        }
    }

    /// The message ID as the answer gives it, or the one that was asked for
    /// where the answer gives none.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// The HTTP status of the answer, 200 as a rule.
    pub fn http_status(&self) -> u16 {
        self.http_status
    }

    /// The answer's `code`, 200 as a rule; 0 where it has none.
    pub fn api_code(&self) -> i32 {
        self.api_code
    }

    /// How many recipients the report names. A report that has only just been
    /// started by the provider may name none yet.
    pub fn len(&self) -> usize {
        self.recipients.records.len()
    }

    /// Whether the report names no recipient.
    pub fn is_empty(&self) -> bool {
        self.recipients.records.is_empty()
    }

    /// The recipient at this place, from 0 to `len() - 1`.
    pub fn get(&self, index: usize) -> Option<Delivery<'_>> {
        self.recipients.records.get(index).map(|record| Delivery {
            record,
            texts: &self.recipients.texts,
        })
    }

    /// All recipients, in the order of the answer.
    pub fn deliveries(&self) -> Deliveries<'_> {
        Deliveries {
            report: self,
            next: 0,
        }
    }

    /// How many recipients have this status.
    pub fn count_status(&self, status: Status) -> usize {
        self.recipients
            .records
            .iter()
            .filter(|r| r.status == status)
            .count()
    }

    /// The place of the first recipient with exactly this number, as the
    /// provider spells it.
    pub fn find(&self, phone_number: &str) -> Option<usize> {
        self.deliveries()
            .position(|delivery| delivery.phone_number() == phone_number)
    }
}

impl<'a> Delivery<'a> {
    /// The recipient's number as the provider spells it (`+336…`); empty where
    /// the answer has none.
    pub fn phone_number(&self) -> &'a str {
        text_at(self.texts, self.record.texts)
    }

    /// The delivery status.
    pub fn status(&self) -> Status {
        self.record.status
    }

    /// The delivery status as the server spelt it; its JSON if it is neither a text
    /// nor a number.
    pub fn status_text(&self) -> &'a str {
        text_at(self.texts, self.record.status_text)
    }

    /// Whether the recipient answered STOP.
    pub fn stop_sms(&self) -> bool {
        self.record.stop_sms
    }

    /// Memory that begins with [`phone_number`](Self::phone_number) and the NUL
    /// that ends it.
    #[doc(hidden)]
    pub fn phone_number_with_nul(&self) -> &'a str {
        &self.texts[self.record.texts as usize..]
    }

    /// Memory that begins with [`status_text`](Self::status_text) and the NUL
    /// that ends it.
    #[doc(hidden)]
    pub fn status_text_with_nul(&self) -> &'a str {
        &self.texts[self.record.status_text as usize..]
    }

    /// Memory that begins with [`date_text`](Self::date_text) and the NUL that
    /// ends it.
    #[doc(hidden)]
    pub fn date_text_with_nul(&self) -> &'a str {
        &self.texts[self.date_offset() as usize..]
    }

    /// When the status was reported, in seconds since 1970-01-01 00:00 UTC;
    /// `None` where the answer has no date or one that is no epoch number.
    pub fn date(&self) -> Option<i64> {
        let text = self.date_text();
        // A number with a sign is none here.
        let is_number = text.bytes().next()?.is_ascii_digit();
        is_number.then(|| text.parse().ok())?
    }

    /// [`date`](Self::date) as `2018-02-07T07:38:31Z` (ISO 8601); `None` if that is.
    pub fn date_iso8601(&self) -> Option<String> {
        // A date has no sign, so it is not before 1970.
        self.date()
            .map(|seconds| iso8601::format(seconds.unsigned_abs()))
    }

    /// The date as the server spelt it; empty where it sent none. Of an object, its
    /// `date`; otherwise the JSON of what is neither a text nor a number.
    #[inline(always)]
    pub fn date_text(&self) -> &'a str {
        text_at(self.texts, self.date_offset())
    }

    /// Where the date's text begins: right after the phone number's.
    #[inline(always)]
    fn date_offset(&self) -> u32 {
        let to_date = match self.record.to_date {
            0 => self.phone_number().len() as u32 + 1,
            to_date => to_date.into(),
        };
        self.record.texts + to_date
    }
}

/// The recipients of a [`Report`], in the order of the answer.
#[derive(Debug, Clone)]
pub struct Deliveries<'a> {
    report: &'a Report,
    next: usize,
}

impl<'a> Iterator for Deliveries<'a> {
    type Item = Delivery<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let delivery = self.report.get(self.next)?;
        self.next += 1;
        Some(delivery)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.report.len() - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Deliveries<'_> {}

impl<'a> IntoIterator for &'a Report {
    type Item = Delivery<'a>;
    type IntoIter = Deliveries<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.deliveries()
    }
}

/// The text that begins at this offset.
fn text_at(texts: &str, offset: u32) -> &str {
    let rest = &texts[offset as usize..];
    let end = rest.bytes().position(|byte| byte == 0);
    &rest[..end.unwrap_or(rest.len())]
}
