//! The API key: never printed, wiped from memory with its owner.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering, compiler_fence};

use smsp_platform::undivided;
use zeroize::Zeroizing;

use crate::echo;
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

    /// At most so many characters of a text of the server's, without the key, in
    /// case the server echoes it.
    pub(crate) fn scrub(&self, text: &str, most: usize) -> String {
        // What is compared with is a copy, which no child must inherit.
        undivided(|| scrub(text, &self.text.read(), most))
    }
}

/// The beginning of a text, with `…` at its end if it goes on, and without the key. No
/// more is read of it than is kept, so that a part of the key is never left.
fn scrub(text: &str, key: &str, most: usize) -> String {
    let mut clean = String::new();
    let mut left = most;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let echo = echo::length_at_start(key, rest);
        let (piece, length) = match echo {
            Some(length) => (REMOVED, length),
            None => (&rest[..character.len_utf8()], character.len_utf8()),
        };
        rest = &rest[length..];
        let fitting = if rest.is_empty() { left } else { left - 1 };
        if piece.chars().count() > fitting {
            clean.extend(piece.chars().take(left - 1));
            clean.push('…');
            break;
        }
        clean.push_str(piece);
        left -= piece.chars().count();
    }
    clean
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
    fn an_echoed_key_is_taken_out_in_every_spelling() {
        let key = ApiKey::new("se cret");
        assert_eq!(
            key.scrub("bad key se cret (se%20cret)", 100),
            "bad key [API key] ([API key])"
        );
        assert_eq!(
            key.scrub("se+cret, se cret, se&#32;cret", 100),
            "[API key], [API key], [API key]"
        );
    }

    #[test]
    fn a_key_of_one_letter_is_taken_out_once() {
        assert_eq!(ApiKey::new("k").scrub("ok", 100), "o[API key]");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character_and_never_within_the_key() {
        let key = ApiKey::new("0123456789");
        for (text, clean) in [
            ("", ""),
            ("eight é.", "eight é."),
            ("eleven ééé.", "eleven éé…"),
            ("0123456789", "[API key]"),
            ("0123456789.", "[API key]."),
            ("1234567890123456789", "123456789…"),
            ("1234567890123456789 ", "123456789…"),
            ("01234567890123456789", "[API key]…"),
            ("01234567", "01234567"),
        ] {
            assert_eq!(key.scrub(text, 10), clean, "{text}");
        }
    }

    #[test]
    fn a_text_that_goes_on_and_on_takes_no_longer() {
        let echoes = "se cret, ".repeat(2_000_000);
        let key = ApiKey::new("se cret");
        for _ in 0..100 {
            let clean = key.scrub(&echoes, 500);
            assert_eq!(clean.chars().count(), 500);
            assert!(clean.starts_with("[API key], [API key], "));
        }
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
        assert_eq!(key.scrub("se cret", 100), "se cret");
    }
}
