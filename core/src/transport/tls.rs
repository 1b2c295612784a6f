//! TLS over a connection, if the URL is `https`.

use std::fmt;
use std::io::{Read, Write};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
    TransportAdapter,
};

use super::connect_failure::ConnectFailure;

/// Room for the longest TLS record (RFC 8446, section 5.2) with its header.
pub(super) const RECORD: usize = 17 << 10;

/// What all connections of a client share: the roots and the session tickets.
pub(super) fn configuration(roots: Arc<RootCertStore>) -> Arc<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.expect("ring has the cipher suites of TLS 1.2 and 1.3");
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Makes the handshake.
#[derive(Debug)]
pub(super) struct HandshakeTls(pub(super) Arc<ClientConfig>);

impl HandshakeTls {
    fn shake_hands<In: Transport>(
        &self,
        details: &ConnectionDetails,
        inner: In,
    ) -> Result<Tls<In>, Error> {
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(std::io::Error::other);
        let name = name.map_err(|reason| ConnectFailure::Tls(reason).boxed())?;
        let connection = ClientConnection::new(self.0.clone(), name)
            .map_err(|reason| ConnectFailure::Tls(std::io::Error::other(reason)).boxed())?;
        let socket = TransportAdapter::new(inner, details.current_time.clone());
        let mut stream = StreamOwned::new(connection, socket);
        stream
            .conn
            .complete_io(&mut stream.sock)
            // A failure of the socket comes back as what it was: a timeout, say.
            .map_err(|reason| match Error::from(reason) {
                Error::Io(reason) => ConnectFailure::Tls(reason).boxed(),
                of_the_socket => of_the_socket,
            })?;
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Tls { stream, buffers })
    }
}

impl<In: Transport> Connector<In> for HandshakeTls {
    type Out = Either<In, Tls<In>>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(inner) = chained else {
            return Ok(None);
        };
        Ok(Some(if details.needs_tls() {
            Either::B(self.shake_hands(details, inner)?)
        } else {
            Either::A(inner)
        }))
    }
}

/// An encrypted connection.
pub(super) struct Tls<In: Transport> {
    stream: StreamOwned<ClientConnection, TransportAdapter<In>>,
    buffers: LazyBuffers,
}

impl<In: Transport> Transport for Tls<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.stream.write_all(&self.buffers.output()[..amount])?;
        Ok(())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl<In: Transport> fmt::Debug for Tls<In> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
