//! From a URL to an HTTP answer: the only part that knows the HTTP library.

mod call;
mod connect;
mod failure;
mod key_insertion;
mod look_up;
mod platform;
mod socket;
mod tunnel;

use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use ureq::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use ureq::http::{HeaderMap, HeaderValue, Response};
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::Connector;
use ureq::{Agent, Body};

use crate::error::{Error, ErrorKind};
use crate::options::Options;
use crate::proxy::ProxyChoice;
use crate::secret::ApiKey;
use crate::stop::Stop;

use connect::{Dial, HandshakeTls, NoLookUp};
use key_insertion::InsertKey;
use tunnel::OpenTunnel;

/// How long an unused connection is kept for the next call.
const IDLE_CONNECTION_AGE: Duration = Duration::from_secs(60);

/// The largest header of an answer, in bytes; the provider's take about 500.
const LARGEST_HEADER: usize = 64 << 10;

/// Room for the longest request: three bytes for each of a key and an ID.
const REQUEST_BUFFER: usize = 20 << 10;

/// The first room that is made for a body, in bytes: where the server announces
/// no length, and at most, whatever length it announces.
const FIRST_ROOM: u64 = 8 << 10;
const LARGEST_FIRST_ROOM: u64 = 1 << 20;

/// Checked when the library is built, not for each request.
#[allow(clippy::declare_interior_mutable_const)] // Each request has a copy of its own.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What the server answered, whatever the status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// Makes requests over connections that it keeps. Belongs to one process.
#[derive(Debug)]
pub(crate) struct Transport {
    agent: Agent,
    connect_timeout: Duration,
    max_connections: u32,
    max_response_bytes: u32,
}

impl Transport {
    /// Sends this key with each request.
    pub(crate) fn new(options: &Options, key: Arc<ApiKey>) -> Result<Self, Error> {
        let proxy = match &options.proxy {
            // Plain http is for this machine and carries the key in the clear.
            _ if !options.base_url.is_encrypted() => None,
            ProxyChoice::Direct => None,
            ProxyChoice::Through(proxy) => Some(proxy.clone()),
            ProxyChoice::Unusable(reason) => return Err(reason.clone()),
        };
        let connections = options.max_connections as usize;
        let config = Agent::config_builder()
            .proxy(proxy)
            .tls_config(
                TlsConfig::builder()
                    .root_certs(options.roots.clone())
                    .build(),
            )
            .user_agent(options.user_agent.as_str())
            // A 4xx may carry the provider's JSON, and a redirect must not
            // take the key to another host.
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(LARGEST_HEADER)
            .input_buffer_size(LARGEST_HEADER + 1)
            .output_buffer_size(REQUEST_BUFFER)
            .max_idle_connections(connections)
            .max_idle_connections_per_host(connections)
            .max_idle_age(IDLE_CONNECTION_AGE)
            .timeout_connect(Some(options.connect_timeout))
            .build();
        let connector =
            ().chain(OpenTunnel::default())
                .chain(Dial)
                .chain(HandshakeTls::default())
                .chain(InsertKey::new(key));
        Ok(Self {
            agent: Agent::with_parts(config, connector, NoLookUp),
            connect_timeout: options.connect_timeout,
            max_connections: options.max_connections,
            max_response_bytes: options.max_response_bytes,
        })
    }

    /// Asks for a URL made by [`request::url`](crate::request::url). Every wait
    /// ends when the stop is raised.
    pub(crate) fn get(&self, url: &str, deadline: Instant, stop: &Stop) -> Result<Answer, Error> {
        // A server closes kept connections when it likes, perhaps just as the
        // request goes out. Such a failure says nothing about the server's
        // state, so it is not the caller's business: the next kept connection
        // is tried, and after them a new one.
        for _ in 0..self.max_connections {
            call::begin(stop);
            let outcome = self.attempt(url, deadline);
            let stale = matches!(&outcome, Err(error) if error.kind() == ErrorKind::Network)
                && !call::has_connected();
            if !stale {
                return outcome;
            }
        }
        self.attempt(url, deadline)
    }

    fn attempt(&self, url: &str, deadline: Instant) -> Result<Answer, Error> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::Timeout.into());
        }
        let request = self
            .agent
            .get(url)
            .header(ACCEPT, JSON)
            // The provider's samples send it, though the request has no body.
            .header(CONTENT_TYPE, JSON)
            .config()
            .timeout_global(Some(left))
            .build();
        request
            .call()
            .and_then(|response| self.read(response))
            .map_err(|failure| failure::into_error(failure, self))
    }

    /// Reads an answer whole, up to the limit and one byte more.
    fn read(&self, response: Response<Body>) -> Result<Answer, ureq::Error> {
        let limit = u64::from(self.max_response_bytes);
        let (parts, body) = response.into_parts();
        let announced = body.content_length().unwrap_or(FIRST_ROOM);
        let mut rest = body.into_reader().take(limit + 1);
        let mut bytes = Vec::new();
        // The room grows with what has come, never beyond the limit, and never
        // on the server's word alone. One byte more than announced shows the
        // end without growing.
        let mut room = announced.saturating_add(1).min(LARGEST_FIRST_ROOM);
        loop {
            room = room.min(rest.limit());
            bytes
                .try_reserve_exact(room as usize)
                .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
            let read = rest.by_ref().take(room).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > limit {
                return Err(ureq::Error::BodyExceedsLimit(limit));
            }
            if (read as u64) < room {
                break;
            }
            room = bytes.len() as u64;
        }
        Ok(Answer {
            status: parts.status.as_u16(),
            retry_after: retry_after(&parts.headers),
            body: bytes,
        })
    }
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
