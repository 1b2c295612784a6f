//! The delivery report of one message, in one compact piece of memory.
//!
//! All texts stand in one buffer, each ended by a NUL byte, and each recipient
//! takes one 12-byte record that points into it. A NUL byte inside a value
//! from the network is replaced by U+FFFD, so that nothing after it is hidden
//! from a reader for whom NUL ends a text.

use std::borrow::Cow;

use crate::status::Status;

/// One recipient: where its texts begin, and what does not need a text.
#[derive(Debug, Clone, Copy)]
struct Record {
    /// Offset of the phone number; the date's text follows it.
    texts: u32,
    /// Offset of the status text.
    status_text: u32,
    status: Status,
    stop_sms: bool,
}

/// What became of one message, for each of its recipients. Immutable.
#[derive(Debug, Clone)]
pub struct Report {
    message_id: Box<str>,
    http_status: u16,
    api_code: i32,
    records: Vec<Record>,
    texts: String,
}

/// One recipient of a message, borrowed from its [`Report`].
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    record: Record,
    texts: &'a str,
}

impl Report {
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
        self.records.len()
    }

    /// Whether the report names no recipient.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The recipient at this place, from 0 to `len() - 1`.
    pub fn get(&self, index: usize) -> Option<Delivery<'_>> {
        self.records.get(index).map(|&record| Delivery {
            record,
            texts: &self.texts,
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
        self.records.iter().filter(|r| r.status == status).count()
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

    /// The delivery status as the server spelt it.
    pub fn status_text(&self) -> &'a str {
        text_at(self.texts, self.record.status_text)
    }

    /// Whether the recipient answered STOP.
    pub fn stop_sms(&self) -> bool {
        self.record.stop_sms
    }

    /// [`phone_number`](Self::phone_number) with the NUL that ends it in memory.
    #[cfg(feature = "capi")]
    pub(crate) fn terminated_phone_number(&self) -> &'a str {
        terminated_text_at(self.texts, self.record.texts)
    }

    /// [`status_text`](Self::status_text) with the NUL that ends it in memory.
    #[cfg(feature = "capi")]
    pub(crate) fn terminated_status_text(&self) -> &'a str {
        terminated_text_at(self.texts, self.record.status_text)
    }

    /// [`date_text`](Self::date_text) with the NUL that ends it in memory.
    #[cfg(feature = "capi")]
    pub(crate) fn terminated_date_text(&self) -> &'a str {
        terminated_text_at(self.texts, self.date_offset())
    }

    /// When the status was reported, in seconds since 1970-01-01 00:00 UTC;
    /// `None` where the answer has no date or one that is no epoch number.
    pub fn date(&self) -> Option<i64> {
        let text = self.date_text();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        text.parse().ok()
    }

    /// The date as the server spelt it; empty where it sent none.
    pub fn date_text(&self) -> &'a str {
        text_at(self.texts, self.date_offset())
    }

    /// Where the date's text begins: right after the phone number's.
    fn date_offset(&self) -> u32 {
        let number = terminated_text_at(self.texts, self.record.texts);
        self.record.texts + number.len() as u32
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

/// The text that begins at this offset, with the NUL that ends it.
fn terminated_text_at(texts: &str, offset: u32) -> &str {
    let rest = &texts[offset as usize..];
    let end = rest.bytes().position(|byte| byte == 0);
    &rest[..end.map_or(rest.len(), |nul| nul + 1)]
}

/// The text that begins at this offset.
fn text_at(texts: &str, offset: u32) -> &str {
    let terminated = terminated_text_at(texts, offset);
    terminated.strip_suffix('\0').unwrap_or(terminated)
}

/// Collects the recipients of an answer into a [`Report`].
#[derive(Debug)]
pub(crate) struct ReportBuilder {
    records: Vec<Record>,
    texts: String,
    /// Where the provider's own spelling of each status stands.
    known_status_texts: [u32; Status::ALL.len()],
    /// Where the texts of the recipients begin, after the known statuses.
    first_text: usize,
    /// Where the last status text of another spelling stands.
    other_status_text: Option<u32>,
    ran_out_of_room: bool,
}

/// There is no memory for the recipients, or their texts outgrew the 4 GiB that
/// a record can point into.
#[derive(Debug)]
pub(crate) struct NoRoom;

impl ReportBuilder {
    /// Makes room for the recipients that a JSON body of this size can hold.
    pub(crate) fn for_body(bytes: usize) -> Self {
        // The shape on the provider's page takes 86 bytes an entry, 24 of them
        // text. Where there is no memory for so many, there may still be enough
        // for those that come.
        let entries = bytes / 86;
        let mut records = Vec::new();
        let mut texts = String::new();
        let _ = records.try_reserve_exact(entries);
        let _ = texts.try_reserve_exact(64 + entries * 25);
        let known_status_texts = Status::ALL.map(|status| {
            let offset = texts.len() as u32;
            push_terminated(&mut texts, status.provider_text());
            offset
        });
        Self {
            records,
            known_status_texts,
            first_text: texts.len(),
            texts,
            other_status_text: None,
            ran_out_of_room: false,
        }
    }

    /// Whether a recipient could not be added.
    pub(crate) fn ran_out_of_room(&self) -> bool {
        self.ran_out_of_room
    }

    /// Forgets the recipients collected so far.
    pub(crate) fn clear(&mut self) {
        self.records.clear();
        self.texts.truncate(self.first_text);
        self.other_status_text = None;
    }

    /// Adds a recipient.
    pub(crate) fn push(
        &mut self,
        phone_number: &str,
        status_text: &str,
        stop_sms: bool,
        date_text: &str,
    ) -> Result<(), NoRoom> {
        let added = self.try_push(phone_number, status_text, stop_sms, date_text);
        self.ran_out_of_room |= added.is_err();
        added
    }

    fn try_push(
        &mut self,
        phone_number: &str,
        status_text: &str,
        stop_sms: bool,
        date_text: &str,
    ) -> Result<(), NoRoom> {
        let status = Status::from_text(status_text);
        let status_text = self.status_text_offset(status, status_text)?;
        let texts = self.push_text(phone_number)?;
        self.push_text(date_text)?;
        self.records.try_reserve(1).map_err(|_| NoRoom)?;
        self.records.push(Record {
            texts,
            status_text,
            status,
            stop_sms,
        });
        Ok(())
    }

    /// The finished report.
    pub(crate) fn finish(self, message_id: String, http_status: u16, api_code: i32) -> Report {
        Report {
            message_id: message_id.into_boxed_str(),
            http_status,
            api_code,
            records: self.records,
            texts: self.texts,
        }
    }

    /// Where this status text stands. A spelling that is not the provider's
    /// documented one is stored once for a run of recipients that share it.
    fn status_text_offset(&mut self, status: Status, text: &str) -> Result<u32, NoRoom> {
        if text == status.provider_text() {
            return Ok(self.known_status_texts[status as usize]);
        }
        match self.other_status_text {
            Some(offset) if text_at(&self.texts, offset) == text => Ok(offset),
            _ => {
                let offset = self.push_text(text)?;
                self.other_status_text = Some(offset);
                Ok(offset)
            }
        }
    }

    /// Appends a text, with a NUL inside made visible, and says where it begins.
    fn push_text(&mut self, text: &str) -> Result<u32, NoRoom> {
        let offset = u32::try_from(self.texts.len()).map_err(|_| NoRoom)?;
        let text = if text.contains('\0') {
            Cow::Owned(text.replace('\0', "\u{FFFD}"))
        } else {
            Cow::Borrowed(text)
        };
        let room = self.texts.try_reserve(text.len() + 1);
        room.map_err(|_| NoRoom)?;
        push_terminated(&mut self.texts, &text);
        Ok(offset)
    }
}

/// Appends a text with the NUL that ends it.
fn push_terminated(texts: &mut String, text: &str) {
    texts.push_str(text);
    texts.push('\0');
}
