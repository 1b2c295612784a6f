//! Judges the certificates that a server shows.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::certificate::Certificate;
use super::chain::Chain;
use super::refusal;
use super::trusted::Trusted;

/// Accepts what rustls would accept, and a certificate that is itself among the trusted
/// ones; says of any other what is wrong with it.
#[derive(Debug)]
pub(crate) struct Verifier {
    trusted: Arc<Trusted>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub(crate) fn new(trusted: Arc<Trusted>, algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self {
            trusted,
            algorithms,
        }
    }

    /// The judgement of rustls.
    // On the heap, since the check of a chain takes more stack than anything else here.
    fn judge(
        &self,
        server: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let parsed = Box::new(ParsedCertificate::try_from(server)?);
        if self.trusted.has_server(server) {
            check_alone(server, now)?;
        } else {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &self.trusted.authorities,
                intermediates,
                now,
                self.algorithms.all,
            )?;
        }
        verify_server_name(&parsed, name)
    }
}

/// What still holds for a certificate that needs no authority.
fn check_alone(server: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let Some(certificate) = Certificate::read(server) else {
        return Err(CertificateError::BadEncoding.into());
    };
    let (not_before, not_after) = (certificate.not_before, certificate.not_after);
    if now < not_before {
        let time = now;
        return Err(CertificateError::NotValidYetContext { time, not_before }.into());
    }
    if now > not_after {
        let time = now;
        return Err(CertificateError::ExpiredContext { time, not_after }.into());
    }
    if !certificate.is_for_servers() {
        return Err(CertificateError::InvalidPurpose.into());
    }
    Ok(())
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judged = self.judge(end_entity, intermediates, server_name, now);
        let chain = Chain {
            server: end_entity,
            intermediates,
            trusted: &self.trusted,
        };
        match judged {
            Ok(()) => match refusal::of_the_key(end_entity) {
                Some(refusal) => Err(refusal),
                None => Ok(ServerCertVerified::assertion()),
            },
            Err(fault) => Err(refusal::explained(fault, &chain)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let judged = verify_tls12_signature(message, certificate, signature, &self.algorithms);
        judged.map_err(refusal::of_a_signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let judged = verify_tls13_signature(message, certificate, signature, &self.algorithms);
        judged.map_err(refusal::of_a_signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
