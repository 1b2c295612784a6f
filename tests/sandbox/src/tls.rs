//! Certificates and TLS: an authority made at start, and the leaves that it issues.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// From when until when a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first moment.
    pub not_before: SystemTime,
    /// The last moment.
    pub not_after: SystemTime,
}

impl Validity {
    /// From yesterday, for clocks that are late, to 90 days ahead.
    pub fn current() -> Validity {
        let now = SystemTime::now();
        Validity {
            not_before: now - DAY,
            not_after: now + 90 * DAY,
        }
    }

    /// Ended yesterday.
    pub fn expired() -> Validity {
        let now = SystemTime::now();
        Validity {
            not_before: now - 90 * DAY,
            not_after: now - DAY,
        }
    }

    /// Begins tomorrow.
    pub fn not_yet() -> Validity {
        let now = SystemTime::now();
        Validity {
            not_before: now + DAY,
            not_after: now + 90 * DAY,
        }
    }
}

/// A certificate authority that lives as long as this value. No client trusts it unless it is
/// given [`Authority::ca_pem`].
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    /// Makes a new authority with a key of its own (ECDSA P-256), valid from 90 days ago to 90
    /// days ahead. Fails where the system has no random numbers.
    pub fn new() -> io::Result<Authority> {
        let now = SystemTime::now();
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "smsp-sandbox test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = (now - 90 * DAY).into();
        params.not_after = (now + 90 * DAY).into();
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        Ok(Authority { issuer })
    }

    /// The authority's certificate as PEM text, for a client's CA file.
    pub fn ca_pem(&self) -> String {
        self.issuer.pem()
    }

    /// Issues a server certificate for these DNS names and IP addresses. Fails on a name that is
    /// not ASCII.
    pub fn issue(&self, names: &[&str], validity: Validity) -> io::Result<Leaf> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "smsp-sandbox");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        params.not_before = validity.not_before.into();
        params.not_after = validity.not_after.into();
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params
            .signed_by(&key, &self.issuer)
            .map_err(io::Error::other)?;
        Ok(Leaf { certificate, key })
    }
}

/// A server certificate with its private key.
pub struct Leaf {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Leaf {
    /// The certificate as PEM text.
    pub fn certificate_pem(&self) -> String {
        self.certificate.pem()
    }

    /// The private key as PEM text (PKCS #8).
    pub fn private_key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// The certificate as DER.
    pub fn certificate_der(&self) -> CertificateDer<'static> {
        self.certificate.der().clone()
    }

    /// The private key as DER.
    pub fn private_key_der(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.serialize_der()).into()
    }

    /// A server's configuration: TLS 1.2 and 1.3, HTTP/1.1, and session tickets, so that a client
    /// may resume. It uses ring, whatever the process has chosen for itself.
    pub fn server_config(&self) -> io::Result<Arc<ServerConfig>> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate_der()], self.private_key_der())
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.ticketer = ring::Ticketer::new().map_err(io::Error::other)?;
        Ok(Arc::new(config))
    }
}
