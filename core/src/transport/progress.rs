//! Notes how far a call has come: the last step to a connection, and the first byte of
//! the answer.

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::call::SlotCall;
use super::header::{MendHeaders, Peer};

/// Notes the progress of this call on every connection to the provider. Since it is the
/// last step, it mends the headers of every connection too: a step of its own would take
/// stack.
#[derive(Debug)]
pub(super) struct NoteProgress(pub(super) SlotCall);

impl<In: Transport> Connector<In> for NoteProgress {
    // In a box at once: what is large on the stack here is on it during the handshake.
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| self.wrap(inner, details)))
    }
}

impl NoteProgress {
    #[inline(never)]
    fn wrap<In: Transport>(&self, inner: In, details: &ConnectionDetails) -> Box<dyn Transport> {
        // The connection to a proxy is not one to the provider: its URL has no query.
        let (inner, peer): (Box<dyn Transport>, _) = if details.uri.query().is_some() {
            // This is the last step, so the connection is there.
            self.0.end_connecting();
            let call = self.0.clone();
            (Box::new(Noted { inner, call }), Peer::Provider)
        } else {
            (Box::new(inner), Peer::Proxy)
        };
        let largest = details.config.max_response_header_size();
        Box::new(MendHeaders::new(inner, peer, largest))
    }
}

/// A connection whose answers are noted.
#[derive(Debug)]
pub(super) struct Noted<In> {
    inner: In,
    call: SlotCall,
}

impl<In: Transport> Transport for Noted<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, timeout)
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
