//! What an answer says. The recipients go straight into the report's memory,
//! without a value of their own in between.

use std::fmt;
use std::str;

use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::patience::Patience;
use super::regular_list;
use super::spelling::{AnswerKey, EntryKey};
use super::validation::ValidationMessages;
use super::value::{Code, Flag, KeySeed, Slot, SlotText, Text};
use crate::report::{NoRoom, Recipients, ReportBuilder};

/// What an answer says.
#[derive(Debug, Default)]
#[cfg_attr(any(test, smsp_test_hooks), derive(PartialEq))]
pub(super) struct Document {
    pub(super) success: Option<bool>,
    pub(super) code: Option<i32>,
    pub(super) message_id: Option<String>,
    message: Option<String>,
    validation_messages: String,
    pub(super) recipients: Recipients,
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
        match Self::read_regular(body, patience) {
            Some(document) => Ok(document),
            None if patience.has_ended() => Err(Unreadable::Interrupted),
            None => Self::read_any(body, patience),
        }
    }

    /// Reads a body whose list is regular: the list the fast way, and the rest
    /// as any body.
    fn read_regular(body: &[u8], patience: &Patience) -> Option<Self> {
        let list = regular_list::read(body, patience)?;
        let recipients = list.deliveries.finish().ok()?;
        let rest = Reader::read(&list.rest, patience).ok()?;
        // If another list follows, the last one counts.
        let only_list = rest.lists == 1;
        only_list.then_some(Self {
            recipients,
            ..rest.document
        })
    }

    /// Reads any body.
    fn read_any(body: &[u8], patience: &Patience) -> Result<Self, Unreadable> {
        let reader = Reader::read(body, patience)?;
        let recipients = reader.deliveries.finish();
        let recipients =
            recipients.map_err(|reason| Unreadable::NotDocumented(reason.to_string()))?;
        Ok(Self {
            recipients,
            ..reader.document
        })
    }

    /// What a body says when it is read in both ways; `None` if its list is not
    /// regular.
    #[cfg(any(test, smsp_test_hooks))]
    pub(super) fn read_both_ways(body: &[u8]) -> Option<[Result<Self, Unreadable>; 2]> {
        let endless = Patience::new(&|| false);
        let regular = Self::read_regular(body, &endless)?;
        Some([Ok(regular), Self::read_any(body, &endless)])
    }

    /// The provider's text for a failure: `message`, else the messages of the
    /// validation errors.
    pub(super) fn error_message(&self) -> Option<String> {
        [self.message.as_deref(), Some(&self.validation_messages)]
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .map(str::to_owned)
    }
}

/// Reads an answer with serde_json.
#[derive(Debug)]
struct Reader<'a> {
    patience: &'a Patience<'a>,
    /// What was read, but for the recipients.
    document: Document,
    deliveries: ReportBuilder,
    /// How many lists there were.
    lists: usize,
}

impl<'a> Reader<'a> {
    fn read(body: &[u8], patience: &'a Patience) -> Result<Self, Unreadable> {
        let text = str::from_utf8(body)
            .map_err(|reason| format!("it is not UTF-8 from byte {} on", reason.valid_up_to()))
            .map_err(Unreadable::NotDocumented)?;
        if text.trim_ascii().is_empty() {
            return Err(Unreadable::NotDocumented("it is empty".to_owned()));
        }
        let mut reader = Self {
            patience,
            document: Document::default(),
            deliveries: ReportBuilder::for_body(text.len()),
            lists: 0,
        };
        let mut json = serde_json::Deserializer::from_str(text);
        let read = de::Deserializer::deserialize_map(&mut json, &mut reader);
        match read.and_then(|()| json.end()) {
            Ok(()) => Ok(reader),
            Err(_) if patience.has_ended() => Err(Unreadable::Interrupted),
            Err(_) if reader.deliveries.ran_out_of_room() => Err(Unreadable::TooLarge),
            Err(reason) => Err(Unreadable::NotDocumented(without_quote(
                &reason.to_string(),
            ))),
        }
    }
}

/// The reason without the text that serde quotes if a text is out of place: it
/// may be as long as the answer, and hold an echo of the API key in a spelling of
/// its own. The words are those of serde 1, `string "…", expected …`.
fn without_quote(reason: &str) -> String {
    match (reason.find("string \""), reason.rfind("\", expected")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}text{}", &reason[..start], &reason[end + 1..])
        }
        _ => reason.to_owned(),
    }
}

impl<'de> Visitor<'de> for &mut Reader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let document = &mut self.document;
        while let Some(key) = map.next_key_seed(KeySeed::new())? {
            match key {
                AnswerKey::Success => document.success = map.next_value()?,
                AnswerKey::Code => document.code = map.next_value::<Code>()?.0,
                AnswerKey::MessageId => {
                    document.message_id = map.next_value::<Text>()?.into_option();
                }
                AnswerKey::Message => document.message = map.next_value::<Text>()?.into_option(),
                AnswerKey::ValidationErrors => {
                    let messages = ValidationMessages::new(self.patience);
                    document.validation_messages = map.next_value_seed(messages)?;
                }
                AnswerKey::List => {
                    self.lists += 1;
                    map.next_value_seed(List {
                        report: &mut self.deliveries,
                        patience: self.patience,
                    })?;
                }
                AnswerKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            self.patience.check()?;
        }
        Ok(())
    }
}

/// `StatutResponse_List`: an array, or `null` for none.
struct List<'a> {
    report: &'a mut ReportBuilder,
    patience: &'a Patience<'a>,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // As everywhere in JSON, the last of two equal keys counts.
        self.report.clear();
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatutResponse_List to be an array")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut scratch = Scratch::default();
        while list
            .next_element_seed(Entry {
                report: &mut *self.report,
                scratch: &mut scratch,
                patience: self.patience,
            })?
            .is_some()
        {
            self.patience.check()?;
        }
        Ok(())
    }
}

/// Where the texts of one recipient wait until all of it has been read; shared
/// by all recipients, so that none needs memory of its own.
#[derive(Default)]
struct Scratch {
    phone_number: Slot,
    status: Slot,
    date: Slot,
}

/// One recipient in the list.
struct Entry<'a> {
    report: &'a mut ReportBuilder,
    scratch: &'a mut Scratch,
    patience: &'a Patience<'a>,
}

impl<'de> DeserializeSeed<'de> for Entry<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Entry<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object for each recipient")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Scratch {
            phone_number,
            status,
            date,
        } = self.scratch;
        let mut number_found = SlotText::Absent;
        let mut status_found = SlotText::Absent;
        let mut date_found = SlotText::Absent;
        let mut stop_sms = false;
        while let Some(key) = map.next_key_seed(KeySeed::new())? {
            match key {
                EntryKey::PhoneNumber => number_found = map.next_value_seed(&mut *phone_number)?,
                EntryKey::Status => status_found = map.next_value_seed(&mut *status)?,
                EntryKey::StopSms => stop_sms = map.next_value::<Flag>()?.0,
                EntryKey::Date => date_found = map.next_value_seed(&mut *date)?,
                EntryKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                    self.patience.check()?;
                }
            }
        }
        self.report
            .push(
                phone_number.text(number_found),
                status.text(status_found),
                stop_sms,
                date.text(date_found),
            )
            .map_err(|NoRoom| de::Error::custom("there is no room for its recipients"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_s_words_quote_a_text_and_the_reason_does_not() {
        let misplaced = br#"{"StatutResponse_List": "\"sec\", expected ret"}"#;
        let text = str::from_utf8(misplaced).unwrap();
        let words = serde_json::from_str::<Vec<()>>("\"secret\"")
            .unwrap_err()
            .to_string();
        assert!(words.contains("string \"secret\", expected"), "{words}");
        let Err(Unreadable::NotDocumented(reason)) =
            Reader::read(text.as_bytes(), &Patience::new(&|| false))
        else {
            panic!("a text is no list");
        };
        assert!(
            reason.contains("text, expected StatutResponse_List"),
            "{reason}"
        );
        assert!(
            !reason.contains("sec") && !reason.contains("ret\""),
            "{reason}"
        );
    }
}
