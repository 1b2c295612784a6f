//! The API key: never printed, wiped from memory with its owner.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use crate::percent::encode;

/// What stands in a text where the key was.
const REMOVED: &str = "[API key]";

/// The caller's API key.
pub(crate) struct ApiKey {
    text: Zeroizing<String>,
    /// As it stands in a query (RFC 3986).
    encoded: Zeroizing<String>,
}

impl ApiKey {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: Zeroizing::new(text.to_owned()),
            encoded: encode(text),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The key as it is sent.
    pub(crate) fn percent_encoded(&self) -> &str {
        &self.encoded
    }

    /// A text of the server's with the key taken out, in case it echoes it.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut plain = places(text, &self.text).peekable();
        let mut encoded = places(text, &self.encoded).peekable();
        let mut clean = String::with_capacity(text.len());
        let mut copied = 0;
        // Both spellings are looked for in one pass, so that many echoes take
        // no longer than few.
        while let Some(place) = match (plain.peek(), encoded.peek()) {
            (Some(one), Some(other)) if other.start < one.start => encoded.next(),
            (Some(_), _) => plain.next(),
            (None, _) => encoded.next(),
        } {
            if place.start >= copied {
                clean.push_str(&text[copied..place.start]);
                clean.push_str(REMOVED);
                copied = place.end;
            }
        }
        clean.push_str(&text[copied..]);
        clean
    }
}

/// Where a word stands in the text; an empty one nowhere.
fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = Range<usize>> + use<'a> {
    text.match_indices(word)
        .map(|(start, word)| start..start + word.len())
        .filter(|place| !place.is_empty())
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REMOVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echoed_key_is_taken_out_in_both_spellings() {
        let key = ApiKey::new("se cret");
        assert_eq!(
            key.scrub("bad key se cret (se%20cret)"),
            "bad key [API key] ([API key])"
        );
    }

    #[test]
    fn a_key_of_one_letter_is_taken_out_once() {
        assert_eq!(ApiKey::new("k").scrub("ok"), "o[API key]");
    }

    #[test]
    fn many_echoes_are_taken_out_in_one_pass() {
        let echoes = "se cret, ".repeat(200_000);
        let clean = ApiKey::new("se cret").scrub(&echoes);
        assert_eq!(clean, "[API key], ".repeat(200_000));
    }

    #[test]
    fn debug_does_not_show_the_key() {
        assert_eq!(format!("{:?}", ApiKey::new("secret")), "[API key]");
    }
}
