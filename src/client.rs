//! Asks for reports, with one set of options, from any number of threads.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};
use crate::gate::Gate;
use crate::options::Options;
use crate::parse;
use crate::process::PerProcess;
use crate::report::Report;
use crate::request;
use crate::retry;
use crate::secret::ApiKey;
use crate::transport::Transport;

/// Asks the provider for delivery reports and keeps its connections for the
/// next call.
///
/// A client is immutable and may be shared by any number of threads. A child
/// after `fork()` may go on using it: it gets connections of its own. No call
/// lasts longer than the timeout of the options.
pub struct Client {
    key: Arc<ApiKey>,
    options: Options,
    cancelled: Arc<AtomicBool>,
    connections: PerProcess<Connections>,
}

/// What must not be shared with a child process.
struct Connections {
    gate: Gate,
    /// Or why the options do not allow any connection.
    transport: Result<Transport, Error>,
}

impl Client {
    /// Makes a client; nothing is sent. An unusable key is told by each call.
    pub fn new(api_key: &str, options: &Options) -> Self {
        let client = Self {
            key: Arc::new(ApiKey::new(api_key)),
            options: options.clone(),
            cancelled: Arc::default(),
            connections: PerProcess::new(),
        };
        // Made now, while no other thread can be in the middle of it: a child
        // forked at that moment would wait for that thread for ever.
        client.connections();
        client
    }

    /// What became of this message.
    ///
    /// # Errors
    /// The kind tells what to do: [`ErrorKind`]. Missing arguments are found
    /// without a request.
    pub fn bulk_status(&self, message_id: &str) -> Result<Report, Error> {
        let deadline = Instant::now() + self.options.timeout;
        let url = request::url(&self.options.base_url, &self.key, message_id)?;
        let mut failures = 0;
        loop {
            let outcome = self.ask_once(&url, message_id, deadline);
            if self.is_cancelled() {
                return Err(ErrorKind::Cancelled.into());
            }
            let Err(error) = outcome else {
                return outcome;
            };
            failures += 1;
            match self.pause_before_retry(&error, failures, deadline) {
                Some(pause) => self
                    .connections()
                    .gate
                    .sleep_until(Instant::now() + pause)?,
                None => return Err(error),
            }
        }
    }

    /// Ends every call on this client, those under way on other threads and all
    /// later ones, with [`ErrorKind::Cancelled`].
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        self.connections().gate.cancel();
    }

    fn ask_once(&self, url: &str, message_id: &str, deadline: Instant) -> Result<Report, Error> {
        let connections = self.connections();
        let transport = connections.transport.as_ref().map_err(Error::clone)?;
        let answer = {
            let _pass = connections.gate.enter(deadline)?;
            transport.get(url, deadline)?
        };
        parse::report(&answer, message_id, &self.key)
    }

    /// How long to pause before asking again, where that is worth it and ends
    /// before the deadline.
    fn pause_before_retry(
        &self,
        error: &Error,
        failures: u32,
        deadline: Instant,
    ) -> Option<Duration> {
        if failures > self.options.max_retries {
            return None;
        }
        let pause = retry::pause_after(error, failures)?;
        let left = deadline.saturating_duration_since(Instant::now());
        (pause < left).then_some(pause)
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// This process's connections.
    fn connections(&self) -> &Connections {
        self.connections.get_or_init(|| {
            let connections = Connections {
                gate: Gate::new(
                    self.options.max_connections,
                    self.options.max_requests_per_minute,
                ),
                transport: Transport::new(&self.options, self.key.clone(), self.cancelled.clone()),
            };
            if self.is_cancelled() {
                connections.gate.cancel();
            }
            connections
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("key", &self.key)
            .field("base_url", &self.options.base_url.as_str())
            .finish_non_exhaustive()
    }
}
