//! The way from a server's certificate up to a trusted one, to find out where it breaks.

use rustls::pki_types::CertificateDer;

use super::algorithms::{key_fault, signature_fault};
use super::certificate::{Certificate, name_for_people};
use super::trusted::Trusted;

/// What a server shows, and what it is judged by.
pub(super) struct Chain<'a> {
    pub(super) server: &'a CertificateDer<'a>,
    pub(super) intermediates: &'a [CertificateDer<'a>],
    pub(super) trusted: &'a Trusted,
}

impl<'a> Chain<'a> {
    /// The server's certificate, and the one above each, as far as the server shows them.
    fn upwards(&self) -> Vec<Certificate<'a>> {
        let shown = self.intermediates.iter();
        let shown: Vec<_> = shown.filter_map(|der| Certificate::read(der)).collect();
        let mut chain: Vec<_> = Certificate::read(self.server).into_iter().collect();
        // Two authorities may have signed each other.
        while chain.len() <= shown.len() {
            let Some(last) = chain.last().filter(|last| !last.signs_itself()) else {
                break;
            };
            let above = shown.iter().find(|above| above.subject == last.issuer);
            match above {
                Some(above) => chain.push(*above),
                None => break,
            }
        }
        chain
    }

    /// A signature or a key on the way up that is not accepted.
    pub(super) fn weakness(&self) -> Option<String> {
        let chain = self.upwards();
        for (place, certificate) in chain.iter().enumerate() {
            let name = name_for_people(certificate.subject);
            if let Some(fault) = signature_fault(certificate.signature_algorithm) {
                return Some(format!(
                    "the certificate of \"{name}\" is signed with {fault}, which is not accepted; \
                     have it issued anew, with SHA-256"
                ));
            }
            let authority = |key| {
                let fault = key_fault(key)?;
                let name = name_for_people(certificate.issuer);
                Some(format!(
                    "the authority \"{name}\" has {fault}; have the server's certificate issued \
                     by another authority"
                ))
            };
            let roots = self.trusted.authorities.roots.iter();
            let mut keys = roots
                .filter(|root| root.subject.as_ref() == certificate.issuer)
                .map(|root| root.subject_public_key_info.as_ref())
                .chain(chain.get(place + 1).map(|above| above.key));
            if let Some(reason) = keys.find_map(authority) {
                return Some(reason);
            }
        }
        None
    }

    /// Whose certificate is missing.
    pub(super) fn unknown_issuer(&self) -> Option<String> {
        let chain = self.upwards();
        let (server, last) = (chain.first()?, chain.last()?);
        let issuer = name_for_people(last.issuer);
        // No advice to do what was done.
        let (add, to_the_file) = match self.trusted.is_ca_file {
            true => ("add", "to the CA file"),
            false => ("name the file of", "as the CA file in the options"),
        };
        Some(if server.signs_itself() {
            format!(
                "the server's certificate is signed by itself (\"{issuer}\") and is not trusted; \
                 if the server is your own, {add} this very certificate {to_the_file}"
            )
        } else {
            let missing = match last.signs_itself() {
                true => "",
                false => {
                    "; if not, the server may lack an intermediate certificate, which it must \
                     show together with its own"
                }
            };
            format!(
                "the server's certificate comes from the authority \"{issuer}\", which is not \
                 trusted; if the authority is your own, {add} its certificate {to_the_file}\
                 {missing}"
            )
        })
    }

    /// The certificate above the server's whose date is the reason.
    pub(super) fn dated(&self, date: impl Fn(&Certificate<'_>) -> bool) -> Option<String> {
        let chain = self.upwards();
        let (server, above) = chain.split_first()?;
        let found = above.iter().find(|above| date(above));
        let found = found.filter(|_| !date(server));
        found.map(|authority| name_for_people(authority.subject))
    }
}
