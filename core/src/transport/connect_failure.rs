//! Where a connection failed: each step to it names itself.

use std::fmt;
use std::io;

use smsp_platform::reason_of;
use ureq::{Error, Timeout};

use super::tls_failure::TlsFailure;

/// A failure before the connection was there.
#[derive(Debug)]
pub(super) enum ConnectFailure {
    LookUp {
        host: String,
        reason: io::Error,
    },
    Tcp {
        host: String,
        /// That of each address.
        reasons: String,
    },
    /// The time was over before an address had answered, or before the next step was done.
    Silent {
        host: String,
        reasons: String,
        limit: Timeout,
    },
    /// The proxy, once the connection to it was made.
    Proxy(String),
    Tls(TlsFailure),
}

impl ConnectFailure {
    pub(super) fn look_up(host: &str, reason: io::Error) -> Error {
        let host = host.to_owned();
        Self::LookUp { host, reason }.boxed()
    }

    pub(super) fn silent(host: &str, reason: &str, limit: Timeout) -> Error {
        Self::Silent {
            host: host.to_owned(),
            reasons: reason.to_owned(),
            limit,
        }
        .boxed()
    }

    pub(super) fn boxed(self) -> Error {
        Error::Other(Box::new(self))
    }
}

impl fmt::Display for ConnectFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LookUp { host, reason } => {
                write!(f, "look-up of {host}: {}", reason_of(reason))
            }
            Self::Tcp { host, reasons } | Self::Silent { host, reasons, .. } => {
                write!(f, "connection to {host}: {reasons}")
            }
            Self::Proxy(reason) => write!(f, "proxy: {reason}"),
            Self::Tls(failure) => write!(f, "TLS: {failure:?}"),
        }
    }
}

impl std::error::Error for ConnectFailure {}
