//! Certificates as a test wants them, and servers that show them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use smsp_fault_server::{Fault, FaultServer};

pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// What most of them are changed by.
pub fn unchanged(_: &mut CertificateParams) {}

fn authority_params(name: &str, change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    change(&mut params);
    params
}

pub fn root(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let key = KeyPair::generate().unwrap();
    CertifiedIssuer::self_signed(authority_params(name, change), key).unwrap()
}

pub fn below(
    issuer: &Authority,
    name: &str,
    change: impl FnOnce(&mut CertificateParams),
) -> Authority {
    let key = KeyPair::generate().unwrap();
    CertifiedIssuer::signed_by(authority_params(name, change), key, issuer).unwrap()
}

/// The certificate of a server for 127.0.0.1, and its key.
pub struct Leaf {
    pub der: CertificateDer<'static>,
    pub pem: String,
    key: KeyPair,
}

fn leaf_params(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "leaf");
    change(&mut params);
    params
}

pub fn leaf(issuer: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
    let key = KeyPair::generate().unwrap();
    Leaf::new(leaf_params(change).signed_by(&key, issuer).unwrap(), key)
}

pub fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Leaf {
    let key = KeyPair::generate().unwrap();
    Leaf::new(leaf_params(change).self_signed(&key).unwrap(), key)
}

impl Leaf {
    pub fn new(made: rcgen::Certificate, key: KeyPair) -> Self {
        Self {
            der: made.der().clone(),
            pem: made.pem(),
            key,
        }
    }

    /// A server that shows this certificate, and these after it.
    pub fn serve(&self, others: &[&Authority]) -> FaultServer {
        self.serve_with_key_of(self, others)
    }

    /// The same with a key that may be another certificate's.
    pub fn serve_with_key_of(&self, other: &Self, others: &[&Authority]) -> FaultServer {
        let others = others.iter().map(|other| other.der().clone());
        let chain = [self.der.clone()].into_iter().chain(others).collect();
        let key = PrivatePkcs8KeyDer::from(other.key.serialize_der()).into();
        let key = ring::sign::any_supported_type(&key).unwrap();
        let shown = Shown(Arc::new(CertifiedKey::new(chain, key)));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(shown));
        FaultServer::start_tls_as(Fault::None, Arc::new(config), "").unwrap()
    }

    /// As an authority for certificates below it, whether it may be one or not.
    pub fn as_issuer(&self) -> rcgen::Issuer<'static, KeyPair> {
        let key = KeyPair::try_from(self.key.serialize_der()).unwrap();
        rcgen::Issuer::new(leaf_params(unchanged), key)
    }
}

/// What a server shows, however wrong it is: rustls would check what it is given.
#[derive(Debug)]
struct Shown(Arc<CertifiedKey>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// Makes it end yesterday.
pub fn expired(params: &mut CertificateParams) {
    params.not_after = (SystemTime::now() - Duration::from_secs(86_400)).into();
}

/// Makes it begin tomorrow.
pub fn not_yet_valid(params: &mut CertificateParams) {
    params.not_before = (SystemTime::now() + Duration::from_secs(86_400)).into();
}

/// A text with lines that end as in a PEM file.
pub fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64);
    let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
    let lines = lines.join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}
