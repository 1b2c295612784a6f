//! TLS over a connection, if the URL is `https`.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, SignatureScheme, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

use super::connect_failure::ConnectFailure;
use super::failure::unwrapped;
use super::key_insertion::KeyInsertion;
use super::socket::wipe_received;
use super::tls_failure::{Reason, TlsFailure, alert_in, of_the_socket};
use crate::trust::{Trusted, Verifier};

/// Room for the longest TLS record (RFC 8446, section 5.2) with its header.
pub(super) const RECORD: usize = 17 << 10;

/// The most reads that are made for an alert once the connection has ended: more than
/// a socket has room for.
const LAST_READS: usize = 64;

/// What all connections of a client share: who is trusted, and the session tickets.
pub(super) fn configuration(trusted: Arc<Trusted>) -> Arc<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new(trusted, provider.signature_verification_algorithms);
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.expect("ring has the cipher suites of TLS 1.2 and 1.3");
    let builder = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    Arc::new(builder.with_client_cert_resolver(Arc::new(NoClientCertificate)))
}

thread_local! {
    /// Whether the server of the handshake under way on this thread has asked for a
    /// client certificate. A configuration, which many handshakes share, has no other
    /// place for it.
    static WAS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Notes that a client certificate was asked for, and has none.
#[derive(Debug)]
struct NoClientCertificate;

impl ResolvesClientCert for NoClientCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        WAS_ASKED.set(true);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
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

    fn shake_hands(
        &self,
        details: &ConnectionDetails,
        inner: Box<dyn Transport>,
    ) -> Result<Box<dyn Transport>, Error> {
        let mut tls = self.begin(details, inner)?;
        tls.shake_hands()?;
        Ok(tls)
    }

    // Out of line, and on the heap when it returns: what is large on the stack here is not
    // on it during the check of the certificates, which is the deepest of all.
    #[inline(never)]
    fn begin(
        &self,
        details: &ConnectionDetails,
        inner: Box<dyn Transport>,
    ) -> Result<Box<Tls>, Error> {
        let config = details.config;
        Ok(Box::new(Tls {
            stream: StreamOwned::new(
                self.connection(details)?,
                TransportAdapter::new(inner, details.current_time.clone()),
            ),
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            key: self.key.clone(),
            host: host_of(details).to_owned(),
            was_asked: false,
            has_heard: false,
        }))
    }

    #[inline(never)]
    fn connection(&self, details: &ConnectionDetails) -> Result<ClientConnection, Error> {
        let host = host_of(details);
        let made = match ServerName::try_from(host) {
            Ok(name) => ClientConnection::new(self.config.clone(), name.to_owned()),
            Err(_) => Err(rustls::Error::General(
                "no certificate can be for this host name; check the base URL".to_owned(),
            )),
        };
        made.map_err(|fault| {
            let host = host.to_owned();
            let reason = Reason::verdict(fault, false);
            not_connected(host, reason, false)
        })
    }
}

fn host_of<'a>(details: &'a ConnectionDetails<'_>) -> &'a str {
    let host = details.uri.host().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

fn not_connected(host: String, reason: Reason, was_asked: bool) -> Error {
    let failure = TlsFailure {
        host,
        reason,
        was_asked,
    };
    ConnectFailure::Tls(failure).boxed()
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
    host: String,
    /// The server has asked for a client certificate.
    was_asked: bool,
    /// Bytes of an answer have come.
    has_heard: bool,
}

impl Tls {
    fn shake_hands(&mut self) -> Result<(), Error> {
        WAS_ASKED.set(false);
        let stream = &mut self.stream;
        let outcome = stream.conn.complete_io(&mut stream.sock);
        self.was_asked = WAS_ASKED.get();
        match outcome {
            Ok(_) if !self.stream.conn.is_handshaking() => Ok(()),
            Ok(_) => Err(self.failed(Reason::Closed)),
            Err(reason) => Err(self.why_no_handshake(reason)),
        }
    }

    #[inline(never)]
    fn failed(&self, reason: Reason) -> Error {
        not_connected(self.host.clone(), reason, self.was_asked)
    }

    /// The failure of a handshake that was under way.
    #[inline(never)]
    fn why_no_handshake(&mut self, reason: io::Error) -> Error {
        // A failure of the socket comes back as what it was: a timeout, say.
        let reason = match unwrapped(Error::Io(reason)) {
            Error::Io(reason) => reason,
            Error::Timeout(limit) => {
                let silence = "it took the connection and did not end the TLS handshake";
                return ConnectFailure::silent(&self.host, silence, limit);
            }
            of_the_call => return of_the_call,
        };
        let speaks_tls = self.stream.conn.protocol_version().is_some();
        let reason = match reason.downcast::<rustls::Error>() {
            Ok(fault) => Reason::verdict(fault, speaks_tls),
            Err(reason) => match of_the_socket(reason) {
                Reason::Closed => self.last_alert().unwrap_or(Reason::Closed),
                broken => broken,
            },
        };
        self.failed(reason)
    }

    /// The failure of a connection that was there. Before the first answer it may still be
    /// that of the handshake: with TLS 1.3, the client's side of it is over first.
    #[inline(never)]
    fn why_ended(&mut self, reason: io::Error) -> Error {
        let failure = Error::from(reason);
        let reason = match &failure {
            Error::Io(reason) => Some(reason),
            // As the socket wraps some.
            Error::Other(boxed) => boxed.downcast_ref::<io::Error>(),
            _ => None,
        };
        let Some(reason) = reason else {
            return failure;
        };
        let kind = reason.kind();
        let is_closed = matches!(of_the_socket(kind.into()), Reason::Closed);
        let alert = match alert_in(reason) {
            _ if self.has_heard => None,
            None if is_closed => self.last_alert(),
            alert => alert.map(Reason::Alert),
        };
        match alert {
            Some(alert) => self.failed(alert),
            None if is_closed && self.may_be_in_handshake() => self.failed(Reason::Closed),
            // The words of rustls are those for a programmer.
            None if kind == io::ErrorKind::UnexpectedEof => {
                Error::Io(io::Error::new(kind, "the server closed it"))
            }
            None => failure,
        }
    }

    /// Whether nothing says that the server has seen the end of the handshake. With TLS
    /// 1.2 the client sees it last; with TLS 1.3 the server sends tickets then.
    fn may_be_in_handshake(&self) -> bool {
        let conn = &self.stream.conn;
        conn.protocol_version() == Some(ProtocolVersion::TLSv1_3)
            && conn.tls13_tickets_received() == 0
            && !self.has_heard
    }

    /// The alert that the server sent before it ended the connection, if it did, which
    /// a failure to send has kept from being read.
    fn last_alert(&mut self) -> Option<Reason> {
        let StreamOwned { conn, sock } = &mut self.stream;
        for _ in 0..LAST_READS {
            let is_over = !matches!(conn.read_tls(sock), Ok(1..));
            if let Err(fault) = conn.process_new_packets() {
                return match Reason::verdict(fault, true) {
                    alert @ Reason::Alert(_) => Some(alert),
                    _ => None,
                };
            }
            if is_over {
                break;
            }
        }
        None
    }

    fn send(&mut self, amount: usize) -> io::Result<()> {
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
}

impl Transport for Tls {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.send(amount).map_err(|reason| self.why_ended(reason))
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        match self.stream.read(self.buffers.input_append_buf()) {
            Ok(0) if self.may_be_in_handshake() => Err(self.failed(Reason::Closed)),
            Ok(amount) => {
                self.buffers.input_appended(amount);
                self.has_heard |= amount > 0;
                Ok(amount > 0)
            }
            Err(reason) => Err(self.why_ended(reason)),
        }
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        wipe_received(&mut self.buffers);
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
