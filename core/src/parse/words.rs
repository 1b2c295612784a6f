//! The server's own words about a failure, in the shapes that servers and gateways
//! give them: `"message": "…"`, `"error": "…"`, a list of texts, validation errors
//! (`"error": [{"elementId": "…", "message": "…"}]`), an object of lists (Laravel),
//! `title` and `detail` (RFC 9457), `error_description` (RFC 6749).
//!
//! They are looked for only if a call fails, so no other answer pays for them.

use super::entry::plain;
use super::json::{Json, Stop, Value};
use super::patience::Patience;
use super::unescape::unescape;
use crate::report::Spelt;
use crate::wiped::Wiped;

/// The members that hold words, in any case. The first is the provider's: if it says
/// anything, the others are left out. Otherwise they are joined in this order.
const KEYS: [&str; 12] = [
    "message",
    "error",
    "errors",
    "title",
    "faultstring",
    "detail",
    "details",
    "error_description",
    "error_message",
    "description",
    "reason",
    "msg",
];

/// How deep words are looked for inside these members.
const DEEPEST: usize = 4;

/// Appends the words in the object that the body is. A body that is none has none.
pub(super) fn read(body: &[u8], patience: &Patience, words: &mut Wiped) {
    let mut json = Json::new(body, patience);
    let mut reader = Reader {
        words,
        scratch: Wiped::default(),
    };
    // What has been said until the call is over is of no use to anyone.
    if reader.read_object(&mut json, DEEPEST).is_err() {
        reader.words.clear();
    }
}

struct Reader<'a> {
    words: &'a mut Wiped,
    scratch: Wiped,
}

impl Reader<'_> {
    /// Appends the words of an object's members, and returns whether it has any of
    /// the keys.
    fn read_object(&mut self, json: &mut Json, depth: usize) -> Result<bool, Stop> {
        if !json.open(b'{')? {
            return Ok(false);
        }
        // The last of two equal keys counts, as everywhere in JSON.
        let mut values = [None; KEYS.len()];
        let mut is_first = true;
        while json.has_next(b'}', is_first)? {
            is_first = false;
            let key = json.key()?;
            let key = plain(key, &mut self.scratch)?;
            let place = place_of(key.text());
            let value = json.value()?;
            if let Some(place) = place {
                values[place] = Some(value);
            }
        }
        let has_words = values.iter().any(Option::is_some);
        let before = self.words.as_bytes().len();
        for (place, value) in values.into_iter().enumerate() {
            let Some(value) = value else { continue };
            match value {
                // Other members have numbers that are codes.
                Value::Number(number) if place == 0 => self.say(number.text())?,
                value => self.read_value(json, value, depth)?,
            }
            if place == 0 && self.words.as_bytes().len() > before {
                break;
            }
        }
        Ok(has_words)
    }

    /// Appends a text, the texts in a list, or the words of an object.
    fn read_value(&mut self, json: &Json, value: Value, depth: usize) -> Result<(), Stop> {
        match value {
            Value::Text(text) => {
                self.scratch.clear();
                let unescaped = unescape(text.spelt.text(), &mut self.scratch);
                unescaped.map_err(|_| Stop::NoMemory)?;
                let text = std::mem::take(&mut self.scratch);
                self.say(text.as_bytes())
            }
            Value::Array(list) if depth > 0 => self.read_list(json, list, depth - 1),
            Value::Object(object) if depth > 0 => {
                let has_words = self.read_object(&mut json.again(object), depth - 1)?;
                if has_words {
                    return Ok(());
                }
                self.read_members(json, object, depth - 1)
            }
            _ => Ok(()),
        }
    }

    /// Appends the words of a list's elements. An element that is an object says
    /// nothing but what its keys promise.
    fn read_list(&mut self, json: &Json, list: Spelt, depth: usize) -> Result<(), Stop> {
        let mut list = json.again(list);
        let mut is_first = list.open(b'[')?;
        while list.has_next(b']', is_first)? {
            is_first = false;
            match list.value()? {
                Value::Object(element) if depth > 0 => {
                    self.read_object(&mut list.again(element), depth - 1)?;
                }
                Value::Object(_) => {}
                element => self.read_value(&list, element, depth)?,
            }
        }
        Ok(())
    }

    /// Appends the words of all members of an object, whatever their keys.
    fn read_members(&mut self, json: &Json, object: Spelt, depth: usize) -> Result<(), Stop> {
        let mut object = json.again(object);
        let mut is_first = object.open(b'{')?;
        while object.has_next(b'}', is_first)? {
            is_first = false;
            object.key()?;
            let value = object.value()?;
            self.read_value(&object, value, depth)?;
        }
        Ok(())
    }

    /// Appends a text that says anything, with a space before it.
    fn say(&mut self, text: &[u8]) -> Result<(), Stop> {
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        let is_first = self.words.as_bytes().is_empty();
        let space: &[u8] = if is_first { b"" } else { b" " };
        let room = self.words.reserve(space.len() + text.len());
        room.and_then(|()| self.words.push(space))
            .and_then(|()| self.words.push(text))
            .map_err(|_| Stop::NoMemory)
    }
}

/// Which of the keys this is; `errorMessage` is `error_message` too.
fn place_of(key: &[u8]) -> Option<usize> {
    let letters = |text: &[u8]| {
        let mut letters = text.iter().filter(|&&byte| byte != b'_');
        let mut key = key.iter().filter(|&&byte| byte != b'_');
        letters.all(|letter| key.next().is_some_and(|k| k.eq_ignore_ascii_case(letter)))
            && key.next().is_none()
    };
    KEYS.iter().position(|word| letters(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_shape_that_servers_give_them() {
        for (body, expected) in [
            (r#"{"message": "Un."}"#, "Un."),
            (r#"{"Message": "Un."}"#, "Un."),
            (r#"{"m\u0065ssage": "d\u00e9j\u00e0"}"#, "déjà"),
            (r#"{"message": 12345}"#, "12345"),
            (r#"{"message": ["Un.", "Deux."]}"#, "Un. Deux."),
            (r#"{"message": {"fr": "Un.", "en": "One."}}"#, "Un. One."),
            (r#"{"message": "Un.", "error": "Deux."}"#, "Un."),
            (r#"{"message": "", "error": "Deux."}"#, "Deux."),
            (r#"{"message": " ", "error": "Deux."}"#, "Deux."),
            (r#"{"message": false, "error": "Deux."}"#, "Deux."),
            (r#"{"message": "Un.", "message": "Deux."}"#, "Deux."),
            (r#"{"error": "Un."}"#, "Un."),
            (r#"{"error": ["Un.", 1, null, "Deux."]}"#, "Un. Deux."),
            (r#"{"error": {"message": "Un.", "status": "NO"}}"#, "Un."),
            (r#"{"error": {"code": 5, "text": "Un."}}"#, "Un."),
            (
                r#"{"error": [{"elementId": "a", "message": "Un."}, {"message": "Deux."}]}"#,
                "Un. Deux.",
            ),
            (r#"{"error": [{"elementId": "a"}]}"#, ""),
            (r#"{"errors": [{"message": "Un."}]}"#, "Un."),
            (
                r#"{"errors": {"apiKey": ["Un.", "Deux."], "id": ["Trois."]}}"#,
                "Un. Deux. Trois.",
            ),
            (
                r#"{"errors": [{"title": "Un.", "detail": "Deux."}]}"#,
                "Un. Deux.",
            ),
            (
                r#"{"status": 403, "detail": "Deux.", "title": "Un."}"#,
                "Un. Deux.",
            ),
            (r#"{"detail": [{"loc": ["query"], "msg": "Un."}]}"#, "Un."),
            (
                r#"{"error": "invalid_client", "error_description": "Un."}"#,
                "invalid_client Un.",
            ),
            (r#"{"errorMessage": "Un."}"#, "Un."),
            (r#"{"error": 404}"#, ""),
            (r#"{"code": 10, "text": "Un."}"#, ""),
            (r#"{"error": [[[[[["deep"]]]]]]}"#, ""),
            (
                r#"{"error": {"a": {"b": {"c": {"d": {"e": "deep"}}}}}}"#,
                "",
            ),
            (r#"["Un."]"#, ""),
            (r#""Un.""#, ""),
            (r#"{"message": "Un."#, ""),
            ("", ""),
        ] {
            let mut words = Wiped::default();
            read(body.as_bytes(), &Patience::new(&|| false), &mut words);
            assert_eq!(
                std::str::from_utf8(words.as_bytes()),
                Ok(expected),
                "{body}"
            );
        }
    }
}
