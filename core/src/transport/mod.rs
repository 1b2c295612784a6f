//! From a request to an HTTP answer: the only part that knows the HTTP library.
//!
//! Each connection has an agent of that library of its own, and a [`SlotCall`]
//! that the agent's connectors share: [`slots`] keeps both for the next call. The
//! library is given no timeouts; the call has the limits, and every wait is its.

mod attempts;
mod body;
mod call;
mod connect_failure;
mod dial;
mod failure;
mod key_insertion;
mod look_up;
mod progress;
mod reached;
mod reasons;
mod side_by_side;
mod slots;
mod socket;
mod tls;
mod tunnel;
#[cfg(test)]
mod words;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};

use ureq::Agent;
use ureq::config::Config;

use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::options::Options;
use crate::request::Request;
use crate::secret::ApiKey;

use dial::NoLookUp;
use slots::{Slot, Slots};

/// Checked when the library is built, not for each request.
#[allow(clippy::declare_interior_mutable_const)] // Each request has a copy of its own.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
#[allow(clippy::declare_interior_mutable_const)] // The same.
const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// Makes requests over connections that it keeps. Belongs to one process.
#[derive(Debug)]
pub(crate) struct Transport {
    slots: Slots,
    connect_timeout: Duration,
    max_response_bytes: u32,
}

/// Which connection a request goes out over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Connection {
    /// A kept one, if there is one.
    KeptOrNew,
    New,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server had closed the kept connection before the request came.
    Stale(Error),
    Final(Error),
}

impl Failure {
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::Stale(error) | Self::Final(error) => error,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Final(error)
    }
}

impl Transport {
    /// Sends this key with each request.
    pub(crate) fn new(options: &Options, key: Arc<ApiKey>) -> Result<Self, Error> {
        Ok(Self {
            slots: Slots::new(options, key)?,
            connect_timeout: options.connect_timeout,
            max_response_bytes: options.max_response_bytes,
        })
    }

    /// Makes one request, within these limits, whose stop must be armed.
    pub(crate) fn get(
        &self,
        request: &Request,
        connection: Connection,
        limits: &Limits,
    ) -> Result<Answer, Failure> {
        let slot = match connection {
            Connection::KeptOrNew => self.slots.take(),
            Connection::New => self.slots.take_new(),
        };
        slot.call.begin(limits);
        match self.exchange(request, &slot, limits) {
            Ok(answer) => {
                self.slots.keep(slot);
                Ok(answer)
            }
            Err(error)
                if error.kind() == ErrorKind::Network && slot.call.met_a_stale_connection() =>
            {
                Err(Failure::Stale(error))
            }
            Err(error) => Err(Failure::Final(error)),
        }
    }

    fn exchange(&self, request: &Request, slot: &Slot, limits: &Limits) -> Result<Answer, Error> {
        let sent = slot
            .agent
            .get(request.url())
            .header(ACCEPT, JSON)
            .header(ACCEPT_ENCODING, GZIP)
            // The provider's samples send it, though the request has no body.
            .header(CONTENT_TYPE, JSON)
            .call();
        let response =
            sent.map_err(|failure| failure::into_error(failure, self.connect_timeout))?;
        let (parts, body) = response.into_parts();
        let body = body::read(&parts.headers, body, self.max_response_bytes, limits)
            .map_err(|failure| failure::of_the_body(failure, self.connect_timeout))?;
        Ok(Answer {
            status: parts.status.as_u16(),
            retry_after: retry_after(&parts.headers),
            body,
        })
    }
}

/// Makes what the HTTP library makes at its first request.
pub(crate) fn warm_up() {
    // No connector: it fails after the header lines, which is all it is for.
    let agent = Agent::with_parts(Config::default(), (), NoLookUp);
    let _ = agent.get("http://127.0.0.1/").call();
}

/// `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than this type holds are as good as for ever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    date.duration_since(SystemTime::now()).ok()
}
