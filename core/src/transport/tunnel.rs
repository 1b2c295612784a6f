//! The way through a proxy (CONNECT, RFC 9110, section 9.3.6), within the time
//! to connect.

use smsp_platform::reason_of;
use ureq::Error;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, Transport,
};

use super::call::SlotCall;
use super::connect_failure::ConnectFailure;
use super::failure::unwrapped;
use super::header::NotHttp;

/// Opens a tunnel if the configuration names a proxy.
#[derive(Debug)]
pub(super) struct OpenTunnel {
    inner: ConnectProxyConnector,
    call: SlotCall,
}

impl OpenTunnel {
    pub(super) fn new(call: SlotCall) -> Self {
        Self {
            inner: ConnectProxyConnector::default(),
            call,
        }
    }
}

impl<In: Transport> Connector<In> for OpenTunnel {
    type Out = <ConnectProxyConnector as Connector<In>>::Out;

    // Out of line: what is on the stack here must not be there any more during the TLS
    // handshake, which is the deepest of all.
    #[inline(never)]
    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        self.call.begin_connecting();
        let opened = self.inner.connect(details, chained);
        opened.map_err(|failure| not_opened(failure, details))
    }
}

/// Says that it was the proxy, unless the connection to it could not be made.
fn not_opened(failure: Error, details: &ConnectionDetails) -> Error {
    let reason = match unwrapped(failure) {
        Error::ConnectProxyFailed(reason) => match http_status(&reason) {
            Some(407) => "it asks for another user name and password (HTTP status 407)".to_owned(),
            Some(status) => format!("it answered with HTTP status {status}"),
            None => "it ended the connection".to_owned(),
        },
        Error::Other(reason) => match reason.downcast::<NotHttp>() {
            Ok(reason) => format!("its answer is not HTTP: {reason}"),
            Err(other) => return Error::Other(other),
        },
        Error::LargeResponseHeader(_, limit) => {
            format!("the header of its answer is larger than {limit} bytes")
        }
        Error::Timeout(limit) => {
            let host = details.uri.host().unwrap_or_default();
            let silence = "the proxy took the connection and did not answer";
            return ConnectFailure::silent(host, silence, limit);
        }
        Error::Io(reason) => format!("it broke the connection ({})", reason_of(&reason)),
        other => return other,
    };
    ConnectFailure::Proxy(reason).boxed()
}

/// The status in the text of ureq 3.5, "proxy server responded 407/407"; it has
/// no other form. Once `ConnectProxyFailed` holds the status, this can go.
fn http_status(reason: &str) -> Option<u16> {
    reason.rsplit('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::words::refused;

    fn reason(answer: &str) -> String {
        match refused(answer, true) {
            Error::ConnectProxyFailed(reason) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_status_of_a_proxy_stands_in_ureq_s_words() {
        let reason_for_407 = reason("HTTP/1.1 407 No\r\n\r\n");
        assert_eq!(reason_for_407, "proxy server responded 407/407");
        assert_eq!(http_status(&reason_for_407), Some(407));
        assert_eq!(http_status(&reason("HTTP/1.1 2")), None);
    }
}
