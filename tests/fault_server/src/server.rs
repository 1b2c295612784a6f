//! The handle: starting and stopping, and what has been seen.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use smsp_sandbox::tls::Authority;
use tempfile::NamedTempFile;

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::listening::Listening;

/// A server with one fault, on threads of its own. Dropping it ends every
/// connection and returns when the threads have ended.
pub struct FaultServer {
    listening: Listening,
    /// The file of the authority's certificate, where it speaks TLS.
    ca_file: Option<NamedTempFile>,
}

impl FaultServer {
    /// A server on a plain socket.
    pub fn start(fault: Fault) -> io::Result<Self> {
        Self::listen(fault, None, None)
    }

    /// A server that completes a TLS handshake with a good certificate first.
    pub fn start_tls(fault: Fault) -> io::Result<Self> {
        Self::start_tls_with(fault, Certificate::Good)
    }

    /// The same with this certificate.
    pub fn start_tls_with(fault: Fault, certificate: Certificate) -> io::Result<Self> {
        let authority = Authority::new()?;
        let config = certificate.server_config(&authority)?;
        Self::start_tls_as(fault, config, &authority.ca_pem())
    }

    /// The same with a certificate that has so many intermediate authorities.
    pub fn start_tls_with_intermediates(fault: Fault, count: usize) -> io::Result<Self> {
        let chain = Chain::new(count)?;
        Self::start_tls_as(fault, chain.config, &chain.ca_pem)
    }

    /// The same with this configuration, and the authority that a client may be given.
    pub fn start_tls_as(fault: Fault, config: Arc<ServerConfig>, ca_pem: &str) -> io::Result<Self> {
        let ca_file = NamedTempFile::new()?;
        std::fs::write(ca_file.path(), ca_pem)?;
        Self::listen(fault, Some(config), Some(ca_file))
    }

    fn listen(
        fault: Fault,
        config: Option<Arc<ServerConfig>>,
        ca_file: Option<NamedTempFile>,
    ) -> io::Result<Self> {
        let listening = Listening::start(move |stream, shared| {
            let is_first = !shared.with(|state| std::mem::replace(&mut state.has_begun, true));
            let steps = fault.steps(config.is_some(), is_first);
            Connection::new(stream, shared, config.clone()).play(&steps);
        })?;
        Ok(Self { listening, ca_file })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// What a client takes for the provider's address: `https` where this
    /// server completes a handshake, otherwise `http`.
    pub fn base_url(&self) -> String {
        match self.ca_file {
            Some(_) => self.https_url(),
            None => format!("http://{}/v1", self.address()),
        }
    }

    /// The same with `https`, whatever the server speaks.
    pub fn https_url(&self) -> String {
        format!("https://{}/v1", self.address())
    }

    /// The certificate of its authority, deleted together with the server; an
    /// empty path where it does not speak TLS.
    pub fn ca_file(&self) -> &Path {
        self.ca_file
            .as_ref()
            .map_or(Path::new(""), NamedTempFile::path)
    }

    /// How many connections have been accepted.
    pub fn connection_count(&self) -> usize {
        self.listening.shared.with(|state| state.connections)
    }

    /// How many requests have come whole.
    pub fn request_count(&self) -> usize {
        self.listening.shared.with(|state| state.requests)
    }

    /// How many TLS handshakes have gone on with an earlier session.
    pub fn resumed_count(&self) -> usize {
        self.listening.shared.with(|state| state.resumed)
    }

    /// Every byte that clients have sent, as it came over the wire, followed by
    /// what it was before encryption where a handshake was completed.
    pub fn captured(&self) -> Vec<u8> {
        self.listening
            .shared
            .with(|state| [state.wire.as_slice(), &state.decrypted].concat())
    }

    /// Waits until so many connections have been accepted; whether they have.
    pub fn wait_for_connections(&self, count: usize, longest: Duration) -> bool {
        let shared = &self.listening.shared;
        shared.wait_until(longest, |state| state.connections >= count)
    }

    /// Waits until so many connections have ended, so that all that their clients have
    /// sent is captured; whether they have.
    pub fn wait_for_ends(&self, count: usize, longest: Duration) -> bool {
        let shared = &self.listening.shared;
        shared.wait_until(longest, |state| state.ended >= count)
    }

    /// Waits until so many requests have come; whether they have.
    pub fn wait_for_requests(&self, count: usize, longest: Duration) -> bool {
        let shared = &self.listening.shared;
        shared.wait_until(longest, |state| state.requests >= count)
    }
}
