//! Why a TLS handshake did not succeed: a verdict of either side, or a connection
//! that broke.

use std::io;

use rustls::{AlertDescription, InvalidMessage, PeerIncompatible, PeerMisbehaved};
use smsp_platform::reason_of;

use crate::error::{Error, ErrorKind};
use crate::trust;

/// A handshake that failed, or that the server refused after its end.
#[derive(Debug)]
pub(super) struct TlsFailure {
    pub(super) host: String,
    pub(super) reason: Reason,
    /// The server had asked for a client certificate.
    pub(super) was_asked: bool,
}

#[derive(Debug)]
pub(super) enum Reason {
    /// The server ended the connection before the handshake was over.
    Closed,
    /// The connection broke in another way.
    Broken(io::Error),
    /// The server refused the handshake.
    Alert(AlertDescription),
    /// The server's certificate, or something else that it sent, was refused.
    Refused {
        fault: rustls::Error,
        /// It had sent its first message of the handshake before.
        speaks_tls: bool,
    },
}

impl Reason {
    /// What rustls says about a handshake.
    pub(super) fn verdict(fault: rustls::Error, speaks_tls: bool) -> Self {
        match fault {
            // The alert of a server that ends the connection, for whatever reason.
            rustls::Error::AlertReceived(AlertDescription::CloseNotify) => Self::Closed,
            rustls::Error::AlertReceived(alert) => Self::Alert(alert),
            fault => Self::Refused { fault, speaks_tls },
        }
    }
}

impl TlsFailure {
    pub(super) fn into_error(self) -> Error {
        let hint = match (self.was_asked, &self.reason) {
            (true, Reason::Closed | Reason::Broken(_)) => {
                " It had asked for a client certificate, which this library does not send."
            }
            _ => "",
        };
        let host = self.host;
        match self.reason {
            Reason::Closed => Error::new(
                ErrorKind::Connect,
                format!(
                    "The server {host} closed the connection during the TLS handshake.{hint} \
                     Try again; check the port, and any proxy in between."
                ),
            ),
            Reason::Broken(reason) => Error::new(
                ErrorKind::Connect,
                format!(
                    "The connection to {host} broke during the TLS handshake: {}.{hint} \
                     Try again; check the network, and any proxy in between.",
                    reason_of(&reason)
                ),
            ),
            Reason::Alert(alert) => refused(&of_an_alert(alert, self.was_asked)),
            Reason::Refused { fault, speaks_tls } => refused(&words(&fault, speaks_tls)),
        }
    }
}

fn refused(reason: &str) -> Error {
    Error::new(
        ErrorKind::Tls,
        format!("The secure connection was refused: {reason}."),
    )
}

/// What a failure of the socket during a handshake is.
pub(super) fn of_the_socket(reason: io::Error) -> Reason {
    match reason.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected
        | io::ErrorKind::WriteZero => Reason::Closed,
        _ => Reason::Broken(reason),
    }
}

/// The alert in an error of `std::io`, which is how rustls hands it on; not that of a
/// connection that just ends.
pub(super) fn alert_in(reason: &io::Error) -> Option<AlertDescription> {
    match reason.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::AlertReceived(AlertDescription::CloseNotify) => None,
        rustls::Error::AlertReceived(alert) => Some(*alert),
        _ => None,
    }
}

const NO_CLIENT_CERTIFICATE: &str = "the server asks for a client certificate, which this library \
     does not send; have the server accept clients without a certificate";

/// What both sides must have in common: what rustls offers with ring.
const NEEDS: &str = "it needs an ECDHE cipher with AES-GCM or ChaCha20, and a key that is RSA of \
     2048 to 8192 bits, ECDSA on P-256 or P-384, or Ed25519 (not P-521)";

const OLD_VERSION: &str = "the server offers no TLS version of today; it must speak TLS 1.2 or 1.3";

fn words(fault: &rustls::Error, speaks_tls: bool) -> String {
    use rustls::Error::{
        General, InvalidCertificate, InvalidMessage as Message, PeerIncompatible as Foreign,
        PeerMisbehaved as Misbehaved,
    };
    match fault {
        InvalidCertificate(fault) => trust::words(fault),
        General(words) => words.clone(),
        Message(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => "a message of the server in the handshake is larger than 64 KiB, as a rule its \
              certificates; have it show fewer or smaller ones"
            .to_owned(),
        Message(_) if !speaks_tls => {
            "the server does not speak TLS on this port; check the port".to_owned()
        }
        Message(reason) => format!(
            "a message of the server in the handshake cannot be read ({reason:?}); check the \
             server and any proxy in between"
        ),
        Foreign(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::SupportedVersionsExtensionRequired,
        ) => OLD_VERSION.to_owned(),
        Foreign(reason) => {
            format!("the server and this library have too little in common ({reason:?}); {NEEDS}")
        }
        Misbehaved(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme) => format!(
            "the server signs the handshake in a way that is not supported, such as with SHA-1 or \
             a P-521 key; {NEEDS}"
        ),
        Misbehaved(reason) => format!(
            "the server breaks the rules of TLS ({reason:?}); check the server and any proxy in \
             between"
        ),
        other => other.to_string(),
    }
}

/// What an alert of the server means (RFC 8446, section 6.2).
fn of_an_alert(alert: AlertDescription, was_asked: bool) -> String {
    use AlertDescription as Alert;
    match alert {
        Alert::ProtocolVersion => OLD_VERSION.to_owned(),
        Alert::CertificateRequired => NO_CLIENT_CERTIFICATE.to_owned(),
        // A server that misses a client certificate has no agreed alert before TLS 1.3.
        _ if was_asked => NO_CLIENT_CERTIFICATE.to_owned(),
        Alert::HandshakeFailure | Alert::InsufficientSecurity => format!(
            "the server finds no cipher or kind of key that this library has too (alert \
             {alert:?}): {NEEDS}, over TLS 1.2 or 1.3"
        ),
        Alert::UnrecognisedName => "the server does not know the host name (alert \
              UnrecognisedName); check the base URL"
            .to_owned(),
        Alert::InternalError => {
            "the server has a fault of its own (alert InternalError); look into its log".to_owned()
        }
        Alert::Unknown(number) => {
            format!("the server refuses the handshake (alert {number}); look into its log")
        }
        _ => format!("the server refuses the handshake (alert {alert:?}); look into its log"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{CertificateError, InvalidMessage};

    fn sentence(reason: Reason, was_asked: bool) -> (ErrorKind, String) {
        let failure = TlsFailure {
            host: "host.example".to_owned(),
            reason,
            was_asked,
        };
        let error = failure.into_error();
        (error.kind(), error.message().to_owned())
    }

    #[test]
    fn a_connection_that_ends_is_told_apart_from_one_that_breaks() {
        use io::ErrorKind as Kind;
        for kind in [
            Kind::UnexpectedEof,
            Kind::ConnectionReset,
            Kind::ConnectionAborted,
            Kind::BrokenPipe,
            Kind::NotConnected,
            Kind::WriteZero,
        ] {
            let (kind, sentence) = sentence(of_the_socket(kind.into()), false);
            assert_eq!(kind, ErrorKind::Connect);
            let words = "The server host.example closed the connection during the TLS handshake.";
            assert!(sentence.starts_with(words), "{sentence}");
            assert!(!sentence.contains("client certificate"), "{sentence}");
        }
        let (kind, sentence) = sentence(of_the_socket(Kind::HostUnreachable.into()), true);
        assert_eq!(kind, ErrorKind::Connect);
        assert!(
            sentence.contains("broke during the TLS handshake: host unreachable. It had asked")
        );
    }

    #[test]
    fn a_verdict_names_its_cause() {
        use rustls::Error::{
            AlertReceived, InvalidMessage as Message, PeerIncompatible as Foreign,
        };
        let too_large = || Message(InvalidMessage::HandshakePayloadTooLarge);
        let not_tls = || Message(InvalidMessage::InvalidContentType);
        let alert = |alert| AlertReceived(alert);
        let misbehaved = PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme;
        for (fault, speaks_tls, was_asked, words) in [
            (too_large(), false, false, "larger than 64 KiB"),
            (not_tls(), false, false, "does not speak TLS on this port"),
            (
                not_tls(),
                true,
                false,
                "cannot be read (InvalidContentType)",
            ),
            (
                Foreign(PeerIncompatible::ServerDoesNotSupportTls12Or13),
                true,
                false,
                "must speak TLS 1.2 or 1.3",
            ),
            (
                Foreign(PeerIncompatible::NoKxGroupsInCommon),
                true,
                false,
                "(NoKxGroupsInCommon); it needs an ECDHE cipher",
            ),
            (
                misbehaved.into(),
                true,
                false,
                "not supported, such as with SHA-1",
            ),
            (
                alert(AlertDescription::ProtocolVersion),
                false,
                true,
                "must speak TLS 1.2 or 1.3",
            ),
            (
                alert(AlertDescription::CertificateRequired),
                true,
                false,
                "a client certificate",
            ),
            (
                alert(AlertDescription::HandshakeFailure),
                true,
                true,
                "a client certificate",
            ),
            (
                alert(AlertDescription::HandshakeFailure),
                false,
                false,
                "P-521",
            ),
            (
                alert(AlertDescription::InsufficientSecurity),
                false,
                false,
                "P-521",
            ),
            (
                alert(AlertDescription::UnrecognisedName),
                false,
                false,
                "check the base URL",
            ),
            (
                alert(AlertDescription::InternalError),
                false,
                false,
                "a fault of its own",
            ),
            (
                alert(AlertDescription::AccessDenied),
                false,
                false,
                "(alert AccessDenied)",
            ),
            (
                alert(AlertDescription::Unknown(99)),
                false,
                false,
                "(alert 99)",
            ),
            (CertificateError::Expired.into(), true, false, "has expired"),
        ] {
            let shown = format!("{fault:?}");
            let reason = Reason::verdict(fault, speaks_tls);
            let (kind, sentence) = sentence(reason, was_asked);
            assert_eq!(kind, ErrorKind::Tls, "{shown}");
            assert!(
                sentence.starts_with("The secure connection was refused: "),
                "{shown}"
            );
            assert!(sentence.contains(words), "{shown}: {sentence}");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}
