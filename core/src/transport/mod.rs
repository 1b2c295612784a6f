//! From a request to an HTTP answer: the only part that knows the HTTP library.
//!
//! Each connection has an agent of that library of its own, and a [`SlotCall`]
//! that the agent's connectors share: [`slots`] keeps both for the next call. The
//! library is given no timeouts; the call has the limits, and every wait is its.

mod attempts;
mod body;
mod call;
mod connect_failure;
mod content_coding;
mod dial;
mod failure;
mod header;
mod key_insertion;
mod look_up;
mod progress;
mod reached;
mod reasons;
mod retry_after;
mod side_by_side;
mod slots;
mod socket;
mod tls;
mod tls_failure;
mod tunnel;
#[cfg(test)]
mod words;

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE};
use http::{HeaderValue, Response};

use ureq::config::Config;
use ureq::{Agent, Body};

use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::options::Options;
use crate::request::Request;
use crate::secret::ApiKey;

use body::BodyFailure;
use dial::NoLookUp;
use slots::{Slot, Slots};

/// Checked when the library is built, not for each request.
#[allow(clippy::declare_interior_mutable_const)] // Each request has a copy of its own.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
#[allow(clippy::declare_interior_mutable_const)] // The same.
const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// How many characters of the name of a coding are told.
const LONGEST_CODING: usize = 100;

/// Makes requests over connections that it keeps. Belongs to one process.
#[derive(Debug)]
pub(crate) struct Transport {
    slots: Slots,
    key: Arc<ApiKey>,
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

/// What came.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) answer: Answer,
    /// Why the body is empty, if it could not be read and the status alone decides.
    pub(crate) lost_body: Option<Box<Error>>,
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
            slots: Slots::new(options, key.clone())?,
            key,
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
    ) -> Result<Received, Failure> {
        let slot = match connection {
            Connection::KeptOrNew => self.slots.take(),
            Connection::New => self.slots.take_new(),
        };
        slot.call.begin(limits);
        let outcome = self.exchange(request, &slot, limits);
        if outcome.is_err() {
            self.slots.avoid_address_of(&slot);
        }
        match outcome {
            Ok(received) => {
                // The connection is in the middle of a body that is not read on.
                if received.lost_body.is_none() {
                    self.slots.keep(slot);
                }
                Ok(received)
            }
            Err(error)
                if error.kind() == ErrorKind::Network && slot.call.met_a_stale_connection() =>
            {
                Err(Failure::Stale(error))
            }
            Err(error) => Err(Failure::Final(error)),
        }
    }

    fn exchange(&self, request: &Request, slot: &Slot, limits: &Limits) -> Result<Received, Error> {
        let response = self.send(request, slot)?;
        self.read(response, limits)
    }

    // Out of line, as `read` is: the handshake is deep in here, and what `read` needs is
    // not on the stack during it.
    #[inline(never)]
    fn send(&self, request: &Request, slot: &Slot) -> Result<Response<Body>, Error> {
        let sent = slot
            .agent
            .get(request.url())
            .header(ACCEPT, JSON)
            .header(ACCEPT_ENCODING, GZIP)
            // The provider's samples send it, though the request has no body.
            .header(CONTENT_TYPE, JSON)
            .call();
        sent.map_err(|failure| failure::into_error(failure, self.connect_timeout))
    }

    #[inline(never)]
    fn read(&self, response: Response<Body>, limits: &Limits) -> Result<Received, Error> {
        let (parts, body) = response.into_parts();
        let mut answer = Answer {
            status: parts.status.as_u16(),
            retry_after: retry_after::pause(&parts.headers),
            body: Vec::new(),
        };
        let body = body::read(&parts.headers, body, self.max_response_bytes, limits);
        let lost_body = match body.map_err(|reason| self.lost_body(reason)) {
            Ok(body) => {
                answer.body = body;
                None
            }
            // Only a success needs a body.
            Err(reason) if parts.status.is_success() => {
                return Err(reason
                    .with_http_status(answer.status)
                    .with_retry_after(answer.retry_after));
            }
            Err(reason) => Some(Box::new(reason)),
        };
        Ok(Received { answer, lost_body })
    }

    fn lost_body(&self, reason: BodyFailure) -> Error {
        let reason = match reason {
            BodyFailure::UnknownCoding(coding) => {
                BodyFailure::UnknownCoding(self.key.scrub(&coding, LONGEST_CODING))
            }
            other => other,
        };
        failure::of_the_body(reason, self.connect_timeout)
    }
}

/// Makes what the HTTP library makes at its first request.
pub(crate) fn warm_up() {
    // No connector: it fails after the header lines, which is all it is for.
    let agent = Agent::with_parts(Config::default(), (), NoLookUp);
    let _ = agent.get("http://127.0.0.1/").call();
}
