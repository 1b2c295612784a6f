//! The certificates that a server can show.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;
use smsp_sandbox::tls::{Authority, Validity};

/// What is right or wrong with a server's certificate. All but the self-signed
/// one come from the server's own authority, whose file a client may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For 127.0.0.1, ::1 and localhost, valid now.
    Good,
    /// The same, signed by itself.
    SelfSigned,
    /// Ended yesterday.
    Expired,
    /// Begins tomorrow.
    NotYetValid,
    /// For `other.example`.
    OtherHost,
}

pub(crate) const NAMES: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

impl Certificate {
    pub(crate) fn server_config(self, authority: &Authority) -> io::Result<Arc<ServerConfig>> {
        let leaf = match self {
            Self::Good => authority.issue(&NAMES, Validity::current()),
            Self::SelfSigned => return self_signed(),
            Self::Expired => authority.issue(&NAMES, Validity::expired()),
            Self::NotYetValid => authority.issue(&NAMES, Validity::not_yet()),
            Self::OtherHost => authority.issue(&["other.example"], Validity::current()),
        };
        leaf?.server_config()
    }
}

fn self_signed() -> io::Result<Arc<ServerConfig>> {
    let made =
        rcgen::generate_simple_self_signed(NAMES.map(String::from)).map_err(io::Error::other)?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .map_err(io::Error::other)?;
    Ok(Arc::new(config))
}
