//! Why a server's certificate is refused, as the end of a sentence that says what to do.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, OtherError};

use super::algorithms::key_fault;
use super::certificate::{Certificate, name_for_people, printable};
use super::chain::Chain;
use crate::iso8601;

/// How many names of a certificate are told.
const MOST_NAMES: usize = 5;

/// A reason that rustls has no kind for.
#[derive(Debug)]
struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

fn refused(reason: String) -> Error {
    CertificateError::Other(OtherError(Arc::new(Refusal(reason)))).into()
}

/// The same failure, or one that says more.
#[inline(never)]
pub(super) fn explained(failure: Error, chain: &Chain<'_>) -> Error {
    let Error::InvalidCertificate(fault) = &failure else {
        return failure;
    };
    let reason = match fault {
        CertificateError::UnknownIssuer => chain.unknown_issuer(),
        CertificateError::BadSignature
        | CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            chain.weakness()
        }
        CertificateError::NotValidForNameContext { presented, .. }
            if !presented.iter().any(|name| is_of_a_host(name)) =>
        {
            Certificate::read(chain.server)
                .map(|server| without_names(&name_for_people(server.subject)))
        }
        CertificateError::ExpiredContext { time, not_after } => chain
            .dated(|certificate| certificate.not_after == *not_after)
            .map(|name| {
                format!(
                    "the certificate of the authority \"{name}\" has expired ({}); have the \
                     server show the new one",
                    moments("on", *not_after, *time)
                )
            }),
        CertificateError::NotValidYetContext { time, not_before } => chain
            .dated(|certificate| certificate.not_before == *not_before)
            .map(|name| {
                format!(
                    "the certificate of the authority \"{name}\" is not valid yet ({}); check \
                     this machine's clock",
                    moments("from", *not_before, *time)
                )
            }),
        CertificateError::Other(other) => of_webpki(&other.to_string()),
        _ => None,
    };
    reason.map_or(failure, refused)
}

/// A key of a server that could not be used for the handshake.
#[inline(never)]
pub(super) fn of_the_key(server: &CertificateDer<'_>) -> Option<Error> {
    let fault = key_fault(Certificate::read(server)?.key)?;
    Some(refused(format!(
        "the server has {fault}; have it use another key, with a certificate for it"
    )))
}

/// A signature of the server in the handshake that does not hold.
pub(super) fn of_a_signature(failure: Error) -> Error {
    match failure {
        Error::InvalidCertificate(CertificateError::BadSignature) => refused(
            "the server cannot show that it has the key of its certificate; its key and its \
             certificate do not belong together"
                .to_owned(),
        ),
        other => other,
    }
}

/// A certificate in which no host name can be found: browsers and curl's other libraries
/// refuse it too (RFC 9525, section 2).
fn without_names(common_name: &str) -> String {
    let instead = match common_name {
        "" => String::new(),
        name => format!(", only \"{name}\" as its common name, which does not count"),
    };
    format!(
        "the server's certificate names no host as subjectAltName{instead}; have it issued anew \
         with the host name as subjectAltName"
    )
}

/// The errors of webpki that rustls hands on as they are, by their names.
fn of_webpki(name: &str) -> Option<String> {
    let reason = match name {
        "CaUsedAsEndEntity" => {
            "the server shows an authority's certificate as its own; if the server is your own, \
             put this very certificate into the CA file of the options"
        }
        "EndEntityUsedAsCa" => {
            "the server's certificate is signed with a certificate that is not an authority's; \
             have it issued by an authority"
        }
        "NameConstraintViolation" => {
            "the authority of the server's certificate may not issue certificates for this host \
             name (name constraints); have it issued by another authority"
        }
        "PathLenConstraintViolated" | "MaximumPathDepthExceeded" => {
            "there are more authorities between the server's certificate and a trusted one than \
             is allowed; have it issued by another authority"
        }
        "UnsupportedCertVersion" => {
            "the server's certificate, or that of an authority above it, has an old version of \
             the format (X.509 version 1); have it issued anew as version 3, with the host name \
             as subjectAltName"
        }
        "UnsupportedCriticalExtension" => {
            "the server's certificate, or that of an authority above it, has a critical extension \
             that is not known; have it issued anew without it"
        }
        _ => return None,
    };
    Some(reason.to_owned())
}

/// Why a certificate is refused, as the end of a sentence.
pub(crate) fn words(fault: &CertificateError) -> String {
    match fault {
        CertificateError::Expired => {
            "the server's certificate has expired; check this machine's clock too".to_owned()
        }
        CertificateError::ExpiredContext { time, not_after } => format!(
            "the server's certificate has expired ({}); have it renewed, or correct the clock",
            moments("on", *not_after, *time)
        ),
        CertificateError::NotValidYet => {
            "the server's certificate is not valid yet; check this machine's clock".to_owned()
        }
        CertificateError::NotValidYetContext { time, not_before } => format!(
            "the server's certificate is not valid yet ({}); check this machine's clock",
            moments("from", *not_before, *time)
        ),
        CertificateError::NotValidForName => {
            "the server's certificate is for another host name; check the base URL".to_owned()
        }
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => other_names(expected, presented),
        CertificateError::UnknownIssuer => "the server's certificate comes from an authority \
             that is not trusted; if it is your own, name its certificate's file as the CA file in \
             the options"
            .to_owned(),
        // An authority that was made anew under its old name, as a rule.
        CertificateError::BadSignature => "the server's certificate was not signed by the trusted \
             authority of this name; if that is your own, its certificate file may be out of date"
            .to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the server's certificate, or that of an authority above it, is for another purpose \
             than a server's, such as a client's (extended key usage); have it issued anew for \
             servers"
                .to_owned()
        }
        CertificateError::BadEncoding => {
            "the server's certificate, or that of an authority above it, cannot be read; have it \
             issued anew"
                .to_owned()
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "the server's certificate, or that of an authority above it, has a signature of a \
             kind that is not accepted; have it issued anew, with SHA-256"
                .to_owned()
        }
        CertificateError::Other(other) => match other.0.downcast_ref::<Refusal>() {
            Some(Refusal(reason)) => reason.clone(),
            None => {
                format!("the server's certificate is not acceptable ({other}); have it issued anew")
            }
        },
        other => {
            format!("the server's certificate is not acceptable ({other}); have it issued anew")
        }
    }
}

fn moments(word: &str, date: UnixTime, now: UnixTime) -> String {
    format!(
        "{word} {}; this machine's clock says {}",
        iso8601::format(date.as_secs()),
        iso8601::format(now.as_secs())
    )
}

fn other_names(expected: &ServerName<'_>, presented: &[String]) -> String {
    let of_hosts = presented.iter().filter(|name| is_of_a_host(name));
    let count = of_hosts.clone().count();
    let shown = of_hosts.take(MOST_NAMES);
    let shown: Vec<_> = shown.map(|name| printable(bare(name))).collect();
    let more = match count - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "the server's certificate is for another host name: it is for {}{more}, not for {}; check \
         the base URL",
        shown.join(", "),
        expected.to_str()
    )
}

/// Whether this name, in webpki's words, is one that a server can have: mail addresses and
/// URIs are none.
fn is_of_a_host(name: &str) -> bool {
    name.starts_with("DnsName(") || name.starts_with("IpAddress(")
}

/// The name in what webpki calls `DnsName("host.example")` or `IpAddress(127.0.0.1)`.
fn bare(name: &str) -> &str {
    let inner = name
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_up_to_a_number() {
        let expected = ServerName::try_from("host.example").unwrap();
        let names: Vec<_> = (0..7)
            .map(|n| format!("DnsName(\"{n}.example\")"))
            .collect();
        let told = other_names(&expected, &names);
        assert!(
            told.contains("for 0.example, 1.example, 2.example, 3.example, 4.example and 2 more, not for host.example"),
            "{told}"
        );
        let told = other_names(&expected, &["IpAddress(::1)".to_owned()]);
        assert!(
            told.contains("it is for ::1, not for host.example"),
            "{told}"
        );
        let names = ["Unsupported(0x01)", "DnsName(\"a.example\")"].map(str::to_owned);
        let told = other_names(&expected, &names);
        assert!(
            told.contains("it is for a.example, not for host.example"),
            "{told}"
        );
    }

    #[test]
    fn a_certificate_without_any_name_is_told_without_quotes_around_nothing() {
        let told = without_names("");
        assert!(told.contains("as subjectAltName; have it issued"), "{told}");
        let told = without_names("sms.example");
        assert!(told.contains("only \"sms.example\" as its"), "{told}");
    }

    #[test]
    fn no_reason_has_a_dump_of_bytes() {
        let fault = CertificateError::UnsupportedSignatureAlgorithmContext {
            signature_algorithm_id: vec![1, 2, 3],
            supported_algorithms: vec![],
        };
        assert!(!words(&fault).contains('['));
        let fault = CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id: vec![1, 2, 3],
            public_key_algorithm_id: vec![4, 5],
        };
        assert!(!words(&fault).contains('['));
    }
}
