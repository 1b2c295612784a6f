//! From a failure of the HTTP library to a kind and a sentence.

use std::io;
use std::time::Duration;

use smsp_platform::reason_of;
use ureq::Timeout;

use super::body::BodyFailure;
use super::connect_failure::ConnectFailure;
use super::header::NotHttp;
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
            Err(other) => match other.downcast::<NotHttp>() {
                Ok(reason) => not_http(&reason.to_string()),
                Err(other) => broken(&other.to_string()),
            },
        },
        ureq::Error::Timeout(limit) => timed_out(limit, connect_timeout),
        ureq::Error::LargeResponseHeader(_, limit) => large_header(limit),
        ureq::Error::Io(reason) => broken(&reason_of(&reason).to_string()),
        ureq::Error::Protocol(reason) => not_http(&reason.to_string()),
        // Its buffer is full and the length of the next chunk has no end.
        ureq::Error::BodyStalled => not_http("the length of a part of the body is endless"),
        other => broken(&other.to_string()),
    }
}

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
        BodyFailure::UnknownCoding(coding) => Error::new(
            ErrorKind::InvalidResponse,
            format!(
                "The answer is coded as \"{coding}\", which was not asked for and cannot be read. \
                 Check any proxy in between."
            ),
        ),
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

fn large_header(limit: usize) -> Error {
    Error::new(
        ErrorKind::ResponseTooLarge,
        format!(
            "The header of the answer is larger than {limit} bytes; check the base URL and any \
             proxy in between."
        ),
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
        ConnectFailure::Tls(failure) => failure.into_error(),
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
