//! Puts the API key into the finished request, as the last step before it is sent or
//! encrypted.
//!
//! Up to here the URL holds a placeholder. So the HTTP library never sees the
//! key: nothing it logs, puts into an error or leaves in freed memory can
//! contain it. The request with the key is gone before a fork can copy it, since
//! nobody would wipe it in the child.

use std::sync::Arc;

use smsp_platform::undivided;
use zeroize::Zeroizing;

use crate::request::KEY_PLACEHOLDER;
use crate::secret::ApiKey;

/// Inserts this key into each request. A clone inserts the same.
#[derive(Debug, Clone)]
pub(super) struct KeyInsertion(Arc<ApiKey>);

impl KeyInsertion {
    pub(super) fn new(key: Arc<ApiKey>) -> Self {
        Self(key)
    }

    /// Hands over what is to be sent: the output, with the key in place of the
    /// placeholder if it has one. `send` must not wait, since a fork waits for it.
    pub(super) fn insert_into<T>(&self, output: &[u8], send: impl FnOnce(&[u8]) -> T) -> T {
        match place_of_key(output) {
            Some(place) => undivided(|| {
                let key = self.0.percent_encoded();
                send(&with_key(output, place, key.as_bytes()))
            }),
            None => send(output),
        }
    }
}

/// Where the key belongs in the output; `None` if there is no placeholder.
fn place_of_key(output: &[u8]) -> Option<usize> {
    let placeholder = KEY_PLACEHOLDER.as_bytes();
    let start = output
        .windows(placeholder.len())
        .position(|window| window == placeholder)?;
    Some(start + KEY_PLACEHOLDER.find('*')?)
}

fn with_key(output: &[u8], place: usize, key: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut request = Zeroizing::new(Vec::with_capacity(output.len() + key.len()));
    request.extend_from_slice(&output[..place]);
    request.extend_from_slice(key);
    request.extend_from_slice(&output[place + 1..]);
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_takes_the_place_of_its_placeholder_and_of_nothing_else() {
        let insertion = KeyInsertion::new(Arc::new(ApiKey::new("k&y")));
        let sent = |output: &[u8]| insertion.insert_into(output, <[u8]>::to_vec);
        assert_eq!(
            sent(b"GET /v1/bulk-status?apiKey=*&messageId=?apiKey=*& HTTP/1.1\r\n"),
            b"GET /v1/bulk-status?apiKey=k%26y&messageId=?apiKey=*& HTTP/1.1\r\n"
        );
        let without = b"CONNECT host:443 HTTP/1.1\r\n";
        assert_eq!(sent(without), without);
    }
}
