//! Who is trusted: the one room that reads certificates, and that judges a server's.

mod algorithms;
mod base64;
mod certificate;
mod chain;
mod der;
mod lines;
mod pem;
mod refusal;
mod system;
mod trusted;
mod verifier;

use std::io;
use std::path::Path;
use std::sync::Arc;

use smsp_platform::{read_file, reason_of};

use crate::error::Error;

pub(crate) use refusal::words;
pub(crate) use trusted::Trusted;
pub(crate) use verifier::Verifier;

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
    /// Both: an operating system without a store of its own adds none.
    Both,
}

/// The largest file of certificates that is read, in bytes; a system's has 300 000.
const LARGEST_FILE: usize = 16 << 20;

/// Whom a client trusts.
#[derive(Debug, Clone)]
pub(crate) enum Roots {
    /// Mozilla's authorities.
    Bundled,
    Read(Arc<Trusted>),
}

impl Roots {
    /// The authorities of this set.
    pub(crate) fn of(trust: Trust) -> Result<Self, Error> {
        Ok(match trust {
            Trust::Bundled => Self::Bundled,
            Trust::System => {
                let mut trusted = Trusted::none();
                system::add_to(&mut trusted)?;
                if trusted.is_empty() {
                    return Err(Error::invalid_argument(
                        "The operating system has no trusted certificates that can be read; \
                         install its ca-certificates package or use the bundled ones.",
                    ));
                }
                Self::Read(Arc::new(trusted))
            }
            Trust::Both => {
                let mut trusted = Trusted::bundled();
                system::add_to(&mut trusted)?;
                Self::Read(Arc::new(trusted))
            }
        })
    }

    /// The certificates in a PEM file, all of them.
    pub(crate) fn from_file(path: &Path) -> Result<Self, Error> {
        let text = read_file(path, LARGEST_FILE).map_err(|reason| {
            Error::invalid_argument(format!(
                "The certificate file {} cannot be read: {}.",
                path.display(),
                why_unreadable(&reason)
            ))
        })?;
        let trusted = Self::in_text(&text).map_err(|what| {
            Error::invalid_argument(format!("The certificate file {} {what}.", path.display()))
        })?;
        Ok(Self::Read(Arc::new(trusted)))
    }

    /// The certificates of a text, or what is wrong with it, as the end of a sentence.
    fn in_text(text: &[u8]) -> Result<Trusted, String> {
        if pem::is_utf16(text) {
            return Err("is UTF-16 text; save it as ASCII or UTF-8".to_owned());
        }
        let mut trusted = Trusted::none();
        trusted.is_ca_file = true;
        let mut is_there_any = false;
        for block in pem::Blocks::new(text) {
            trusted.add_block(&block?)?;
            is_there_any = true;
        }
        if !trusted.is_empty() {
            return Ok(trusted);
        }
        Err(match (is_there_any, text.first()) {
            (true, _) => "has no certificate that is trusted for servers: its TRUSTED CERTIFICATE \
                          blocks say so"
                .to_owned(),
            (false, Some(&der::SEQUENCE)) => "is binary (DER or PKCS #12); convert it to PEM, for \
                                              instance with \"openssl x509 -inform der\""
                .to_owned(),
            (false, _) => "holds no certificate; it must be a PEM file with at least one \
                           \"-----BEGIN CERTIFICATE-----\" block"
                .to_owned(),
        })
    }

    /// Whom rustls is to trust.
    pub(crate) fn trusted(&self) -> Arc<Trusted> {
        match self {
            Self::Bundled => Arc::new(Trusted::bundled()),
            Self::Read(trusted) => trusted.clone(),
        }
    }
}

/// Why a file cannot be read.
fn why_unreadable(reason: &io::Error) -> String {
    match reason.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "this process may not read it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder; name a file".to_owned(),
        io::ErrorKind::InvalidInput => "it is not an ordinary file".to_owned(),
        io::ErrorKind::FileTooLarge => format!("it is larger than {} MiB", LARGEST_FILE >> 20),
        _ => reason_of(reason).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use ::base64::Engine;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;
    use rustls::pki_types::CertificateDer;

    use super::*;
    use crate::trust::chain::Chain;

    fn certificate() -> Vec<u8> {
        let made = rcgen::generate_simple_self_signed(["host.example".to_owned()]);
        made.unwrap().cert.der().to_vec()
    }

    /// The bytes with some of them replaced.
    fn damaged(mut bytes: Vec<u8>, damage: &[(prop::sample::Index, u8)]) -> Vec<u8> {
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        bytes
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..9),
            label in prop::sample::select(vec!["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CRL"]),
        ) {
            let text = STANDARD.encode(certificate());
            let block = format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
            let text = damaged(block.repeat(2).into(), &damage);
            match Roots::in_text(&text) {
                Ok(trusted) => prop_assert!((1..=2).contains(&trusted.count())),
                Err(reason) => prop_assert!(!reason.is_empty()),
            }
        }

        #[test]
        fn no_certificate_makes_the_reader_panic(
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..9),
        ) {
            let server = CertificateDer::from(damaged(certificate(), &damage));
            let trusted = Trusted::bundled();
            let chain = Chain {
                server: &server,
                intermediates: &[server.clone(), server.clone()],
                trusted: &trusted,
            };
            for fault in [
                rustls::CertificateError::UnknownIssuer,
                rustls::CertificateError::BadSignature,
            ] {
                let rustls::Error::InvalidCertificate(fault) =
                    refusal::explained(fault.into(), &chain)
                else {
                    return Err(TestCaseError::fail("it is about the certificate"));
                };
                prop_assert!(!words(&fault).is_empty());
            }
            let _ = refusal::of_the_key(&server);
        }
    }
}
