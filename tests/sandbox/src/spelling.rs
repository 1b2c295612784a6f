//! How an answer is written as JSON: as on the provider's page, or in one of the other spellings
//! that the provider's sibling pages and its clients have shown.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use crate::messages::Entry;

/// Which parts of an answer are spelt otherwise than on the provider's page. The default is the
/// page, without line breaks; each field switches one difference on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Spelling {
    /// `date` and `message_id` are numbers where they consist of digits: `"date": 1517989111`.
    pub numbers_for_strings: bool,
    /// `code`, `stopSMS` and the extra `isSpam` are strings: `"code": "200"`, `"stopSMS": "0"`.
    pub strings_for_numbers: bool,
    /// `stopSMS` and the extra `isSpam` are 0 or 1. Where `strings_for_numbers` is on as well,
    /// they are `"0"` or `"1"`.
    pub stop_as_number: bool,
    /// The key is `stopSms` instead of `stopSMS`.
    pub stop_sms_key: bool,
    /// The key is `messageId` instead of `message_id`.
    pub message_id_key: bool,
    /// The statuses are in lower case: `not delivered`.
    pub lower_case: bool,
    /// A failure comes with a 4xx status: 401 for codes 1 and 10, 400 for 3, 404 for 4.
    pub client_errors: bool,
    /// A failure has no `message`.
    pub omit_message: bool,
    /// A failure has `"error": [{"elementId": "children[messageId]", "message": "…"}]` instead
    /// of `message`, even where `omit_message` is on.
    pub validation_errors: bool,
    /// Keys that are not on the page: `currentPage` and `total`, and in each entry `success`,
    /// `code`, `countryCode`, `cost`, `currency` and `isSpam`.
    pub extra_keys: bool,
    /// Line breaks and indentation, as on the page (with two spaces).
    pub pretty: bool,
}

impl Spelling {
    /// The body of a successful answer.
    pub(crate) fn success(self, message_id: &str, entries: &[Entry]) -> Vec<u8> {
        self.to_json(&Success {
            spelling: self,
            message_id,
            entries,
        })
    }

    /// The body of a failure. `parameter` is the query parameter that is to blame.
    pub(crate) fn failure(self, code: u16, message: &str, parameter: &str) -> Vec<u8> {
        self.to_json(&Failure {
            spelling: self,
            code,
            message,
            parameter,
        })
    }

    fn to_json(self, value: &impl Serialize) -> Vec<u8> {
        let written = if self.pretty {
            serde_json::to_vec_pretty(value)
        } else {
            serde_json::to_vec(value)
        };
        written.expect("maps with string keys can always be written as JSON")
    }

    fn code(self, code: u16) -> Scalar<'static> {
        if self.strings_for_numbers {
            Scalar::Owned(code.to_string())
        } else {
            Scalar::Number(code.into())
        }
    }

    fn flag(self, flag: bool) -> Scalar<'static> {
        if self.strings_for_numbers {
            Scalar::Text(if flag { "1" } else { "0" })
        } else if self.stop_as_number {
            Scalar::Number(flag.into())
        } else {
            Scalar::Bool(flag)
        }
    }

    /// A text of the page that consists of digits is a number where the spelling says so. A text
    /// that would not come back the same, as `007`, stays a text.
    fn digits(self, text: &str) -> Scalar<'_> {
        match text.parse::<u64>() {
            Ok(number) if self.numbers_for_strings && number.to_string() == text => {
                Scalar::Number(number)
            }
            _ => Scalar::Text(text),
        }
    }

    fn status(self, status: &str) -> Scalar<'_> {
        if self.lower_case {
            Scalar::Owned(status.to_lowercase())
        } else {
            Scalar::Text(status)
        }
    }
}

/// A value that is a number, a string or a boolean, depending on the spelling.
enum Scalar<'a> {
    Bool(bool),
    Number(u64),
    Text(&'a str),
    Owned(String),
}

impl Serialize for Scalar<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Scalar::Bool(value) => serializer.serialize_bool(*value),
            Scalar::Number(value) => serializer.serialize_u64(*value),
            Scalar::Text(value) => serializer.serialize_str(value),
            Scalar::Owned(value) => serializer.serialize_str(value),
        }
    }
}

struct Success<'a> {
    spelling: Spelling,
    message_id: &'a str,
    entries: &'a [Entry],
}

impl Serialize for Success<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let spelling = self.spelling;
        let message_id_key = if spelling.message_id_key {
            "messageId"
        } else {
            "message_id"
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("success", &true)?;
        map.serialize_entry("code", &spelling.code(200))?;
        map.serialize_entry(message_id_key, &spelling.digits(self.message_id))?;
        if spelling.extra_keys {
            map.serialize_entry("currentPage", &1)?;
            map.serialize_entry("total", &self.entries.len())?;
        }
        map.serialize_entry(
            "StatutResponse_List",
            &List {
                spelling,
                entries: self.entries,
            },
        )?;
        map.end()
    }
}

struct List<'a> {
    spelling: Spelling,
    entries: &'a [Entry],
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.entries.len()))?;
        for entry in self.entries {
            list.serialize_element(&SpeltEntry {
                spelling: self.spelling,
                entry,
            })?;
        }
        list.end()
    }
}

struct SpeltEntry<'a> {
    spelling: Spelling,
    entry: &'a Entry,
}

impl Serialize for SpeltEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let SpeltEntry { spelling, entry } = self;
        let stop_key = if spelling.stop_sms_key {
            "stopSms"
        } else {
            "stopSMS"
        };
        let mut map = serializer.serialize_map(None)?;
        if spelling.extra_keys {
            map.serialize_entry("success", &true)?;
            map.serialize_entry("code", &spelling.code(200))?;
        }
        map.serialize_entry("phoneNumber", &entry.phone_number)?;
        map.serialize_entry("status", &spelling.status(entry.status))?;
        map.serialize_entry(stop_key, &spelling.flag(entry.stop_sms))?;
        if let Some(date) = &entry.date {
            map.serialize_entry("date", &spelling.digits(date))?;
        }
        if spelling.extra_keys {
            map.serialize_entry("countryCode", "FR")?;
            map.serialize_entry("cost", &0.038)?;
            map.serialize_entry("currency", "EUR")?;
            map.serialize_entry("isSpam", &spelling.flag(false))?;
        }
        map.end()
    }
}

struct Failure<'a> {
    spelling: Spelling,
    code: u16,
    message: &'a str,
    parameter: &'a str,
}

impl Serialize for Failure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("success", &false)?;
        map.serialize_entry("code", &self.spelling.code(self.code))?;
        if self.spelling.validation_errors {
            map.serialize_entry("error", &[ValidationError { failure: self }])?;
        } else if !self.spelling.omit_message {
            map.serialize_entry("message", self.message)?;
        }
        map.end()
    }
}

struct ValidationError<'a> {
    failure: &'a Failure<'a>,
}

impl Serialize for ValidationError<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let element_id = format!("children[{}]", self.failure.parameter);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("elementId", &element_id)?;
        map.serialize_entry("message", self.failure.message)?;
        map.end()
    }
}
