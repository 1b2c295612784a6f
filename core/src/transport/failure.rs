//! From a failure of the HTTP library to a kind and a sentence.

use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError};
use smsp_platform::reason_of;
use ureq::Timeout;

use super::body::BodyFailure;
use super::connect_failure::ConnectFailure;
use crate::error::{Error, ErrorKind};

/// The failure itself, if it was wrapped on its way through layers that know one
/// type of error only.
pub(super) fn unwrapped(failure: ureq::Error) -> ureq::Error {
    match failure {
        ureq::Error::Io(reason) => match ureq::Error::from(reason) {
            ureq::Error::Io(reason) => ureq::Error::Io(reason),
            inner => unwrapped(inner),
        },
        ureq::Error::Other(boxed) => match boxed.downcast::<io::Error>() {
            Ok(reason) => ureq::Error::Io(*reason),
            Err(other) => ureq::Error::Other(other),
        },
        other => other,
    }
}

// Out of line: the texts that it makes must not have room on the stack of each call.
#[inline(never)]
pub(super) fn into_error(failure: ureq::Error, connect_timeout: Duration) -> Error {
    match unwrapped(failure) {
        ureq::Error::Other(boxed) => match boxed.downcast::<ConnectFailure>() {
            Ok(failure) => not_connected(*failure, connect_timeout),
            Err(other) => broken(&other.to_string()),
        },
        ureq::Error::Timeout(limit) => timed_out(limit, connect_timeout),
        ureq::Error::LargeResponseHeader(_, limit) => {
            large_header(&format!("is larger than {limit} bytes"))
        }
        ureq::Error::Io(reason) => interrupted(&reason),
        ureq::Error::Protocol(reason) => match reason.to_string() {
            words if words.ends_with(TOO_MANY_HEADERS) => large_header("has too many lines"),
            words => not_http(&words),
        },
        // Its buffer is full and the length of the next chunk has no end.
        ureq::Error::BodyStalled => not_http("the length of a part of the body is endless"),
        other => broken(&other.to_string()),
    }
}

/// How a text of ureq-proto 0.7 ends, whose type cannot be named here. Once ureq
/// hands its own variant out, this can go.
const TOO_MANY_HEADERS: &str = "too many headers";

pub(super) fn of_the_body(failure: BodyFailure, connect_timeout: Duration) -> Error {
    match failure {
        BodyFailure::TooLarge(limit) => Error::new(
            ErrorKind::ResponseTooLarge,
            format!(
                "The answer is larger than the limit of {limit} bytes; raise the limit if such answers are expected."
            ),
        ),
        BodyFailure::NoMemory => Error::new(
            ErrorKind::ResponseTooLarge,
            "The answer is larger than the memory that this process can have; lower the limit for answers or allow more memory.",
        ),
        BodyFailure::OutOfTime => ErrorKind::Timeout.into(),
        BodyFailure::NotGzip(reason) => {
            let words = match reason.kind() {
                io::ErrorKind::UnexpectedEof => "its end is missing".to_owned(),
                _ => reason_of(&reason).to_string(),
            };
            Error::new(
                ErrorKind::InvalidResponse,
                format!(
                    "The answer could not be decompressed: {words}. Check any proxy in between."
                ),
            )
        }
        BodyFailure::Connection(reason) => into_error(reason.into(), connect_timeout),
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

fn not_connected(failure: ConnectFailure, connect_timeout: Duration) -> Error {
    match failure {
        ConnectFailure::LookUp { host, reason } => Error::new(
            ErrorKind::Connect,
            format!(
                "The host {host} could not be looked up: {}. Check the name and the network.",
                reason_of(&reason)
            ),
        ),
        ConnectFailure::Tcp { host, reasons } => Error::new(
            ErrorKind::Connect,
            format!(
                "No connection to {host}: {reasons}. Check the address, the network and any proxy."
            ),
        ),
        ConnectFailure::Silent {
            host,
            reasons,
            limit,
        } => {
            let time = match limit {
                Timeout::Connect => format!("within {} ms", connect_timeout.as_millis()),
                _ => "in the time that was left for the call".to_owned(),
            };
            Error::new(
                ErrorKind::Timeout,
                format!(
                    "No connection {time} to {host}: {reasons}; check the network or allow more \
                     time."
                ),
            )
        }
        ConnectFailure::Proxy(reason) => Error::new(
            ErrorKind::Connect,
            format!(
                "The proxy did not let the connection through: {reason}. Check the proxy's address, user name and password."
            ),
        ),
        ConnectFailure::Tls(reason) => match rustls_reason(&reason) {
            Some(reason) => tls(reason),
            None => refused_by_tls(&format!(
                "the server ended the handshake ({}); check that it speaks TLS on this port",
                reason_of(&reason)
            )),
        },
    }
}

/// An I/O failure once the request was under way.
fn interrupted(reason: &io::Error) -> Error {
    // With TLS 1.3, a server may refuse a handshake that is over for the client.
    // Anything else that TLS finds now is wrong with the connection.
    match rustls_reason(reason) {
        Some(alert @ rustls::Error::AlertReceived(_)) => tls(alert),
        _ => broken(&reason_of(reason).to_string()),
    }
}

fn broken(reason: &str) -> Error {
    Error::new(
        ErrorKind::Network,
        format!("The connection broke before the whole answer had come: {reason}. Try again."),
    )
}

fn timed_out(limit: Timeout, connect_timeout: Duration) -> Error {
    let message = match limit {
        Timeout::Connect => format!(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::words::refused;

    #[test]
    fn too_many_header_lines_end_in_ureq_s_words() {
        let lines = "a: b\r\n".repeat(1000);
        let failure = refused(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n"), false);
        let ureq::Error::Protocol(reason) = failure else {
            panic!("{failure:?}");
        };
        assert!(reason.to_string().ends_with(TOO_MANY_HEADERS), "{reason}");
    }
}
