//! The API key: never printed, wiped from memory with its owner.

use std::fmt;

use zeroize::Zeroizing;

use crate::request::encode;

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
        let spellings = [self.text.as_str(), self.encoded.as_str()];
        let mut clean = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((at, spelling)) = first_of(spellings, rest) {
            clean.push_str(&rest[..at]);
            clean.push_str(REMOVED);
            rest = &rest[at + spelling.len()..];
        }
        clean.push_str(rest);
        clean
    }
}

/// Where the first of these words stands in the text.
fn first_of<'a>(words: [&'a str; 2], text: &str) -> Option<(usize, &'a str)> {
    let found = words
        .into_iter()
        .filter(|word| !word.is_empty())
        .filter_map(|word| Some((text.find(word)?, word)));
    found.min_by_key(|(at, _)| *at)
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
    fn debug_does_not_show_the_key() {
        assert_eq!(format!("{:?}", ApiKey::new("secret")), "[API key]");
    }
}
