//! The certificates that a client trusts.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::certificate::{Certificate, lists_servers};
use super::der::{CONTEXT_0, Reader, SEQUENCE};
use super::pem::{Block, damaged};

/// What a client trusts: authorities, and single servers.
#[derive(Debug)]
pub(crate) struct Trusted {
    /// Whose certificates may be signed by these.
    pub(super) authorities: RootCertStore,
    /// The certificates of servers, which need no authority.
    servers: Vec<CertificateDer<'static>>,
    /// Whether the options name the file that they are from.
    pub(super) is_ca_file: bool,
}

impl Trusted {
    /// Nobody yet.
    pub(super) fn none() -> Self {
        Self {
            authorities: RootCertStore::empty(),
            servers: Vec::new(),
            is_ca_file: false,
        }
    }

    /// Mozilla's authorities.
    pub(super) fn bundled() -> Self {
        let mut bundled = Self::none();
        bundled.authorities.roots = webpki_roots::TLS_SERVER_ROOTS.to_vec();
        bundled
    }

    /// Trusts a certificate of a PEM text; what is wrong with it, as the end of a
    /// sentence about the text.
    pub(super) fn add_block(&mut self, block: &Block) -> Result<(), String> {
        let damaged = || damaged(block.number, block.line, "is not encoded as a certificate");
        let certificate = Certificate::read(&block.der).ok_or_else(damaged)?;
        let after = &block.der[certificate.whole.len()..];
        if block.is_trusted_form && !is_trusted_for_servers(after) {
            // It is said not to be trusted, which is as good as not being here.
            return Ok(());
        }
        self.add(&certificate).ok_or_else(damaged)
    }

    /// Trusts a certificate from another source, if it is one.
    #[cfg(any(windows, target_vendor = "apple"))]
    pub(super) fn add_der(&mut self, der: &[u8]) {
        let certificate = Certificate::read(der);
        certificate.and_then(|certificate| self.add(&certificate));
    }

    fn add(&mut self, certificate: &Certificate<'_>) -> Option<()> {
        let der = CertificateDer::from(certificate.whole);
        let is_authority = certificate.is_authority();
        if is_authority {
            self.authorities.add(der.clone()).ok()?;
        }
        // No server can show an authority's certificate without host names.
        if !is_authority || certificate.has_host_names() {
            self.servers.push(der.into_owned());
        }
        Some(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.authorities.is_empty() && self.servers.is_empty()
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.authorities.len() + self.servers.len()
    }

    /// Whether this certificate itself, byte for byte, is trusted.
    pub(super) fn has_server(&self, certificate: &CertificateDer<'_>) -> bool {
        self.servers.iter().any(|server| server == certificate)
    }
}

/// What stands behind a `TRUSTED CERTIFICATE` (X509_CERT_AUX of OpenSSL): a list of what
/// it is trusted for, and `[0]`, a list of what it is not. Either may be missing.
fn is_trusted_for_servers(after: &[u8]) -> bool {
    let mut lists = Reader(Reader(after).next_if(SEQUENCE).unwrap_or_default());
    let trusted = lists.next_if(SEQUENCE);
    let rejected = lists.next_if(CONTEXT_0);
    !rejected.is_some_and(lists_servers) && trusted.is_none_or(lists_servers)
}

#[cfg(test)]
mod tests {
    use super::super::certificate::oid::{ANY_USAGE, SERVER};
    use super::super::der::OBJECT_ID;
    use super::*;

    #[test]
    fn openssl_s_word_on_who_is_trusted_counts() {
        const MAIL: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
        let list = |tag: u8, purposes: &[&[u8]]| {
            let mut content = Vec::new();
            for purpose in purposes {
                content.extend([OBJECT_ID, purpose.len() as u8]);
                content.extend(*purpose);
            }
            [&[tag, content.len() as u8], &content[..]].concat()
        };
        let said = |parts: &[Vec<u8>]| {
            let content = parts.concat();
            is_trusted_for_servers(&[&[SEQUENCE, content.len() as u8], &content[..]].concat())
        };
        assert!(is_trusted_for_servers(&[]));
        assert!(said(&[]));
        assert!(said(&[list(SEQUENCE, &[MAIL, SERVER])]));
        assert!(said(&[list(SEQUENCE, &[ANY_USAGE])]));
        assert!(said(&[list(CONTEXT_0, &[MAIL])]));
        assert!(said(&[list(SEQUENCE, &[SERVER]), list(CONTEXT_0, &[MAIL])]));
        assert!(!said(&[list(SEQUENCE, &[MAIL])]));
        assert!(!said(&[list(CONTEXT_0, &[SERVER])]));
        assert!(!said(&[
            list(SEQUENCE, &[SERVER]),
            list(CONTEXT_0, &[ANY_USAGE])
        ]));
    }

    #[test]
    fn only_a_certificate_with_host_names_is_kept_for_a_server() {
        let counts = |names: &[&str], is_authority: bool| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            let mut params = rcgen::CertificateParams::new(names).unwrap();
            if is_authority {
                params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
            }
            let key = rcgen::KeyPair::generate().unwrap();
            let made = params.self_signed(&key).unwrap();
            let mut trusted = Trusted::none();
            trusted.add(&Certificate::read(made.der()).unwrap());
            (trusted.authorities.len(), trusted.servers.len())
        };
        assert_eq!(counts(&[], true), (1, 0));
        assert_eq!(counts(&["host.example"], true), (1, 1));
        assert_eq!(counts(&["host.example"], false), (0, 1));
        // It is refused for its name, and told so.
        assert_eq!(counts(&[], false), (0, 1));
    }
}
