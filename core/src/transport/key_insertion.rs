//! Puts the API key into the finished request, as the last step before it is
//! sent, and notes the first byte of the answer.
//!
//! Up to here the URL holds a placeholder. So the HTTP library never sees the
//! key: nothing it logs, puts into an error or leaves in freed memory can
//! contain it.

use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport,
};
use zeroize::{Zeroize, Zeroizing};

use super::call::SlotCall;
use crate::request::KEY_PLACEHOLDER;
use crate::secret::ApiKey;

/// Makes every connection to the provider insert this key.
#[derive(Debug)]
pub(super) struct InsertKey {
    key: Arc<ApiKey>,
    call: SlotCall,
}

impl InsertKey {
    pub(super) fn new(key: Arc<ApiKey>, call: SlotCall) -> Self {
        Self { key, call }
    }
}

impl<In: Transport> Connector<In> for InsertKey {
    type Out = Either<In, WithKey<In>>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        // The connection to a proxy is not one to the provider: its URL has no query.
        let is_provider = details.uri.query().is_some();
        Ok(chained.map(|inner| {
            if is_provider {
                // This is the last step, so the connection is there.
                self.call.end_connecting();
                Either::B(WithKey {
                    inner,
                    key: self.key.clone(),
                    call: self.call.clone(),
                })
            } else {
                Either::A(inner)
            }
        }))
    }
}

/// A connection that inserts the key into each request.
#[derive(Debug)]
pub(super) struct WithKey<In> {
    inner: In,
    key: Arc<ApiKey>,
    call: SlotCall,
}

impl<In: Transport> Transport for WithKey<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = &self.inner.buffers().output()[..amount];
        let Some(request) = with_key(output, &self.key.percent_encoded()) else {
            return self.inner.transmit_output(amount, timeout);
        };
        let mut rest = request.as_slice();
        while !rest.is_empty() {
            let buffer = self.inner.buffers().output();
            let (now, later) = rest.split_at(rest.len().min(buffer.len()));
            buffer[..now.len()].copy_from_slice(now);
            let sent = self.inner.transmit_output(now.len(), timeout);
            self.inner.buffers().output()[..now.len()].zeroize();
            sent?;
            rest = later;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let has_come = self.inner.await_input(timeout)?;
        if has_come {
            self.call.has_received();
        }
        Ok(has_come)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// The same bytes with the key in place of its first placeholder; `None` where
/// there is no placeholder.
fn with_key(output: &[u8], key: &str) -> Option<Zeroizing<Vec<u8>>> {
    let placeholder = KEY_PLACEHOLDER.as_bytes();
    let at = output
        .windows(placeholder.len())
        .position(|window| window == placeholder)?;
    let star = at + KEY_PLACEHOLDER.find('*')?;
    let mut request = Zeroizing::new(Vec::with_capacity(output.len() + key.len()));
    request.extend_from_slice(&output[..star]);
    request.extend_from_slice(key.as_bytes());
    request.extend_from_slice(&output[star + 1..]);
    Some(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_takes_the_place_of_its_placeholder_and_of_nothing_else() {
        let request = b"GET /v1/bulk-status?apiKey=*&messageId=?apiKey=*& HTTP/1.1\r\n";
        assert_eq!(
            with_key(request, "k%26y").unwrap().as_slice(),
            b"GET /v1/bulk-status?apiKey=k%26y&messageId=?apiKey=*& HTTP/1.1\r\n"
        );
        assert!(with_key(b"CONNECT host:443 HTTP/1.1\r\n", "key").is_none());
    }
}
