//! The question: the checked message ID, and the URL that asks for it.
//!
//! The URL carries a placeholder for the API key. The transport puts the key
//! itself into the finished bytes of the request, so the HTTP library never
//! holds it and nothing that this library logs can show it.

use crate::base_url::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::percent::encode;
use crate::secret::ApiKey;

/// The longest API key that is sent, in bytes.
const LONGEST_API_KEY: usize = 1024;

/// The longest message ID that is sent, in bytes.
const LONGEST_MESSAGE_ID: usize = 4096;

/// Stands in the URL for the API key. `encode` never produces a `*` and a base
/// URL has no query, so its first occurrence is the right one.
pub(crate) const KEY_PLACEHOLDER: &str = "?apiKey=*&";

/// A question that can be asked.
#[derive(Debug)]
pub(crate) struct Request {
    url: String,
    message_id: String,
}

impl Request {
    /// Checks both arguments in the provider's order, the key first.
    pub(crate) fn new(base: &BaseUrl, key: &ApiKey, message_id: &str) -> Result<Self, Error> {
        if key.len() == 0 {
            return Err(ErrorKind::ApiKeyRequired.into());
        }
        if message_id.is_empty() {
            return Err(ErrorKind::MessageIdRequired.into());
        }
        check_length("API key", key.len(), LONGEST_API_KEY)?;
        check_length("message ID", message_id.len(), LONGEST_MESSAGE_ID)?;
        let url = format!(
            "{}/bulk-status{KEY_PLACEHOLDER}messageId={}",
            base.as_str(),
            encode(message_id).as_str()
        );
        Ok(Self {
            url,
            message_id: message_id.to_owned(),
        })
    }

    /// The URL with the placeholder for the key.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn message_id(&self) -> &str {
        &self.message_id
    }
}

fn check_length(what: &str, length: usize, longest: usize) -> Result<(), Error> {
    if length <= longest {
        return Ok(());
    }
    Err(Error::invalid_argument(format!(
        "The {what} is {length} bytes long and the longest that is sent is {longest}; check the argument."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(key: &str, message_id: &str) -> Result<Request, ErrorKind> {
        Request::new(&BaseUrl::default(), &ApiKey::new(key), message_id).map_err(|e| e.kind())
    }

    #[test]
    fn the_url_is_the_provider_s_with_a_placeholder_for_the_key() {
        assert_eq!(
            request("key", "3é").unwrap().url(),
            "https://api.smspartner.fr/v1/bulk-status?apiKey=*&messageId=3%C3%A9"
        );
    }

    #[test]
    fn the_key_is_missed_before_the_message_id() {
        assert_eq!(request("", "").unwrap_err(), ErrorKind::ApiKeyRequired);
        assert_eq!(
            request("key", "").unwrap_err(),
            ErrorKind::MessageIdRequired
        );
    }

    #[test]
    fn an_id_of_2000_bytes_is_sent_and_one_of_5000_is_refused() {
        assert!(request("key", &"é".repeat(1000)).is_ok());
        let too_long = request("key", &"7".repeat(5000));
        assert_eq!(too_long.unwrap_err(), ErrorKind::InvalidArgument);
    }
}
