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

    /// The same text with the key taken out, in case a server echoes it.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in [&self.text, &self.encoded] {
            if !secret.is_empty() && clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), REMOVED);
            }
        }
        clean
    }
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
    fn debug_does_not_show_the_key() {
        assert_eq!(format!("{:?}", ApiKey::new("secret")), "[API key]");
    }
}
