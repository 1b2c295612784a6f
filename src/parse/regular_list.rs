//! The fast way through a long answer.
//!
//! A server writes every recipient in the same way: the same keys in the same
//! order, with the same space in between. So what stands between two values is
//! learnt from one recipient and compared as a whole with the next, and only the
//! values themselves are looked at. Whatever is not as expected, be it in the
//! spelling of one number, ends this way with `None`: then serde_json reads the
//! answer, which knows all of JSON and has the last word on every error.

use crate::report::{ReportBuilder, Spelt};

/// The key of the list.
const LIST_KEY: &[u8] = b"StatutResponse_List";

/// The most members that a recipient may have here.
const MOST_MEMBERS: usize = 12;

/// A longer number might not fit a 64-bit type.
const MOST_DIGITS: usize = 18;

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
        if key == LIST_KEY {
            return after(value, b'[');
        }
        rest = after(read_any_value(value)?.1, b',')?;
    }
}

/// Reads the recipients from after the list's `[` on, and says what is left
/// from its `]` on.
fn read_list<'a>(list: &'a [u8], deliveries: &mut ReportBuilder) -> Option<&'a [u8]> {
    let mut entry = Entry::default();
    let mut layout = Layout::default();
    let mut rest = layout.learn(list, list, &mut entry)?;
    loop {
        keep(&entry, list.len() - rest.len(), rest.len(), deliveries)?;
        if let Some(next) = layout.follow(rest, &mut entry) {
            rest = next;
            continue;
        }
        // The list's end, or a recipient that is written in another way.
        let next = after(layout.after_last_value(rest)?, b'}')?;
        if next.first() == Some(&b']') {
            return Some(next);
        }
        rest = layout.learn(rest, after(next, b',')?, &mut entry)?;
    }
}

/// Adds the recipient to the others.
#[inline(always)]
fn keep(entry: &Entry, read: usize, left: usize, deliveries: &mut ReportBuilder) -> Option<()> {
    let text = entry.phone_number.length() + entry.date.length() + 2;
    deliveries.make_room(text, read, left).ok()?;
    let Entry {
        phone_number,
        status,
        stop_sms,
        date,
    } = *entry;
    let kept = deliveries.push_spelt(phone_number, status, stop_sms, date);
    kept.ok()
}

/// The values of one recipient.
#[derive(Default)]
struct Entry<'a> {
    phone_number: Spelt<'a>,
    status: Spelt<'a>,
    stop_sms: bool,
    date: Spelt<'a>,
}

impl<'a> Entry<'a> {
    #[inline(always)]
    fn set(&mut self, field: Field, value: Value<'a>) -> Option<()> {
        match field {
            Field::PhoneNumber => self.phone_number = value.as_text()?,
            Field::Status => self.status = value.as_text()?,
            Field::StopSms => self.stop_sms = value.as_flag()?,
            Field::Date => self.date = value.as_text()?,
            Field::Other => value.is_surely_utf8().then_some(())?,
        }
        Some(())
    }
}

/// What a member of a recipient says.
#[derive(Clone, Copy, Default, PartialEq)]
enum Field {
    PhoneNumber,
    Status,
    StopSms,
    Date,
    #[default]
    Other,
}

impl Field {
    fn of(key: &[u8]) -> Self {
        match key {
            b"phoneNumber" => Self::PhoneNumber,
            b"status" => Self::Status,
            b"stopSMS" | b"stopSms" => Self::StopSms,
            b"date" => Self::Date,
            _ => Self::Other,
        }
    }
}

/// One member of every recipient.
#[derive(Clone, Copy, Default)]
struct Member<'a> {
    /// What stands between the value before and this one: the quote that ends a
    /// text, punctuation, space, the key, the quote that begins a text.
    gap: &'a [u8],
    field: Field,
    is_text: bool,
}

/// How the recipients are written.
#[derive(Default)]
struct Layout<'a> {
    members: [Member<'a>; MOST_MEMBERS],
    count: usize,
}

impl<'a> Layout<'a> {
    fn members(&self) -> &[Member<'a>] {
        &self.members[..self.count]
    }

    /// Reads one recipient and learns how it is written. What is left, before
    /// and after, begins where a last value ends.
    fn learn(
        &mut self,
        mut gap: &'a [u8],
        start: &'a [u8],
        entry: &mut Entry<'a>,
    ) -> Option<&'a [u8]> {
        self.count = 0;
        *entry = Entry::default();
        let mut rest = after(start, b'{')?;
        loop {
            let (key, value) = read_key(rest)?;
            let is_text = value.first() == Some(&b'"');
            let value = if is_text { &value[1..] } else { value };
            let member = Member {
                gap: &gap[..gap.len() - value.len()],
                field: Field::of(key),
                is_text,
            };
            self.add(member)?;
            let (value, end) = read_value(value, is_text)?;
            entry.set(member.field, value)?;
            let next = skip_space(self.after_last_value(end)?);
            match next.first()? {
                b',' => rest = skip_space(&next[1..]),
                b'}' => return Some(end),
                _ => return None,
            }
            gap = end;
        }
    }

    /// Adds a member, if there is room for it and no other says the same.
    fn add(&mut self, member: Member<'a>) -> Option<()> {
        let same = |other: &Member| other.field == member.field && other.field != Field::Other;
        if self.members().iter().any(same) {
            return None;
        }
        *self.members.get_mut(self.count)? = member;
        self.count += 1;
        Some(())
    }

    /// Reads one recipient that is written as the one that was learnt from.
    #[inline(always)]
    fn follow(&self, mut rest: &'a [u8], entry: &mut Entry<'a>) -> Option<&'a [u8]> {
        for member in self.members() {
            let value;
            (value, rest) = read_value(after_same(rest, member.gap)?, member.is_text)?;
            entry.set(member.field, value)?;
        }
        Some(rest)
    }

    /// What comes after the quote that ends the last value, if that is a text.
    fn after_last_value(&self, end: &'a [u8]) -> Option<&'a [u8]> {
        let is_text = self.members().last()?.is_text;
        if is_text { end.get(1..) } else { Some(end) }
    }
}

/// A plain value.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(Spelt<'a>),
    /// Without sign, fraction and exponent.
    Number(Spelt<'a>),
    True,
    False,
    Null,
}

impl<'a> Value<'a> {
    #[inline(always)]
    fn as_text(self) -> Option<Spelt<'a>> {
        match self {
            Self::Text(spelt) | Self::Number(spelt) => Some(spelt),
            Self::Null => Some(Spelt::default()),
            Self::True | Self::False => None,
        }
    }

    #[inline(always)]
    fn as_flag(self) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False | Self::Null => Some(false),
            Self::Text(spelt) | Self::Number(spelt) => match spelt.text() {
                b"1" | b"true" => Some(true),
                b"0" | b"false" => Some(false),
                _ => None,
            },
        }
    }

    fn is_surely_utf8(self) -> bool {
        match self {
            Self::Text(spelt) => spelt.text().is_ascii(),
            _ => true,
        }
    }
}

/// Reads a key without escapes; what is left begins with its value.
fn read_key(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.strip_prefix(b"\"")?;
    let key = read_text(rest)?.text();
    let value = after(&rest[key.len() + 1..], b':')?;
    key.is_ascii().then_some((key, value))
}

/// Reads a value, and its quotes if it is a text.
fn read_any_value(rest: &[u8]) -> Option<(Value<'_>, &[u8])> {
    match rest.strip_prefix(b"\"") {
        Some(text) => {
            let (value, rest) = read_value(text, true)?;
            Some((value, &rest[1..]))
        }
        None => read_value(rest, false),
    }
}

/// Reads a value. A text is read from after its first quote up to its last.
#[inline(always)]
fn read_value(rest: &[u8], is_text: bool) -> Option<(Value<'_>, &[u8])> {
    if is_text {
        let text = read_text(rest)?;
        return Some((Value::Text(text), &rest[text.length()..]));
    }
    match rest.first_chunk()? {
        b"fals" => Some((Value::False, rest[4..].strip_prefix(b"e")?)),
        b"true" => Some((Value::True, &rest[4..])),
        b"null" => Some((Value::Null, &rest[4..])),
        _ => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_number = digits == 1 || (2..=MOST_DIGITS).contains(&digits) && rest[0] != b'0';
            let number = is_number.then(|| Spelt::at_start_of(rest, digits))?;
            Some((Value::Number(number), &rest[digits..]))
        }
    }
}

/// Reads a text without escapes, which ends before a quote.
#[inline(always)]
fn read_text(rest: &[u8]) -> Option<Spelt<'_>> {
    let mut left = rest;
    while let Some((word, next)) = left.split_first_chunk() {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            let in_word = special.trailing_zeros() as usize / 8;
            let length = rest.len() - left.len() + in_word;
            return (word[in_word] == b'"').then(|| Spelt::at_start_of(rest, length));
        }
        left = next;
    }
    // The last bytes of the answer.
    let is_special = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    let length = rest.len() - left.len() + left.iter().position(is_special)?;
    (rest[length] == b'"').then(|| Spelt::at_start_of(rest, length))
}

/// The highest bit of each byte that a text may not have as it is: a quote, a
/// backslash or a control character. Only the lowest bit set is certain.
#[inline(always)]
fn special_bytes(word: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = EACH << 7;
    let quote = (word ^ (EACH * b'"' as u64)).wrapping_sub(EACH);
    let backslash = (word ^ (EACH * b'\\' as u64)).wrapping_sub(EACH);
    let control = word.wrapping_sub(EACH * b' ' as u64);
    (quote | backslash | control) & !word & HIGHEST
}

/// What comes after these bytes, if it begins with them: compared in blocks,
/// since a call to compare so few bytes takes longer than comparing them.
#[inline(always)]
fn after_same<'a>(rest: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    let (here, after) = rest.split_at_checked(start.len())?;
    is_same(here, start).then_some(after)
}

/// Whether two slices of one length hold the same.
#[inline(always)]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (mut one_left, mut other_left) = (one, other);
    while let (Some((a, one_next)), Some((b, other_next))) = (
        one_left.split_first_chunk::<8>(),
        other_left.split_first_chunk::<8>(),
    ) {
        if a != b {
            return false;
        }
        (one_left, other_left) = (one_next, other_next);
    }
    match (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        (Some(a), Some(b)) => a == b,
        _ => one == other,
    }
}

/// What comes after this byte and any space around it.
fn after(rest: &[u8], byte: u8) -> Option<&[u8]> {
    let rest = skip_space(rest).strip_prefix(&[byte])?;
    Some(skip_space(rest))
}

fn skip_space(mut rest: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', next @ ..] = rest {
        rest = next;
    }
    rest
}
