//! What is asked: the checked arguments and the URL.
//!
//! The URL carries a placeholder where the API key goes. The key itself is
//! put in by the transport, on the finished bytes of the request, so that the
//! HTTP library never holds it and nothing that library logs can show it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::base_url::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::secret::ApiKey;

/// The longest API key that is sent, in bytes.
const LONGEST_API_KEY: usize = 1024;

/// The longest message ID that is sent, in bytes.
const LONGEST_MESSAGE_ID: usize = 4096;

/// Stands in the URL for the API key. `encode` never produces a `*` and a base
/// URL has no query, so the first place where this stands is the right one.
pub(crate) const KEY_PLACEHOLDER: &str = "?apiKey=*&";

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value as it stands in a query.
pub(crate) fn encode(value: &str) -> Zeroizing<String> {
    // Room for the longest form from the start: a growing text would leave
    // pieces of a key behind in freed memory.
    let mut encoded = Zeroizing::new(String::with_capacity(3 * value.len()));
    encoded.extend(utf8_percent_encode(value, ESCAPED));
    encoded
}

/// Checks both arguments in the provider's order, the key first, and gives the
/// URL to ask.
pub(crate) fn url(base: &BaseUrl, key: &ApiKey, message_id: &str) -> Result<String, Error> {
    if key.as_str().is_empty() {
        return Err(ErrorKind::ApiKeyRequired.into());
    }
    if message_id.is_empty() {
        return Err(ErrorKind::MessageIdRequired.into());
    }
    check_length("API key", key.as_str(), LONGEST_API_KEY)?;
    check_length("message ID", message_id, LONGEST_MESSAGE_ID)?;
    Ok(format!(
        "{}/bulk-status{KEY_PLACEHOLDER}messageId={}",
        base.as_str(),
        encode(message_id).as_str()
    ))
}

fn check_length(what: &str, value: &str, longest: usize) -> Result<(), Error> {
    if value.len() <= longest {
        return Ok(());
    }
    Err(Error::invalid_argument(format!(
        "The {what} is {} bytes long and the longest that is sent is {longest}; check what was passed.",
        value.len()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url_for(message_id: &str) -> Result<String, Error> {
        url(&BaseUrl::default(), &ApiKey::new("key"), message_id)
    }

    #[test]
    fn the_url_is_the_provider_s_with_a_placeholder_for_the_key() {
        assert_eq!(
            url_for("300").unwrap(),
            "https://api.smspartner.fr/v1/bulk-status?apiKey=*&messageId=300"
        );
    }

    #[test]
    fn every_reserved_character_is_escaped() {
        let url = url_for("a&b#c d\"é*%").unwrap();
        assert!(url.ends_with("messageId=a%26b%23c%20d%22%C3%A9%2A%25"));
    }

    #[test]
    fn the_key_is_missed_before_the_message_id() {
        let missing_both = url(&BaseUrl::default(), &ApiKey::new(""), "").unwrap_err();
        assert_eq!(missing_both.kind(), ErrorKind::ApiKeyRequired);
        assert_eq!(
            url_for("").unwrap_err().kind(),
            ErrorKind::MessageIdRequired
        );
    }

    #[test]
    fn an_id_of_2000_bytes_is_sent_and_one_of_5000_is_refused() {
        assert!(url_for(&"é".repeat(1000)).is_ok());
        assert_eq!(
            url_for(&"7".repeat(5000)).unwrap_err().kind(),
            ErrorKind::InvalidArgument
        );
    }
}
