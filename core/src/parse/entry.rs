//! One recipient in the list. A value that cannot be read costs that value only.

use super::json::{Json, Stop, Text, Value};
use super::pattern::Pattern;
use super::spelling::{self, EntryKey};
use super::unescape::unescape;
use crate::report::{NoRoom, ReportBuilder, Spelt};
use crate::wiped::Wiped;

/// What a recipient's members say.
#[derive(Default)]
pub(super) struct Entry<'a> {
    phone_number: Text<'a>,
    status: Text<'a>,
    stop_sms: bool,
    date: Text<'a>,
}

/// Where the texts of a recipient are without their escapes; shared by all
/// recipients, so that none needs memory of its own.
#[derive(Default)]
pub(super) struct Scratch {
    phone_number: Wiped,
    status: Wiped,
    date: Wiped,
}

impl<'a> Entry<'a> {
    /// Reads the members of a recipient, from after its `{` on. The last of two
    /// equal keys counts, as everywhere in JSON.
    pub(super) fn read(json: &mut Json<'a>, scratch: &mut Wiped) -> Result<Self, Stop> {
        let mut entry = Self::default();
        let mut is_first = true;
        while json.has_next(b'}', is_first)? {
            is_first = false;
            let key = json.key()?;
            let key = EntryKey::of(plain(key, scratch)?.text());
            let value = json.value()?;
            match key {
                EntryKey::PhoneNumber => entry.phone_number = value.text().unwrap_or_default(),
                EntryKey::Status => entry.status = text_or_json(value),
                EntryKey::StopSms => {
                    entry.stop_sms = flag(value, scratch)?.unwrap_or(false);
                }
                EntryKey::Date => entry.date = date(json, value, scratch)?,
                EntryKey::Other => {}
            }
        }
        Ok(entry)
    }

    /// Adds the recipient to the report. It stands between `start` and `end` of a list
    /// of so many bytes; if it can be a pattern for others, it is returned as one.
    pub(super) fn push(
        self,
        list: usize,
        start: &'a [u8],
        end: &[u8],
        scratch: &mut Scratch,
        report: &mut ReportBuilder,
    ) -> Result<Option<Pattern<'a>>, NoRoom> {
        let [phone_number, date] = [self.phone_number.spelt, self.date.spelt];
        let status = report.keep_status(kept(self.status, &mut scratch.status)?)?;
        let phone_number_kept = kept(self.phone_number, &mut scratch.phone_number)?;
        let date_kept = kept(self.date, &mut scratch.date)?;
        make_room(list, end, [phone_number_kept, date_kept], report)?;
        report.push_kept(phone_number_kept, status, self.stop_sms, date_kept)?;
        if self.phone_number.has_escapes || self.date.has_escapes {
            return Ok(None);
        }
        let example = &start[..start.len() - end.len()];
        let places = [phone_number, date].map(|value| value.place_in(start));
        Ok(Some(Pattern::new(example, places, status, self.stop_sms)))
    }
}

/// Makes room for a recipient with these values, after which `rest` is left of a list
/// of so many bytes.
#[inline(always)]
pub(super) fn make_room(
    list: usize,
    rest: &[u8],
    values: [Spelt; 2],
    report: &mut ReportBuilder,
) -> Result<(), NoRoom> {
    let text = values.map(Spelt::length).iter().sum::<usize>() + values.len();
    report.make_room(text, list - rest.len(), rest.len())
}

impl<'a> Value<'a> {
    /// The text or, as the document spells it, the number; `null` is empty.
    pub(super) fn text(self) -> Option<Text<'a>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.into()),
            Self::Null => Some(Text::default()),
            Self::True(_) | Self::False(_) | Self::Array(_) | Self::Object(_) => None,
        }
    }
}

/// The text of a value or, if it has none, its JSON.
fn text_or_json(value: Value) -> Text {
    match value {
        Value::True(json) | Value::False(json) | Value::Array(json) | Value::Object(json) => {
            json.into()
        }
        Value::Text(_) | Value::Number(_) | Value::Null => value.text().unwrap_or_default(),
    }
}

/// A date. PHP writes its own type as an object whose `date` is the text.
fn date<'a>(json: &Json<'a>, value: Value<'a>, scratch: &mut Wiped) -> Result<Text<'a>, Stop> {
    let mut date = text_or_json(value);
    let Value::Object(object) = value else {
        return Ok(date);
    };
    let mut json = json.again(object);
    let mut is_first = json.open(b'{')?;
    while json.has_next(b'}', is_first)? {
        is_first = false;
        let key = json.key()?;
        let is_date = EntryKey::of(plain(key, scratch)?.text()) == EntryKey::Date;
        match json.value()? {
            Value::Text(text) if is_date => date = text,
            Value::Number(number) if is_date => date = number.into(),
            _ if is_date => date = object.into(),
            _ => {}
        }
    }
    Ok(date)
}

/// `true` or `false` in any spelling; `null` is false, as in PHP.
pub(super) fn flag(value: Value, scratch: &mut Wiped) -> Result<Option<bool>, Stop> {
    Ok(match value {
        Value::True(_) => Some(true),
        Value::False(_) | Value::Null => Some(false),
        Value::Number(number) => spelling::flag(number.text()),
        Value::Text(text) => spelling::flag(plain(text, scratch)?.text()),
        Value::Array(_) | Value::Object(_) => None,
    })
}

/// The text without escapes, in this memory if it has any.
pub(super) fn plain<'t>(text: Text<'t>, scratch: &'t mut Wiped) -> Result<Spelt<'t>, Stop> {
    kept(text, scratch).map_err(|NoRoom| Stop::NoMemory)
}

fn kept<'t>(text: Text<'t>, scratch: &'t mut Wiped) -> Result<Spelt<'t>, NoRoom> {
    if !text.has_escapes {
        return Ok(text.spelt);
    }
    scratch.clear();
    unescape(text.spelt.text(), scratch)?;
    Ok(scratch.as_bytes().into())
}
