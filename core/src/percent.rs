//! Values as they stand in the query of a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value as it stands in a query. It is wiped from memory with its owner,
/// since it may be the API key.
pub(crate) fn encode(value: &str) -> Zeroizing<String> {
    // Room for the longest form from the start: a growing text would leave
    // pieces of a key behind in freed memory.
    let mut encoded = Zeroizing::new(String::with_capacity(3 * value.len()));
    encoded.extend(utf8_percent_encode(value, ESCAPED));
    encoded
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn every_reserved_character_is_escaped() {
        assert_eq!(
            encode("a&b#c d\"é*%").as_str(),
            "a%26b%23c%20d%22%C3%A9%2A%25"
        );
        assert_eq!(encode("AZaz09-._~").as_str(), "AZaz09-._~");
    }
}
