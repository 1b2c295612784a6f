//! What an answer says. The recipients go straight into the report's memory,
//! without a value of their own in between.

use std::str;

use super::entry::{flag, plain};
use super::json::{Json, Stop, Value};
use super::list;
use super::patience::Patience;
use super::spelling::{AnswerKey, whole_number};
use crate::report::{Recipients, ReportBuilder};
use crate::wiped::Wiped;

/// What an answer says.
#[derive(Debug, Default)]
#[cfg_attr(any(test, smsp_test_hooks), derive(PartialEq))]
pub(super) struct Document {
    pub(super) success: Option<bool>,
    pub(super) code: Option<i32>,
    pub(super) message_id: Option<String>,
    pub(super) recipients: Recipients,
    /// Why its list is none, if that is so.
    pub(super) wrong_list: Option<&'static str>,
}

/// Why a body is no document.
#[derive(Debug)]
#[cfg_attr(any(test, smsp_test_hooks), derive(PartialEq))]
pub(super) enum Unreadable {
    /// What is wrong and where.
    NotDocumented(String),
    /// There is not enough memory for it.
    TooLarge,
    /// The call that it is for is over.
    Interrupted,
}

impl Document {
    /// Reads a body whole.
    pub(super) fn read(body: &[u8], patience: &Patience) -> Result<Self, Unreadable> {
        Self::read_with(body, patience, true)
    }

    /// The same with or without comparing recipients with earlier ones.
    fn read_with(
        body: &[u8],
        patience: &Patience,
        uses_patterns: bool,
    ) -> Result<Self, Unreadable> {
        if body.trim_ascii().is_empty() {
            return Err(Unreadable::NotDocumented("it is empty".to_owned()));
        }
        let mut json = Json::new(body, patience);
        if !json.open(b'{').map_err(|stop| unreadable(stop, body))? {
            // What is no JSON at all is told as such.
            let read = json.value().and_then(|_| json.end());
            read.map_err(|stop| unreadable(stop, body))?;
            return Err(Unreadable::NotDocumented("it is no object".to_owned()));
        }
        Self::read_members(&mut json, uses_patterns).map_err(|stop| unreadable(stop, body))
    }

    /// What a body says when it is read in both ways.
    #[cfg(any(test, smsp_test_hooks))]
    pub(super) fn read_both_ways(body: &[u8]) -> [Result<Self, Unreadable>; 2] {
        let endless = Patience::new(&|| false);
        [true, false].map(|uses_patterns| Self::read_with(body, &endless, uses_patterns))
    }

    /// Reads the answer from after its `{` on. The last of two equal keys counts, as
    /// everywhere in JSON.
    fn read_members(json: &mut Json, uses_patterns: bool) -> Result<Self, Stop> {
        let mut document = Self::default();
        let mut report = ReportBuilder::default();
        let mut scratch = Wiped::default();
        let mut is_first = true;
        while json.has_next(b'}', is_first)? {
            is_first = false;
            let key = json.key()?;
            let key = AnswerKey::of(plain(key, &mut scratch)?.text());
            if key == AnswerKey::List {
                report.start_again().map_err(|_| Stop::NotUtf8)?;
                document.wrong_list = list::read(json, &mut report, uses_patterns)?;
                continue;
            }
            let value = json.value()?;
            match key {
                AnswerKey::Success => document.success = flag(value, &mut scratch)?,
                AnswerKey::Code => document.code = code(value, &mut scratch)?,
                AnswerKey::MessageId => document.message_id = message_id(value, &mut scratch)?,
                AnswerKey::List | AnswerKey::Other => {}
            }
        }
        json.end()?;
        document.recipients = report.finish().map_err(|_| Stop::NotUtf8)?;
        Ok(document)
    }
}

/// A number, as such or in a text. Anything else is no code.
fn code(value: Value, scratch: &mut Wiped) -> Result<Option<i32>, Stop> {
    let text = plain(value.text().unwrap_or_default(), scratch)?;
    Ok(whole_number(text.text()))
}

/// A text or, as the document spells it, a number. Anything else is none.
fn message_id(value: Value, scratch: &mut Wiped) -> Result<Option<String>, Stop> {
    if matches!(value, Value::Null) {
        return Ok(None);
    }
    let Some(text) = value.text() else {
        return Ok(None);
    };
    let text = plain(text, scratch)?;
    let text = str::from_utf8(text.text()).unwrap_or_default();
    let mut id = String::new();
    id.try_reserve_exact(text.len())
        .map_err(|_| Stop::NoMemory)?;
    id.push_str(text);
    Ok(Some(id))
}

fn unreadable(stop: Stop, body: &[u8]) -> Unreadable {
    let utf8 = || str::from_utf8(body).map_or_else(|reason| reason.valid_up_to(), str::len);
    let reason = match stop {
        Stop::Interrupted => return Unreadable::Interrupted,
        Stop::NoMemory => return Unreadable::TooLarge,
        Stop::NotUtf8 => not_utf8(utf8()),
        // Recipients that are like earlier ones are looked at for it at the end.
        Stop::Malformed { left, .. } if utf8() < body.len() - left => not_utf8(utf8()),
        Stop::Malformed { fault, left } => {
            let (line, column) = place(body, body.len() - left);
            let fault = match left {
                0 => "it ends too early (EOF)",
                _ => fault,
            };
            format!("{fault} at line {line} column {column}")
        }
    };
    Unreadable::NotDocumented(reason)
}

fn not_utf8(place: usize) -> String {
    format!("it is not UTF-8 from byte {place} on")
}

/// The line and the column of the byte at this offset, both from 1 on; at the end,
/// those of the last byte.
fn place(body: &[u8], offset: usize) -> (usize, usize) {
    let before = &body[..offset.min(body.len() - 1)];
    let line_start = before.iter().rposition(|&byte| byte == b'\n');
    let column = before.len() - line_start.map_or(0, |at| at + 1) + 1;
    let lines = before.iter().filter(|&&byte| byte == b'\n').count();
    (lines + 1, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_byte_is_counted_from_1_on() {
        for (body, offset, expected) in [
            ("x", 0, (1, 1)),
            ("xyz", 2, (1, 3)),
            ("xyz", 3, (1, 3)),
            ("x\nyz", 1, (1, 2)),
            ("x\nyz", 2, (2, 1)),
            ("x\n\nyz", 4, (3, 2)),
        ] {
            assert_eq!(
                place(body.as_bytes(), offset),
                expected,
                "{body:?} {offset}"
            );
        }
    }
}
