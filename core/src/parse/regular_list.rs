//! The fast way through a long answer: about 570 instructions per recipient
//! instead of serde_json's 2 800 (benches/README.md).
//!
//! A server writes every recipient in the same way: the same keys in the same
//! order, with the same space in between, and one of a few statuses. So a
//! recipient is compared with earlier ones, all of it but the phone number and
//! the date, and is read member by member only if it is like none of them. If
//! anything is not as expected, even the spelling of one number, this way ends
//! with `None`: then serde_json reads the answer, which knows all of JSON and has
//! the last word on every error.

use super::pattern::{Pattern, Patterns};
use super::plain::{Value, after, read_key, read_value, skip_space};
use super::spelling::{AnswerKey, EntryKey, Key};
use crate::report::{ReportBuilder, Spelt};

/// An answer whose list has been read.
pub(super) struct RegularList {
    /// The recipients in the list. Their texts may not be UTF-8.
    pub(super) deliveries: ReportBuilder,
    /// The answer with an empty list in its place.
    pub(super) rest: Vec<u8>,
}

/// Reads the list out of an answer, if all of it is regular.
pub(super) fn read(body: &[u8]) -> Option<RegularList> {
    let list = find_list(body)?;
    let mut deliveries = ReportBuilder::default();
    let after = read_list(list, &mut deliveries)?;
    let before = &body[..body.len() - list.len()];
    Some(RegularList {
        deliveries,
        rest: [before, after].concat(),
    })
}

/// The bytes after the `[` of the answer's own list: before it come only the
/// answer's own members, each with a plain value.
fn find_list(body: &[u8]) -> Option<&[u8]> {
    let mut rest = after(body, b'{')?;
    loop {
        let (key, value) = read_key(rest)?;
        if AnswerKey::of(key) == AnswerKey::List {
            return after(value, b'[');
        }
        rest = after(read_value(value)?.1, b',')?;
    }
}

/// Reads the recipients from after the list's `[` on, and says what is left
/// from its `]` on.
fn read_list<'a>(list: &'a [u8], deliveries: &mut ReportBuilder) -> Option<&'a [u8]> {
    let mut patterns = Patterns::default();
    let mut rest = read_first(list, deliveries)?;
    loop {
        if let Some((found, next)) = patterns.find(rest) {
            make_room(list, next, [found.phone_number, found.date], deliveries)?;
            let pushed =
                deliveries.push_kept(found.phone_number, found.status, found.stop_sms, found.date);
            pushed.ok()?;
            rest = next;
            continue;
        }
        // The list's end, or a recipient that is like none of those kept.
        if skip_space(rest).first() == Some(&b']') {
            return Some(skip_space(rest));
        }
        let (recipient, next) = Recipient::read(after(rest, b',')?)?;
        patterns.add(recipient.push(list, rest, next, deliveries)?);
        rest = next;
    }
}

/// Reads the first recipient, which has no comma before it.
fn read_first<'a>(list: &'a [u8], deliveries: &mut ReportBuilder) -> Option<&'a [u8]> {
    let (recipient, next) = Recipient::read(list)?;
    // Room for the others is reckoned from it, and they have a comma each.
    let end = after(next, b',').unwrap_or(next);
    recipient.push(list, list, end, deliveries)?;
    Some(next)
}

/// Makes room for a recipient with these values, after which `rest` of the list
/// is left.
#[inline(always)]
fn make_room(
    list: &[u8],
    rest: &[u8],
    values: [Spelt; 2],
    deliveries: &mut ReportBuilder,
) -> Option<()> {
    let text = values.map(Spelt::length).iter().sum::<usize>() + values.len();
    let room = deliveries.make_room(text, list.len() - rest.len(), rest.len());
    room.ok()
}

/// A recipient that was read member by member.
#[derive(Default)]
struct Recipient<'a> {
    phone_number: Option<Spelt<'a>>,
    status: Option<Spelt<'a>>,
    stop_sms: Option<bool>,
    date: Option<Spelt<'a>>,
}

impl<'a> Recipient<'a> {
    /// Reads a recipient that begins here; what is left begins after its brace.
    fn read(start: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut recipient = Self::default();
        let mut rest = after(start, b'{')?;
        loop {
            let (key, value) = read_key(rest)?;
            let (value, next) = read_value(value)?;
            recipient.set(EntryKey::of(key), value)?;
            let next = skip_space(next);
            match next.first()? {
                b',' => rest = skip_space(&next[1..]),
                b'}' => return Some((recipient, &next[1..])),
                _ => return None,
            }
        }
    }

    /// Keeps a value, if no other member has said the same.
    fn set(&mut self, key: EntryKey, value: Value<'a>) -> Option<()> {
        let is_new = match key {
            EntryKey::PhoneNumber => self.phone_number.replace(value.as_text()?).is_none(),
            EntryKey::Status => self.status.replace(value.as_text()?).is_none(),
            EntryKey::StopSms => self.stop_sms.replace(value.as_flag()?).is_none(),
            EntryKey::Date => self.date.replace(value.as_text()?).is_none(),
            // What is kept is seen to be UTF-8 when the list is finished.
            EntryKey::Other => value.is_surely_utf8(),
        };
        is_new.then_some(())
    }

    /// Adds the recipient to the report. It stands in the list between `start`
    /// and `end`, and is a pattern for others.
    fn push(
        &self,
        list: &[u8],
        start: &'a [u8],
        end: &[u8],
        deliveries: &mut ReportBuilder,
    ) -> Option<Pattern<'a>> {
        let status = deliveries.keep_status(self.status.unwrap_or_default());
        let status = status.ok()?;
        let stop_sms = self.stop_sms.unwrap_or(false);
        let values = [self.phone_number, self.date].map(Option::unwrap_or_default);
        make_room(list, end, values, deliveries)?;
        let [phone_number, date] = values;
        let pushed = deliveries.push_kept(phone_number, status, stop_sms, date);
        pushed.ok()?;
        let example = &start[..start.len() - end.len()];
        let places = values.map(|value| value.place_in(start));
        Some(Pattern::new(example, places, status, stop_sms))
    }
}
