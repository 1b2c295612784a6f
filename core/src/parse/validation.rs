//! The other way in which a failure gives its text:
//! `"error": [{"elementId": "…", "message": "…"}]`.
//!
//! An `error` of another shape says nothing that could be handed on; it is
//! passed over, since the answer's `code` tells enough.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::patience::Patience;

/// Reads the messages of all validation errors, with a space between them.
#[derive(Debug)]
pub(super) struct ValidationMessages<'a>(&'a Patience<'a>);

impl<'a> ValidationMessages<'a> {
    pub(super) fn new(patience: &'a Patience) -> Self {
        Self(patience)
    }
}

impl<'de> DeserializeSeed<'de> for ValidationMessages<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let mut messages = String::new();
        deserializer.deserialize_any(Collect {
            messages: &mut messages,
            patience: self.0,
            level: Level::List,
        })?;
        Ok(messages)
    }
}

/// How deep inside `error` a value stands.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    List,
    Element,
    Message,
}

/// Appends the messages found at or below its level, and passes over the rest.
struct Collect<'a> {
    messages: &'a mut String,
    patience: &'a Patience<'a>,
    level: Level,
}

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of validation errors")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.level != Level::List {
            while list.next_element::<IgnoredAny>()?.is_some() {
                self.patience.check()?;
            }
            return Ok(());
        }
        while list
            .next_element_seed(Collect {
                messages: &mut *self.messages,
                patience: self.patience,
                level: Level::Element,
            })?
            .is_some()
        {
            self.patience.check()?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if self.level == Level::Element && key == "message" {
                map.next_value_seed(Collect {
                    messages: &mut *self.messages,
                    patience: self.patience,
                    level: Level::Message,
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            self.patience.check()?;
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.level == Level::Message && !text.is_empty() {
            if !self.messages.is_empty() {
                self.messages.push(' ');
            }
            self.messages.push_str(text);
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
