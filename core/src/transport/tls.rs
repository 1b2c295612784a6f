//! TLS over a connection, if the URL is `https`.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

use super::connect_failure::ConnectFailure;
use super::failure::unwrapped;
use super::key_insertion::KeyInsertion;

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
pub(super) struct HandshakeTls {
    config: Arc<ClientConfig>,
    key: KeyInsertion,
}

impl HandshakeTls {
    pub(super) fn new(config: Arc<ClientConfig>, key: KeyInsertion) -> Self {
        Self { config, key }
    }

    // Out of line, and on the heap as soon as may be: what is large on the stack here
    // is on it during the check of the certificates, which is the deepest of all.
    #[inline(never)]
    fn shake_hands(
        &self,
        details: &ConnectionDetails,
        inner: Box<dyn Transport>,
    ) -> Result<Box<dyn Transport>, Error> {
        let config = details.config;
        let mut tls = Box::new(Tls {
            stream: StreamOwned::new(
                self.connection(details)?,
                TransportAdapter::new(inner, details.current_time.clone()),
            ),
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            key: self.key.clone(),
        });
        let stream = &mut tls.stream;
        match stream.conn.complete_io(&mut stream.sock) {
            Ok(_) => Ok(tls),
            // A failure of the socket comes back as what it was: a timeout, say.
            Err(reason) => Err(match unwrapped(Error::Io(reason)) {
                Error::Io(reason) => ConnectFailure::Tls(reason).boxed(),
                of_the_socket => of_the_socket,
            }),
        }
    }

    #[inline(never)]
    fn connection(&self, details: &ConnectionDetails) -> Result<ClientConnection, Error> {
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let refuse = |reason: io::Error| ConnectFailure::Tls(reason).boxed();
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other);
        let connection = ClientConnection::new(self.config.clone(), name.map_err(refuse)?);
        connection.map_err(|reason| refuse(io::Error::other(reason)))
    }
}

impl<In: Transport> Connector<In> for HandshakeTls {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(inner) = chained.map(Transport::boxed) else {
            return Ok(None);
        };
        Ok(Some(if details.needs_tls() {
            self.shake_hands(details, inner)?
        } else {
            inner
        }))
    }
}

/// An encrypted connection.
struct Tls {
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    buffers: LazyBuffers,
    key: KeyInsertion,
}

impl Transport for Tls {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let StreamOwned { conn, sock } = &mut self.stream;
        let output = &self.buffers.output()[..amount];
        // Encrypts it, and keeps it for `write_tls`.
        self.key
            .insert_into(output, |request| conn.writer().write_all(request))?;
        while conn.wants_write() {
            conn.write_tls(sock)?;
        }
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

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
