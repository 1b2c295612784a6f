//! Collects the recipients of a [`Report`](super::Report).

use std::collections::TryReserveError;
use std::ops::Range;
use std::str::{self, Utf8Error};
use std::string::FromUtf8Error;

use super::{Recipients, Record};
use crate::status::Status;

/// The fewest bytes that a recipient takes who has a number and a status.
const SHORTEST_ENTRY: usize = 16;

/// How many bytes are copied at once where a text is not longer.
const BLOCK: usize = 16;

/// Every documented status text, in the order of [`Status::ALL`], with a
/// NUL in between. The texts of a list that is not empty begin with them.
const DOCUMENTED: &[u8] = b"\0Delivered\0Not delivered\0Waiting\0ko";

/// Where each of them begins.
const DOCUMENTED_AT: [u32; Status::ALL.len()] = {
    let mut offsets = [0; Status::ALL.len()];
    let mut status = 1;
    while status < offsets.len() {
        let before = Status::ALL[status - 1].provider_text();
        offsets[status] = offsets[status - 1] + before.len() as u32 + 1;
        status += 1;
    }
    offsets
};

/// A status, and where its text is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeptStatus {
    status: Status,
    text: u32,
}

/// A list in the making.
#[derive(Debug, Default)]
pub(crate) struct ReportBuilder {
    records: Vec<Record>,
    /// The texts, and bytes behind them that the next ones are written over.
    texts: Vec<u8>,
    /// Where the texts end.
    end: usize,
    /// Where the last status text of another spelling stands.
    other_status_text: Option<u32>,
}

/// There is no memory for the recipients, or their texts outgrew the 4 GiB that
/// a record can point into.
#[derive(Debug)]
pub(crate) struct NoRoom;

impl From<TryReserveError> for NoRoom {
    fn from(_: TryReserveError) -> Self {
        Self
    }
}

/// A text without NUL, and the bytes that happen to follow it: so it can be
/// copied in one block whatever its length.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spelt<'a> {
    bytes: &'a [u8],
    length: usize,
}

impl<'a> Spelt<'a> {
    /// The text of this length, or a shorter one, at the start of the bytes.
    #[inline(always)]
    pub(crate) fn at_start_of(bytes: &'a [u8], length: usize) -> Self {
        let length = length.min(bytes.len());
        Self { bytes, length }
    }

    /// The text, and the bytes that follow it.
    pub(crate) fn text_and_after(self) -> &'a [u8] {
        self.bytes
    }

    /// The text alone.
    #[inline(always)]
    pub(crate) fn text(self) -> &'a [u8] {
        &self.bytes[..self.length]
    }

    /// How many bytes the text has.
    #[inline(always)]
    pub(crate) fn length(self) -> usize {
        self.length
    }

    /// Where the text stands in bytes that go on as long as its own; an empty
    /// one stands at their start.
    pub(crate) fn place_in(self, bytes: &[u8]) -> Range<usize> {
        if self.length == 0 {
            return 0..0;
        }
        let start = bytes.len() - self.bytes.len();
        start..start + self.length
    }
}

impl<'a> From<&'a [u8]> for Spelt<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::at_start_of(bytes, bytes.len())
    }
}

impl ReportBuilder {
    /// Adds a recipient with a status that was kept.
    #[inline(always)]
    pub(crate) fn push_kept(
        &mut self,
        phone_number: Spelt,
        status: KeptStatus,
        stop_sms: bool,
        date_text: Spelt,
    ) -> Result<(), NoRoom> {
        let texts = self.push_text(phone_number)?;
        let date = self.push_text(date_text)?;
        self.records.try_reserve(1)?;
        self.records.push(Record {
            texts,
            status_text: status.text,
            to_date: u16::try_from(date - texts).unwrap_or(0),
            status: status.status,
            stop_sms,
        });
        Ok(())
    }

    /// Makes room for the rest of a list, if that goes on as it began, where
    /// there is not enough for one more recipient. Its texts, and so many bytes
    /// of the list with it, count as read.
    #[inline(always)]
    pub(crate) fn make_room(
        &mut self,
        text: usize,
        bytes_read: usize,
        bytes_left: usize,
    ) -> Result<(), NoRoom> {
        let is_room = self.records.len() < self.records.capacity()
            && self.end + text + BLOCK <= self.texts.len();
        if is_room {
            return Ok(());
        }
        self.grow(text, bytes_read, bytes_left)
    }

    #[cold]
    fn grow(&mut self, text: usize, bytes_read: usize, bytes_left: usize) -> Result<(), NoRoom> {
        // A little more than the share, since entries differ: an estimate that
        // is just too small costs a second growth. No list of a server's is so dense
        // as the limit, and a dense beginning says nothing about the rest.
        let share = |so_far: usize| {
            let rest = so_far as u64 * bytes_left as u64 / bytes_read.max(1) as u64;
            ((rest + rest / 64) as usize).min(bytes_left)
        };
        let entries = self.records.len() + 1;
        let likely = share(entries).min(bytes_left / SHORTEST_ENTRY);
        reserve(&mut self.records, 1, likely)?;
        let texts = self.end.saturating_sub(DOCUMENTED.len() + 1) + text;
        let room = DOCUMENTED.len() + 1 + texts + BLOCK;
        let needed = room
            .max(self.end + text + BLOCK)
            .saturating_sub(self.texts.len());
        reserve(&mut self.texts, needed, share(texts))?;
        let room = self.texts.len() + needed + share(texts);
        self.texts.resize(room.min(self.texts.capacity()), 0);
        Ok(())
    }

    /// Forgets the list but keeps its memory: an answer may have any number of lists, and
    /// making room for each would take time that grows with their square. An error if a
    /// text was not UTF-8.
    pub(crate) fn start_again(&mut self) -> Result<(), Utf8Error> {
        str::from_utf8(&self.texts[..self.end])?;
        self.records.clear();
        self.end = 0;
        self.other_status_text = None;
        Ok(())
    }

    /// The finished list; an error if a text was not UTF-8.
    pub(crate) fn finish(mut self) -> Result<Recipients, FromUtf8Error> {
        self.texts.truncate(self.end);
        Ok(Recipients {
            records: self.records,
            texts: String::from_utf8(self.texts)?,
        })
    }

    /// Keeps the text of a status, for this recipient and others. A spelling that
    /// is not the provider's documented one is kept once for a run of recipients
    /// that share it.
    pub(crate) fn keep_status(&mut self, spelt: Spelt) -> Result<KeptStatus, NoRoom> {
        if self.end == 0 {
            self.push_text(DOCUMENTED.into())?;
        }
        let text = spelt.text();
        if let Some(status) = Status::documented(text) {
            let text = DOCUMENTED_AT[status as usize];
            return Ok(KeptStatus { status, text });
        }
        let kept = match self.other_status_text {
            Some(offset) if self.holds(offset, text) => offset,
            _ => self.push_text(spelt)?,
        };
        self.other_status_text = Some(kept);
        Ok(KeptStatus {
            status: Status::from_bytes(text),
            text: kept,
        })
    }

    /// Whether this text stands at this offset.
    fn holds(&self, offset: u32, text: &[u8]) -> bool {
        let rest = self.texts[offset as usize..].strip_prefix(text);
        rest.is_some_and(|rest| rest.first() == Some(&0))
    }

    /// Appends a text with the NUL that ends it, and says where it begins.
    #[inline(always)]
    fn push_text(&mut self, spelt: Spelt) -> Result<u32, NoRoom> {
        let offset = u32::try_from(self.end).map_err(|_| NoRoom)?;
        let end = self.end + spelt.length;
        let room = self.texts.get_mut(self.end..).unwrap_or_default();
        match (room.first_chunk_mut(), spelt.bytes.first_chunk::<BLOCK>()) {
            (Some(block), Some(bytes)) if spelt.length < BLOCK => {
                *block = *bytes;
                block[spelt.length] = 0;
            }
            _ => {
                if end >= self.texts.len() {
                    let more = end + 1 - self.texts.len();
                    self.texts.try_reserve(more)?;
                    self.texts.resize(end + 1, 0);
                }
                self.texts[self.end..end].copy_from_slice(spelt.text());
                self.texts[end] = 0;
            }
        }
        self.end = end + 1;
        Ok(offset)
    }
}

/// Makes room for what is needed and, if there is memory, for what is likely to follow.
/// A list that grows often, because it is not as it began, grows by an eighth.
fn reserve<T>(list: &mut Vec<T>, needed: usize, likely: usize) -> Result<(), TryReserveError> {
    let least = needed.max(list.len() / 8);
    let wanted = least.max(needed.saturating_add(likely));
    list.try_reserve_exact(wanted)
        .or_else(|_| list.try_reserve_exact(least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_texts_stand_where_they_are_looked_for() {
        for &status in Status::ALL {
            let rest = &DOCUMENTED[DOCUMENTED_AT[status as usize] as usize..];
            let text = rest.split(|byte| *byte == 0).next();
            assert_eq!(text, Some(status.provider_text().as_bytes()));
        }
    }
}
