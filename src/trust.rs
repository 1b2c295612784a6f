//! Whose certificates are trusted.

use std::fs;
use std::path::Path;

use rustls::RootCertStore;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

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

/// The certificates of this set.
pub(crate) fn roots(trust: Trust) -> Result<RootCerts, Error> {
    match trust {
        Trust::Bundled => Ok(RootCerts::WebPki),
        Trust::System => {
            let found = rustls_native_certs::load_native_certs().certs;
            let certificates = found
                .iter()
                .map(|der| Certificate::from_der(der).to_owned());
            usable(certificates.collect()).ok_or_else(|| {
                Error::invalid_argument(
                    "The operating system has no trusted certificates; install its \
                     ca-certificates package or use the bundled ones.",
                )
            })
        }
    }
}

/// The certificates in a PEM file.
pub(crate) fn roots_from_file(path: &Path) -> Result<RootCerts, Error> {
    let pem = fs::read(path).map_err(|reason| {
        Error::invalid_argument(format!(
            "The certificate file {} cannot be read: {reason}.",
            path.display()
        ))
    })?;
    let certificates = parse_pem(&pem).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    usable(certificates.collect()).ok_or_else(|| {
        Error::invalid_argument(format!(
            "The file {} holds no usable certificate; it must be a PEM file with at least one \
             \"BEGIN CERTIFICATE\" block.",
            path.display()
        ))
    })
}

/// The certificates as roots, if at least one of them can be one.
fn usable(certificates: Vec<Certificate<'static>>) -> Option<RootCerts> {
    let mut store = RootCertStore::empty();
    let ders = certificates
        .iter()
        .map(|certificate| certificate.der().into());
    let (added, _) = store.add_parsable_certificates(ders);
    (added > 0).then(|| RootCerts::new_with_certs(&certificates))
}
