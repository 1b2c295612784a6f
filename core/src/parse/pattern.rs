//! What recipients have in common: all but their phone numbers and dates.

use std::ops::Range;

use super::plain::{is_number, is_plain_text};
use crate::report::{KeptStatus, Spelt};

/// How many patterns are compared with: each status, with and without STOP.
const KEPT: usize = 8;

/// The patterns of a list, oldest first; when there are more than are kept, a
/// new one takes the place of an old one.
#[derive(Default)]
pub(super) struct Patterns<'a> {
    kept: [Option<Pattern<'a>>; KEPT],
    added: usize,
}

impl<'a> Patterns<'a> {
    pub(super) fn add(&mut self, pattern: Pattern<'a>) {
        self.kept[self.added % KEPT] = Some(pattern);
        self.added += 1;
    }

    /// The recipient that begins here, if it is like an earlier one, and what
    /// comes after it.
    #[inline(always)]
    pub(super) fn find(&self, rest: &'a [u8]) -> Option<(Match<'a>, &'a [u8])> {
        let mut patterns = self.kept.iter().map_while(Option::as_ref);
        patterns.find_map(|pattern| pattern.find(rest))
    }
}

/// A recipient that is like an earlier one.
pub(super) struct Match<'a> {
    pub(super) phone_number: Spelt<'a>,
    pub(super) status: KeptStatus,
    pub(super) stop_sms: bool,
    pub(super) date: Spelt<'a>,
}

/// A recipient that others may be like.
pub(super) struct Pattern<'a> {
    /// What is the same in all of them: before, between and after two values
    /// that differ.
    before: &'a [u8],
    between: &'a [u8],
    after: &'a [u8],
    first: Varying,
    second: Varying,
    /// The date comes before the phone number.
    date_first: bool,
    status: KeptStatus,
    stop_sms: bool,
}

/// A value that differs from recipient to recipient, though not in its length.
struct Varying {
    length: usize,
    is_text: bool,
}

impl<'a> Pattern<'a> {
    /// Of an example, with the places of the phone number and the date in it.
    pub(super) fn new(
        example: &'a [u8],
        [phone_number, date]: [Range<usize>; 2],
        status: KeptStatus,
        stop_sms: bool,
    ) -> Self {
        let date_first = date.start < phone_number.start;
        let (first, second) = if date_first {
            (date, phone_number)
        } else {
            (phone_number, date)
        };
        let varying = |place: &Range<usize>| Varying {
            length: place.len(),
            is_text: example[..place.start].ends_with(b"\""),
        };
        Self {
            first: varying(&first),
            second: varying(&second),
            before: &example[..first.start],
            between: &example[first.end..second.start],
            after: &example[second.end..],
            date_first,
            status,
            stop_sms,
        }
    }

    #[inline(always)]
    fn find(&self, rest: &'a [u8]) -> Option<(Match<'a>, &'a [u8])> {
        let first = strip_same(rest, self.before)?;
        let second = strip_same(first.get(self.first.length..)?, self.between)?;
        let rest = strip_same(second.get(self.second.length..)?, self.after)?;
        let first = self.first.read(first)?;
        let second = self.second.read(second)?;
        let (date, phone_number) = if self.date_first {
            (first, second)
        } else {
            (second, first)
        };
        let found = Match {
            phone_number,
            status: self.status,
            stop_sms: self.stop_sms,
            date,
        };
        Some((found, rest))
    }
}

impl Varying {
    #[inline(always)]
    fn read<'a>(&self, rest: &'a [u8]) -> Option<Spelt<'a>> {
        let value = &rest[..self.length];
        let is_plain = if self.is_text {
            is_plain_text(value)
        } else {
            value.is_empty() || is_number(value)
        };
        is_plain.then(|| Spelt::at_start_of(rest, self.length))
    }
}

/// What comes after these bytes, if it begins with them. They are compared in
/// blocks, since a call to compare so few takes longer than comparing them.
#[inline(always)]
fn strip_same<'a>(rest: &'a [u8], known: &[u8]) -> Option<&'a [u8]> {
    let (here, after) = rest.split_at_checked(known.len())?;
    let is_same = if known.len() >= BLOCK {
        is_same_in_blocks::<BLOCK>(here, known)
    } else if known.len() >= 4 {
        is_same_in_blocks::<4>(here, known)
    } else {
        here.iter().zip(known).all(|(one, other)| one == other)
    };
    is_same.then_some(after)
}

const BLOCK: usize = 16;

/// Whether two slices of one length, which is at least that of a block, hold
/// the same.
#[inline(always)]
fn is_same_in_blocks<const SIZE: usize>(mut one: &[u8], mut other: &[u8]) -> bool {
    // The last block may hold bytes of the one before it again.
    let is_same_at_end = one.last_chunk::<SIZE>() == other.last_chunk::<SIZE>();
    while let (Some((one_block, one_next)), Some((other_block, other_next))) =
        (one.split_first_chunk::<SIZE>(), other.split_first_chunk())
    {
        if one_block != other_block {
            return false;
        }
        (one, other) = (one_next, other_next);
    }
    is_same_at_end
}
