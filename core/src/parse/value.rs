//! Keys and single values, in every spelling that the provider's family of answers uses.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, Visitor};

use super::spelling::{self, Key};

/// Reads a key, without memory of its own.
pub(super) struct KeySeed<K>(PhantomData<K>);

impl<K> KeySeed<K> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, K: Key> DeserializeSeed<'de> for KeySeed<K> {
    type Value = K;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<K: Key> Visitor<'_> for KeySeed<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<K, E> {
        Ok(K::of(text.as_bytes()))
    }
}

/// A text, which may also come as a number or be `null`.
#[derive(Debug, Default)]
pub(super) struct Text(Option<String>);

impl Text {
    /// The text, if it was there.
    pub(super) fn into_option(self) -> Option<String> {
        self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut slot = Slot::default();
        Ok(Self(match slot.deserialize(deserializer)? {
            SlotText::Absent => None,
            SlotText::Borrowed(text) => Some(text.to_owned()),
            SlotText::InSlot => Some(slot.0),
        }))
    }
}

/// Memory for a text that cannot be borrowed from the body, used again and
/// again. As a seed it reads a text, a number or `null`.
#[derive(Debug, Default)]
pub(super) struct Slot(String);

/// Tells where the text is that was read.
#[derive(Debug)]
pub(super) enum SlotText<'de> {
    Absent,
    /// In the body, as it stands there.
    Borrowed(&'de str),
    /// In the slot: it had escapes or was a number.
    InSlot,
}

impl Slot {
    /// The text that was read last; empty if there was none.
    pub(super) fn text<'a>(&'a self, read: SlotText<'a>) -> &'a str {
        match read {
            SlotText::Absent => "",
            SlotText::Borrowed(text) => text,
            SlotText::InSlot => &self.0,
        }
    }

    fn keep<'de>(&mut self, text: impl fmt::Display) -> SlotText<'de> {
        use fmt::Write;
        self.0.clear();
        // Writing to a `String` does not fail.
        let _ = write!(self.0, "{text}");
        SlotText::InSlot
    }
}

impl<'de> DeserializeSeed<'de> for &mut Slot {
    type Value = SlotText<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<SlotText<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Slot {
    type Value = SlotText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<SlotText<'de>, E> {
        Ok(SlotText::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<SlotText<'de>, E> {
        self.0.clear();
        self.0.push_str(text);
        Ok(SlotText::InSlot)
    }

    fn visit_u64<E>(self, number: u64) -> Result<SlotText<'de>, E> {
        Ok(self.keep(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<SlotText<'de>, E> {
        Ok(self.keep(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<SlotText<'de>, E> {
        // JSON has no infinity, so this is a number that JSON can spell.
        Ok(match serde_json::Number::from_f64(number) {
            Some(number) => self.keep(number),
            None => SlotText::Absent,
        })
    }

    fn visit_unit<E>(self) -> Result<SlotText<'de>, E> {
        Ok(SlotText::Absent)
    }
}

/// `code`: a number, or its digits as a text. Anything else is no code.
#[derive(Debug)]
pub(super) struct Code(pub(super) Option<i32>);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?.into_option();
        Ok(Self(text.and_then(|text| text.parse().ok())))
    }
}

/// `stopSMS`: `false`/`true`, 0/1, or `"0"`/`"1"`; `null` is false.
#[derive(Debug)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FlagVisitor)
    }
}

struct FlagVisitor;

impl Visitor<'_> for FlagVisitor {
    type Value = Flag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false, 0 or 1")
    }

    fn visit_bool<E>(self, set: bool) -> Result<Flag, E> {
        Ok(Flag(set))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Flag, E> {
        match number {
            0 => Ok(Flag(false)),
            1 => Ok(Flag(true)),
            other => Err(E::invalid_value(de::Unexpected::Unsigned(other), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Flag, E> {
        let set = spelling::flag(text.as_bytes());
        let set = set.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self));
        set.map(Flag)
    }

    fn visit_unit<E>(self) -> Result<Flag, E> {
        Ok(Flag(false))
    }
}
