//! Name look-up and TCP, the first step to a connection; [`tls`](super::tls) and,
//! if there is a proxy, [`tunnel`](super::tunnel) are the others.

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
};

use super::call::SlotCall;
use super::key_insertion::KeyInsertion;
use super::look_up;
use super::reached::Reached;
use super::side_by_side;
use super::socket::Socket;
use super::tls::RECORD;

/// Stands in for the look-up that ureq makes for every request, even if a kept
/// connection will do; [`Dial`] makes it when it is needed.
#[derive(Debug)]
pub(super) struct NoLookUp;

impl Resolver for NoLookUp {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        addresses.push(([0, 0, 0, 0], 0).into());
        Ok(addresses)
    }
}

/// Looks the host up and connects to it.
#[derive(Debug)]
pub(super) struct Dial {
    call: SlotCall,
    key: KeyInsertion,
    reached: Reached,
}

impl Dial {
    pub(super) fn new(call: SlotCall, key: KeyInsertion, reached: Reached) -> Self {
        Self { call, key, reached }
    }

    fn dial(&self, details: &ConnectionDetails) -> Result<Socket, Error> {
        let host = details.uri.host().unwrap_or_default();
        let needs_tls = details.needs_tls();
        let default_port = if needs_tls { 443 } else { 80 };
        let port = details.uri.port_u16().unwrap_or(default_port);
        let addresses = look_up::addresses(host, port, &self.call)?;
        let addresses = self.reached.in_order(&addresses);
        let (stream, address) = side_by_side::connect(host, &addresses, &self.call)?;
        self.reached.remember(address);
        self.call.has_reached(address);
        // Under TLS the key goes into what is encrypted, and a proxy gets none: its URL
        // has no query.
        let takes_key = !needs_tls && details.uri.query().is_some();
        let key = takes_key.then(|| self.key.clone());
        // Under TLS the buffers hold records, above it what is in them.
        let buffers = if needs_tls {
            LazyBuffers::new(RECORD, RECORD)
        } else {
            let config = details.config;
            LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size())
        };
        // Under TLS there is no placeholder any more.
        Ok(Socket::new(stream, buffers, self.call.clone(), key))
    }
}

impl<In: Transport> Connector<In> for Dial {
    type Out = Either<In, Socket>;

    // Out of line, as are the other steps: what is on the stack here must not be there any
    // more during the TLS handshake, which is the deepest of all.
    #[inline(never)]
    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if chained.is_some() {
            // The tunnel of a proxy, which this made the connection to.
            return Ok(chained.map(Either::A));
        }
        self.call.begin_connecting();
        Ok(Some(Either::B(self.dial(details)?)))
    }
}
