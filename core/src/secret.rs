//! The API key: never printed, wiped from memory with its owner.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering, compiler_fence};

use smsp_platform::undivided;
use zeroize::Zeroizing;

use crate::percent::encode;

/// Stands in a text in place of the key.
const REMOVED: &str = "[API key]";

/// The caller's API key.
pub(crate) struct ApiKey {
    text: Secret,
    /// As it stands in a query (RFC 3986).
    encoded: Secret,
}

impl ApiKey {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: Secret::new(text),
            encoded: Secret::new(&encode(text)),
        }
    }

    /// How many bytes it has.
    pub(crate) fn len(&self) -> usize {
        self.text.0.len()
    }

    /// The key as it is sent.
    pub(crate) fn percent_encoded(&self) -> Zeroizing<String> {
        self.encoded.read()
    }

    /// Wipes it, though others hold it still: a child has no other use for what it
    /// inherited.
    pub(crate) fn wipe(&self) {
        self.text.wipe();
        self.encoded.wipe();
    }

    /// A text of the server's without the key, in case the server echoes it.
    pub(crate) fn scrub(&self, text: &str) -> String {
        // What is compared with is a copy, which no child must inherit.
        undivided(|| self.scrub_undivided(text))
    }

    fn scrub_undivided(&self, text: &str) -> String {
        let (key, encoded) = (self.text.read(), self.encoded.read());
        let mut plain = places(text, &key).peekable();
        let mut encoded = places(text, &encoded).peekable();
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

/// A text that can be wiped while others hold it: they read zeros then.
struct Secret(Box<[AtomicU8]>);

impl Secret {
    fn new(text: &str) -> Self {
        Self(text.bytes().map(AtomicU8::new).collect())
    }

    fn read(&self) -> Zeroizing<String> {
        let mut copy = Zeroizing::new(Vec::with_capacity(self.0.len()));
        copy.extend(self.0.iter().map(|byte| byte.load(Ordering::Relaxed)));
        // Zeros are UTF-8 as the text was.
        Zeroizing::new(String::from_utf8(std::mem::take(&mut *copy)).unwrap_or_default())
    }

    fn wipe(&self) {
        for byte in &self.0 {
            byte.store(0, Ordering::Relaxed);
        }
        // The stores come before the memory is given back, and are not left out.
        compiler_fence(Ordering::SeqCst);
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.wipe();
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
        assert_eq!(
            key.scrub("se%20cret, se cret, se%20cret"),
            "[API key], [API key], [API key]"
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

    #[test]
    fn a_wiped_key_is_zeros_for_everyone() {
        let key = ApiKey::new("se cret");
        assert_eq!(key.percent_encoded().as_str(), "se%20cret");
        key.wipe();
        assert_eq!(key.percent_encoded().as_str(), "\0".repeat(9));
        assert_eq!(key.scrub("se cret"), "se cret");
    }
}
