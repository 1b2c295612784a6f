//! The steps to a connection, each naming itself where it fails: name look-up
//! and TCP, then TLS. Where there is a proxy, [`tunnel`](super::tunnel) comes in
//! between.

use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::time;
use ureq::unversioned::transport::{
    ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, RustlsConnector, Transport,
};

use super::call;
use super::look_up;
use super::socket::{Socket, connect_to};

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
    Tls(Error),
}

impl ConnectFailure {
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

/// Stands in for the look-up that ureq makes for every request, even where a
/// kept connection will do; [`Dial`] makes it when it is needed.
#[derive(Debug)]
pub(super) struct NoLookUp;

impl Resolver for NoLookUp {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        addresses.push(([0, 0, 0, 0], 0).into());
        Ok(addresses)
    }
}

/// Looks the host up and connects to it, all within the time to connect.
#[derive(Debug)]
pub(super) struct Dial;

impl Dial {
    fn dial(details: &ConnectionDetails) -> Result<Socket, Error> {
        let host = details.uri.host().unwrap_or_default();
        let default_port = if details.needs_tls() { 443 } else { 80 };
        let port = details.uri.port_u16().unwrap_or(default_port);
        let deadline = Instant::now() + time_left(details);
        let too_late = || Error::Timeout(details.timeout.reason);

        let found = look_up::addresses(host, port, deadline);
        let addresses = found.map_err(|reason| match reason.kind() {
            io::ErrorKind::TimedOut => too_late(),
            _ => ConnectFailure::LookUp {
                host: host.to_owned(),
                reason,
            }
            .boxed(),
        })?;
        let connected = connect_to(&addresses, deadline);
        let stream = connected.map_err(|reason| {
            ConnectFailure::Tcp {
                host: host.to_owned(),
                reason,
            }
            .boxed()
        })?;
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Socket::new(stream.ok_or_else(too_late)?, buffers))
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
        call::connects();
        Ok(Some(Either::B(Self::dial(details)?)))
    }
}

/// Wraps the connection in TLS where the URL is `https`.
#[derive(Debug, Default)]
pub(super) struct HandshakeTls(RustlsConnector);

impl<In: Transport> Connector<In> for HandshakeTls {
    type Out = <RustlsConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        // Each request has a timeout of its own, which makes ureq take its
        // whole configuration for the request's own too and set TLS up anew.
        // The TLS settings are the agent's: with them come its parsed roots
        // and its session tickets.
        let details = ConnectionDetails {
            request_level: false,
            ..copy(details)
        };
        self.0.connect(&details, chained).map_err(|failure| {
            // ureq wraps its own errors, a timeout among them, for rustls.
            match unwrapped(failure) {
                timeout @ Error::Timeout(_) => timeout,
                reason => ConnectFailure::Tls(reason).boxed(),
            }
        })
    }
}

/// The failure itself, where it has been wrapped on its way through layers that
/// know one type of error only.
pub(super) fn unwrapped(failure: Error) -> Error {
    match failure {
        Error::Io(reason) => match Error::from(reason) {
            Error::Io(reason) => Error::Io(reason),
            inner => unwrapped(inner),
        },
        Error::Other(boxed) => match boxed.downcast::<io::Error>() {
            Ok(reason) => Error::Io(*reason),
            Err(other) => Error::Other(other),
        },
        other => other,
    }
}

/// The same details, for a step that changes one of them.
pub(super) fn copy<'a>(details: &ConnectionDetails<'a>) -> ConnectionDetails<'a> {
    ConnectionDetails {
        uri: details.uri,
        addrs: details.addrs.clone(),
        config: details.config,
        request_level: details.request_level,
        resolver: details.resolver,
        now: details.now,
        timeout: details.timeout,
        current_time: details.current_time.clone(),
        run_connector: details.run_connector.clone(),
        register_shutdown: details.register_shutdown.clone(),
    }
}

/// What is left of the time to connect.
pub(super) fn time_left(details: &ConnectionDetails) -> Duration {
    match ((details.current_time)(), details.now) {
        (time::Instant::Exact(now), time::Instant::Exact(started)) => {
            details.timeout.after.saturating_sub(now - started)
        }
        _ => *details.timeout.after,
    }
}
