//! The steps to a connection, each of which names itself if it fails: name
//! look-up and TCP here, [`tls`](super::tls) and, if there is a proxy,
//! [`tunnel`](super::tunnel).

use std::fmt;
use std::io;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
};

use super::call::SlotCall;
use super::look_up;
use super::socket::{Socket, connect_to};
use super::tls::RECORD;

/// Where a connection failed, so that it can be told from a failure later on.
#[derive(Debug)]
pub(super) enum ConnectFailure {
    LookUp {
        host: String,
        reason: io::Error,
    },
    Tcp {
        host: String,
        reason: io::Error,
    },
    /// The proxy, once the connection to it was made.
    Proxy(String),
    Tls(io::Error),
}

impl ConnectFailure {
    pub(super) fn look_up(host: &str, reason: io::Error) -> Error {
        let host = host.to_owned();
        Self::LookUp { host, reason }.boxed()
    }

    pub(super) fn boxed(self) -> Error {
        Error::Other(Box::new(self))
    }
}

impl fmt::Display for ConnectFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LookUp { host, reason } => write!(f, "look-up of {host}: {reason}"),
            Self::Tcp { host, reason } => write!(f, "connection to {host}: {reason}"),
            Self::Proxy(reason) => write!(f, "proxy: {reason}"),
            Self::Tls(reason) => write!(f, "TLS: {reason}"),
        }
    }
}

impl std::error::Error for ConnectFailure {}

/// Stands in for the look-up that ureq makes for every request, even if a kept
/// connection will do; [`Dial`] makes it when it is needed.
#[derive(Debug)]
pub(super) struct NoLookUp;

impl Resolver for NoLookUp {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        addresses.push(([0, 0, 0, 0], 0).into());
        Ok(addresses)
    }
}

/// Looks the host up and connects to it.
#[derive(Debug)]
pub(super) struct Dial(pub(super) SlotCall);

impl Dial {
    fn dial(&self, details: &ConnectionDetails) -> Result<Socket, Error> {
        let host = details.uri.host().unwrap_or_default();
        let needs_tls = details.needs_tls();
        let default_port = if needs_tls { 443 } else { 80 };
        let port = details.uri.port_u16().unwrap_or(default_port);
        let addresses = look_up::addresses(host, port, &self.0)?;
        let stream = connect_to(&addresses, &self.0).map_err(|failure| match failure {
            Error::Io(reason) => ConnectFailure::Tcp {
                host: host.to_owned(),
                reason,
            }
            .boxed(),
            other => other,
        })?;
        // Under TLS the buffers hold records, above it what is in them.
        let buffers = if needs_tls {
            LazyBuffers::new(RECORD, RECORD)
        } else {
            let config = details.config;
            LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size())
        };
        Ok(Socket::new(stream, buffers, self.0.clone()))
    }
}

impl<In: Transport> Connector<In> for Dial {
    type Out = Either<In, Socket>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if chained.is_some() {
            // The tunnel of a proxy, which this made the connection to.
            return Ok(chained.map(Either::A));
        }
        self.0.begin_connecting();
        Ok(Some(Either::B(self.dial(details)?)))
    }
}
