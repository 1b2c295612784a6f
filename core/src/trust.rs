//! Whose certificates are trusted.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use smsp_platform::{is_trusted, reason_of};

use crate::error::Error;

/// A set of certification authorities to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Trust {
    /// Mozilla's, as bundled with this version of the library.
    #[default]
    Bundled,
    /// Those of the operating system, read when they are chosen. The
    /// environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name others.
    System,
}

/// The certification authorities of a client.
#[derive(Debug, Clone)]
pub(crate) enum Roots {
    /// Mozilla's.
    Bundled,
    Read(Arc<RootCertStore>),
}

impl Roots {
    /// The authorities of this set.
    pub(crate) fn of(trust: Trust) -> Result<Self, Error> {
        match trust {
            Trust::Bundled => Ok(Self::Bundled),
            Trust::System => Self::usable(system_certificates()).ok_or_else(|| {
                Error::invalid_argument(
                    "The operating system has no trusted certificates; install its \
                         ca-certificates package or use the bundled ones.",
                )
            }),
        }
    }

    /// The authorities in a PEM file.
    pub(crate) fn from_file(path: &Path) -> Result<Self, Error> {
        let pem = fs::read(path).map_err(|reason| {
            Error::invalid_argument(format!(
                "The certificate file {} cannot be read: {}.",
                path.display(),
                reason_of(&reason)
            ))
        })?;
        let certificates = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok);
        Self::usable(certificates).ok_or_else(|| {
            Error::invalid_argument(format!(
                "The file {} holds no usable certificate; it must be a PEM file with at least \
                 one \"BEGIN CERTIFICATE\" block.",
                path.display()
            ))
        })
    }

    /// These certificates as roots, if at least one of them can be one.
    fn usable<'a>(certificates: impl IntoIterator<Item = CertificateDer<'a>>) -> Option<Self> {
        let mut store = RootCertStore::empty();
        let (added, _) = store.add_parsable_certificates(certificates);
        (added > 0).then(|| Self::Read(Arc::new(store)))
    }

    /// The authorities as rustls wants them.
    pub(crate) fn store(&self) -> Arc<RootCertStore> {
        match self {
            Self::Bundled => Arc::new(RootCertStore {
                roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            }),
            Self::Read(store) => store.clone(),
        }
    }
}

/// Where Linux distributions and BSDs keep all certificates in one file.
const SYSTEM_FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
];

fn system_certificates() -> Vec<CertificateDer<'static>> {
    if is_trusted() {
        return rustls_native_certs::load_native_certs().certs;
    }
    // It would obey SSL_CERT_FILE and SSL_CERT_DIR, which anyone may have set.
    let file = SYSTEM_FILES
        .iter()
        .map(Path::new)
        .find(|file| file.exists());
    let found = file.map(|file| rustls_native_certs::load_certs_from_paths(Some(file), None));
    found.map(|found| found.certs).unwrap_or_default()
}
