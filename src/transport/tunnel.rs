//! The way through a proxy (CONNECT, RFC 9110, section 9.3.6), within the time
//! to connect.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, Transport,
};

use super::connect::{ConnectFailure, copy, time_left, unwrapped};

/// Opens a tunnel where the configuration names a proxy.
#[derive(Debug, Default)]
pub(super) struct OpenTunnel(ConnectProxyConnector);

impl<In: Transport> Connector<In> for OpenTunnel {
    type Out = <ConnectProxyConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if details.config.proxy().is_none() {
            return self.0.connect(details, chained);
        }
        // ureq grants the proxy its whole time anew at each read, so one that
        // sends a byte now and then would never run out of it.
        let talk = Arc::new(Talk {
            deadline: Instant::now() + time_left(details),
            is_over: AtomicBool::new(false),
        });
        let dial = details.run_connector.clone();
        let hurried = talk.clone();
        let details = ConnectionDetails {
            run_connector: Arc::new(move |to_proxy: &ConnectionDetails| {
                let talk = hurried.clone();
                dial(to_proxy).map(|inner| Hurried { inner, talk }.boxed())
            }),
            ..copy(details)
        };
        let opened = self.0.connect(&details, chained);
        talk.is_over.store(true, Ordering::Relaxed);
        opened.map_err(not_opened)
    }
}

/// What is said with the proxy before the tunnel is open.
#[derive(Debug)]
struct Talk {
    deadline: Instant,
    is_over: AtomicBool,
}

/// The connection to a proxy, whose waits end with the time to connect while
/// the tunnel is not open.
#[derive(Debug)]
struct Hurried {
    inner: Box<dyn Transport>,
    talk: Arc<Talk>,
}

impl Hurried {
    fn shortened(&self, mut timeout: NextTimeout) -> Result<NextTimeout, Error> {
        if !self.talk.is_over.load(Ordering::Relaxed) {
            let left = self.talk.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Timeout(timeout.reason));
            }
            timeout.after = timeout.after.min(left.into());
        }
        Ok(timeout)
    }
}

impl Transport for Hurried {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = self.shortened(timeout)?;
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = self.shortened(timeout)?;
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// Says that it was the proxy, unless the connection to it could not be made.
fn not_opened(failure: Error) -> Error {
    let reason = match unwrapped(failure) {
        Error::ConnectProxyFailed(reason) => match http_status(&reason) {
            Some(407) => "it asks for another user name and password (HTTP status 407)".to_owned(),
            Some(status) => format!("it answered with HTTP status {status}"),
            None => "it ended the connection".to_owned(),
        },
        Error::Protocol(reason) => format!("its answer is not HTTP ({reason})"),
        Error::Io(reason) => format!("it broke the connection ({reason})"),
        other => return other,
    };
    ConnectFailure::Proxy(reason).boxed()
}

/// The status in ureq's text "proxy server responded 407/407".
fn http_status(reason: &str) -> Option<u16> {
    reason.rsplit('/').next()?.parse().ok()
}
