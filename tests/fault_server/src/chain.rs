//! A certificate that is signed by way of several other authorities.

use std::io;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P384_SHA384,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;

use crate::certificate::NAMES;

/// What a server shows, and what a client trusts.
pub(crate) struct Chain {
    pub(crate) config: Arc<ServerConfig>,
    /// The certificate of the authority at the end, as PEM text.
    pub(crate) ca_pem: String,
}

impl Chain {
    /// A certificate with so many intermediate authorities, all with the keys that take
    /// most work (ECDSA P-384).
    pub(crate) fn new(intermediates: usize) -> io::Result<Self> {
        let root = CertifiedIssuer::self_signed(authority("root"), key()?);
        let root = root.map_err(io::Error::other)?;
        let ca_pem = root.pem();
        let mut shown = Vec::new();
        let mut issuer = root;
        for nth in 1..=intermediates {
            let params = authority(&format!("intermediate {nth}"));
            let next = CertifiedIssuer::signed_by(params, key()?, &issuer);
            issuer = next.map_err(io::Error::other)?;
            shown.push(issuer.der().clone());
        }
        let leaf_key = key()?;
        let leaf = CertificateParams::new(NAMES.map(String::from))
            .and_then(|params| params.signed_by(&leaf_key, &issuer))
            .map_err(io::Error::other)?;
        shown.push(leaf.der().clone());
        shown.reverse();
        let leaf_key = PrivatePkcs8KeyDer::from(leaf_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(shown, leaf_key.into())
            .map_err(io::Error::other)?;
        Ok(Self {
            config: Arc::new(config),
            ca_pem,
        })
    }
}

fn key() -> io::Result<KeyPair> {
    KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).map_err(io::Error::other)
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}
