//! `StatutResponse_List`: about 630 instructions per recipient if they are alike
//! (benches/README.md).
//!
//! A server writes every recipient in the same way: the same keys in the same
//! order, with the same space in between, and one of a few statuses. So a
//! recipient is compared with earlier ones, all of it but the phone number and
//! the date, and is read member by member only if it is like none of them.

use super::entry::{Entry, Scratch, make_room, plain};
use super::json::{Json, Stop, Text, Value};
use super::patience::{PIECE, Patience};
use super::pattern::{Match, Patterns};
use crate::report::{NoRoom, ReportBuilder};
use crate::wiped::Wiped;

const NO_ARRAY: &str = "StatutResponse_List is no array";
const NO_OBJECT: &str = "an entry of StatutResponse_List is no object";

/// Reads a list into a report: an array, an object whose keys are all decimal digits
/// (PHP's array with gaps), or `null` for none. If it is something else, or an entry
/// is no object, the value is passed over, and what is wrong is returned.
pub(super) fn read(
    json: &mut Json,
    report: &mut ReportBuilder,
    uses_patterns: bool,
) -> Result<Option<&'static str>, Stop> {
    if json.open(b'[')? {
        return read_entries(json, b']', report, uses_patterns);
    }
    if json.open(b'{')? {
        // The keys differ, so no entry is like another.
        return read_entries(json, b'}', report, false);
    }
    let is_none = matches!(json.value()?, Value::Null);
    Ok((!is_none).then_some(NO_ARRAY))
}

fn read_entries(
    json: &mut Json,
    close: u8,
    report: &mut ReportBuilder,
    uses_patterns: bool,
) -> Result<Option<&'static str>, Stop> {
    let list = json.rest().len();
    let mut patterns = Patterns::default();
    let mut scratch = Scratch::default();
    let mut key_scratch = Wiped::default();
    let mut wrong = None;
    let mut is_first = true;
    loop {
        let start = read_alike(json.rest(), list, &patterns, report, json.patience())?;
        json.go_on_with(start);
        if !json.has_next(close, is_first)? {
            return Ok(wrong);
        }
        if close == b'}' && !is_index(json.key()?, &mut key_scratch)? {
            wrong = Some(NO_ARRAY);
        }
        if json.open(b'{')? {
            let entry = Entry::read(json, &mut key_scratch)?;
            let pattern = entry.push(list, start, json.rest(), &mut scratch, report);
            let pattern = pattern.map_err(|NoRoom| Stop::NoMemory)?;
            // The first recipient has no comma before it.
            if let Some(pattern) = pattern.filter(|_| uses_patterns && !is_first) {
                patterns.add(pattern);
            }
        } else {
            json.value()?;
            wrong = wrong.or(Some(NO_OBJECT));
        }
        is_first = false;
    }
}

/// Reads recipients that are like earlier ones in a list of so many bytes, and returns
/// what is left of it.
#[inline(never)]
fn read_alike<'a>(
    mut rest: &'a [u8],
    list: usize,
    patterns: &Patterns<'a>,
    report: &mut ReportBuilder,
    patience: &Patience,
) -> Result<&'a [u8], Stop> {
    let mut thought_of = rest.len();
    while let Some((found, after)) = patterns.find(rest) {
        push(found, list, after, report).map_err(|NoRoom| Stop::NoMemory)?;
        rest = after;
        if thought_of - rest.len() >= PIECE {
            if !patience.lasts(thought_of - rest.len()) {
                return Err(Stop::Interrupted);
            }
            thought_of = rest.len();
        }
    }
    match patience.lasts(thought_of - rest.len()) {
        true => Ok(rest),
        false => Err(Stop::Interrupted),
    }
}

/// Adds a recipient that is like an earlier one; `rest` is left of the list after it.
#[inline(always)]
fn push(found: Match, list: usize, rest: &[u8], report: &mut ReportBuilder) -> Result<(), NoRoom> {
    make_room(list, rest, [found.phone_number, found.date], report)?;
    report.push_kept(found.phone_number, found.status, found.stop_sms, found.date)
}

fn is_index(key: Text, scratch: &mut Wiped) -> Result<bool, Stop> {
    let key = plain(key, scratch)?;
    let key = key.text();
    Ok(!key.is_empty() && key.iter().all(u8::is_ascii_digit))
}
