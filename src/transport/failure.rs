//! From a failure of the HTTP library to a kind and a sentence.

use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError};
use ureq::Timeout;

use super::Transport;
use super::connect::{ConnectFailure, unwrapped};
use crate::error::{Error, ErrorKind};

pub(super) fn into_error(failure: ureq::Error, transport: &Transport) -> Error {
    match unwrapped(failure) {
        ureq::Error::Other(boxed) => match boxed.downcast::<ConnectFailure>() {
            Ok(failure) => not_connected(*failure),
            Err(other) => broken(&other.to_string()),
        },
        ureq::Error::Timeout(phase) => timed_out(phase, transport.connect_timeout),
        ureq::Error::BodyExceedsLimit(limit) => Error::new(
            ErrorKind::ResponseTooLarge,
            format!(
                "The answer is larger than the limit of {limit} bytes; raise the limit if such answers are expected."
            ),
        ),
        ureq::Error::LargeResponseHeader(_, limit) => {
            large_header(&format!("is larger than {limit} bytes"))
        }
        ureq::Error::Decompress(_, reason) => not_decompressed(reason),
        ureq::Error::Rustls(reason) => tls(&reason),
        ureq::Error::Io(reason) => interrupted(reason, transport),
        ureq::Error::Protocol(reason) => match reason.to_string() {
            // The type of this reason cannot be named here.
            words if words.ends_with("too many headers") => large_header("has too many lines"),
            words => not_http(&words),
        },
        // Its buffer is full and the length of the next chunk has no end.
        ureq::Error::BodyStalled => not_http("the length of a part of the body is endless"),
        other => broken(&other.to_string()),
    }
}

fn not_http(reason: &str) -> Error {
    Error::new(
        ErrorKind::Network,
        format!(
            "What came is not an HTTP answer: {reason}. Check the base URL and any proxy in between."
        ),
    )
}

fn large_header(how: &str) -> Error {
    Error::new(
        ErrorKind::ResponseTooLarge,
        format!("The header of the answer {how}; check the base URL and any proxy in between."),
    )
}

/// The decompressor also hands on what it met when it read: one of its own
/// failures, or one of the connection's.
fn not_decompressed(reason: io::Error) -> Error {
    let words = match reason.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => reason.to_string(),
        // With this text, it is ureq that missed the end, of the body.
        io::ErrorKind::UnexpectedEof if reason.to_string() != "Peer disconnected" => {
            "its end is missing".to_owned()
        }
        _ => return broken(&reason.to_string()),
    };
    Error::new(
        ErrorKind::InvalidResponse,
        format!("The answer could not be decompressed: {words}. Check any proxy in between."),
    )
}

fn not_connected(failure: ConnectFailure) -> Error {
    match failure {
        ConnectFailure::LookUp { host, reason } => Error::new(
            ErrorKind::Connect,
            format!(
                "The host {host} could not be looked up: {reason}. Check the name and the network."
            ),
        ),
        ConnectFailure::Tcp { host, reason } => Error::new(
            ErrorKind::Connect,
            format!(
                "No connection to {host}: {reason}. Check the address, the network and any proxy."
            ),
        ),
        ConnectFailure::Proxy(reason) => Error::new(
            ErrorKind::Connect,
            format!(
                "The proxy did not let the connection through: {reason}. Check the proxy's address, user name and password."
            ),
        ),
        ConnectFailure::Tls(ureq::Error::Rustls(reason)) => tls(&reason),
        ConnectFailure::Tls(ureq::Error::Io(reason)) => match rustls_reason(&reason) {
            Some(reason) => tls(reason),
            None => refused_by_tls(&format!(
                "the server ended the handshake ({reason}); check that it speaks TLS on this port"
            )),
        },
        ConnectFailure::Tls(reason) => refused_by_tls(&reason.to_string()),
    }
}

/// An I/O failure once the request was under way.
fn interrupted(reason: io::Error, transport: &Transport) -> Error {
    // With TLS 1.3, a server may refuse a handshake that is over for the client.
    // Anything else that TLS finds now is wrong with the connection.
    if let Some(alert @ rustls::Error::AlertReceived(_)) = rustls_reason(&reason) {
        return tls(alert);
    }
    match reason.kind() {
        io::ErrorKind::TimedOut => timed_out(Timeout::Global, transport.connect_timeout),
        io::ErrorKind::OutOfMemory => Error::new(
            ErrorKind::ResponseTooLarge,
            "The answer is larger than the memory that this process can have; lower the limit for answers or allow more memory.",
        ),
        _ => broken(&reason.to_string()),
    }
}

fn broken(reason: &str) -> Error {
    Error::new(
        ErrorKind::Network,
        format!("The connection broke before the whole answer had come: {reason}. Try again."),
    )
}

fn timed_out(phase: Timeout, connect_timeout: Duration) -> Error {
    let message = match phase {
        Timeout::Connect | Timeout::Resolve => format!(
            "No connection within {} ms; check the network or allow more time.",
            connect_timeout.as_millis()
        ),
        _ => ErrorKind::Timeout.text().to_owned(),
    };
    Error::new(ErrorKind::Timeout, message)
}

/// rustls hands its errors through `std::io`.
fn rustls_reason(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn tls(reason: &rustls::Error) -> Error {
    let words = match reason {
        rustls::Error::InvalidCertificate(fault) => certificate(fault),
        rustls::Error::InvalidMessage(_) => {
            "the server does not speak TLS on this port; check the port".to_owned()
        }
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        ) => "the server offers no TLS version or cipher of today; it must speak TLS 1.2 or 1.3"
            .to_owned(),
        other => other.to_string(),
    };
    refused_by_tls(&words)
}

fn certificate(fault: &CertificateError) -> String {
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's certificate has expired; check this machine's clock too".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet; check this machine's clock".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the server's certificate is for another host name; check the base URL".to_owned()
        }
        CertificateError::UnknownIssuer => "the server's certificate comes from an authority \
             that is not trusted; if it is your own, name its certificate file in the options"
            .to_owned(),
        // An authority that was made anew under its old name, as a rule.
        CertificateError::BadSignature => "the server's certificate was not signed by the trusted \
             authority of this name; if that is your own, its certificate file may be out of date"
            .to_owned(),
        CertificateError::Other(other) => {
            format!("the server's certificate is not acceptable ({other})")
        }
        other => format!("the server's certificate is not acceptable ({other})"),
    }
}

fn refused_by_tls(reason: &str) -> Error {
    Error::new(
        ErrorKind::Tls,
        format!("The secure connection was refused: {reason}."),
    )
}
