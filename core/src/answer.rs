//! An HTTP answer, as the transport hands it to the parser.

use std::time::Duration;

use crate::wiped::wipe;

/// What the server answered, whatever the status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The pause that the server asks for (RFC 9110, section 10.2.3).
    pub(crate) retry_after: Option<Duration>,
    /// Decompressed.
    pub(crate) body: Vec<u8>,
}

/// A body may echo the API key, which leaves no copy behind.
impl Drop for Answer {
    fn drop(&mut self) {
        wipe(&mut self.body);
    }
}
