//! Asks for reports, with one set of options, from any number of threads.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::batch::Batch;
use crate::error::{Error, ErrorKind};
use crate::gate::Gate;
use crate::options::Options;
use crate::parse;
use crate::process::PerProcess;
use crate::report::Report;
use crate::request;
use crate::retry;
use crate::secret::ApiKey;
use crate::stop::Stop;
use crate::transport::Transport;
use crate::watch::Watch;

/// Asks the provider for delivery reports and keeps its connections for the
/// next call.
///
/// A client is immutable and may be shared by any number of threads; a clone is
/// the same client. A child after `fork()` may go on using it: it gets
/// connections of its own. No call lasts longer than the timeout of the options.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    key: Arc<ApiKey>,
    options: Options,
    stop: Stop,
    connections: PerProcess<Connections>,
}

/// What must not be shared with a child process.
struct Connections {
    gate: Gate,
    /// Or why the options do not allow any connection.
    transport: Result<Transport, Error>,
}

/// How long one question may take, and what is done about a server that is
/// asked too often.
#[derive(Debug)]
pub(crate) struct Terms {
    pub(crate) deadline: Instant,
    pub(crate) stop: Stop,
    /// Whether a 429 is handed to the caller, who has a pause of its own for it.
    pub(crate) hand_on_rate_limit: bool,
}

impl Client {
    /// Makes a client; nothing is sent. An unusable key is told by each call.
    pub fn new(api_key: &str, options: &Options) -> Self {
        let client = Self(Arc::new(Shared {
            key: Arc::new(ApiKey::new(api_key)),
            options: options.clone(),
            stop: Stop::default(),
            connections: PerProcess::new(),
        }));
        // Made now, while no other thread can be in the middle of it: a child
        // forked at that moment would wait for that thread for ever.
        client.0.connections();
        client
    }

    /// What became of this message.
    ///
    /// # Errors
    /// The kind tells what to do: [`ErrorKind`]. Missing arguments are found
    /// without a request.
    pub fn bulk_status(&self, message_id: &str) -> Result<Report, Error> {
        self.ask(
            message_id,
            &Terms {
                deadline: Instant::now() + self.0.options.timeout,
                stop: self.0.stop.clone(),
                hand_on_rate_limit: false,
            },
        )
    }

    /// What became of many messages: an iterator over the answers, in the order
    /// in which they come, each with the place of its ID.
    ///
    /// They are asked over as many connections as the options allow, on threads
    /// that end with the iterator. Dropping it gives up what has not come yet.
    /// Too many requests (429) pause the whole batch for as long as the server
    /// asks, and the IDs concerned are asked again.
    pub fn bulk_status_many<I>(&self, message_ids: I) -> Batch
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Batch::new(self, message_ids.into_iter().map(Into::into).collect())
    }

    /// Asks again and again until no recipient is waiting any more: an iterator
    /// over the answers. Each `next` sleeps until the next poll is due.
    ///
    /// It ends with an answer in which nothing is [`Waiting`], with an error
    /// that asking again does not mend, or when `max_wait` is over, which is
    /// kept within a second. A failure that may pass (no connection, a timeout,
    /// a server's 5xx, too many requests) is handed out and is not the end.
    ///
    /// [`Waiting`]: crate::Status::Waiting
    pub fn watch(&self, message_id: &str, max_wait: Duration) -> Watch {
        Watch::new(self.clone(), message_id, max_wait)
    }

    /// [`watch`](Self::watch) in one call: the newest report, with nothing
    /// waiting any more unless `max_wait` was over.
    ///
    /// # Errors
    /// An error that asking again does not mend, or the last one where
    /// `max_wait` was over before any report came.
    pub fn wait(&self, message_id: &str, max_wait: Duration) -> Result<Report, Error> {
        self.watch(message_id, max_wait)
            .reduce(|earlier, later| {
                if Watch::is_better(&later, &earlier) {
                    later
                } else {
                    earlier
                }
            })
            .unwrap_or_else(|| Err(ErrorKind::Timeout.into()))
    }

    /// Ends every call on this client, those under way on other threads and all
    /// later ones, with [`ErrorKind::Cancelled`].
    pub fn cancel(&self) {
        self.0.stop.raise();
        self.wake();
    }

    /// Makes every wait look at its stop.
    pub(crate) fn wake(&self) {
        self.0.connections().gate.wake();
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn stop(&self) -> &Stop {
        &self.0.stop
    }

    /// Sleeps, unless the stop is raised meanwhile.
    pub(crate) fn sleep_until(&self, end: Instant, stop: &Stop) -> Result<(), Error> {
        self.0.connections().gate.sleep_until(end, stop)
    }

    /// Asks, and asks again where that is worth it and allowed.
    pub(crate) fn ask(&self, message_id: &str, terms: &Terms) -> Result<Report, Error> {
        let shared = &self.0;
        let url = request::url(&shared.options.base_url, &shared.key, message_id)?;
        let mut failures = 0;
        loop {
            let outcome = shared.ask_once(&url, message_id, terms);
            if terms.stop.is_raised() {
                return Err(ErrorKind::Cancelled.into());
            }
            let Err(error) = outcome else {
                return outcome;
            };
            failures += 1;
            match shared.pause_before_retry(&error, failures, terms) {
                Some(pause) => self.sleep_until(Instant::now() + pause, &terms.stop)?,
                None => return Err(error),
            }
        }
    }
}

impl Shared {
    fn ask_once(&self, url: &str, message_id: &str, terms: &Terms) -> Result<Report, Error> {
        let connections = self.connections();
        let transport = connections.transport.as_ref().map_err(Error::clone)?;
        let answer = {
            let _pass = connections.gate.enter(terms.deadline, &terms.stop)?;
            transport.get(url, terms.deadline, &terms.stop)?
        };
        parse::report(&answer, message_id, &self.key)
    }

    /// How long to pause before asking again, where that is worth it and ends
    /// before the deadline.
    fn pause_before_retry(&self, error: &Error, failures: u32, terms: &Terms) -> Option<Duration> {
        let is_handed_on = terms.hand_on_rate_limit && error.kind() == ErrorKind::RateLimited;
        if failures > self.options.max_retries || is_handed_on {
            return None;
        }
        let pause = retry::pause_after(error, failures)?;
        let left = terms.deadline.saturating_duration_since(Instant::now());
        (pause < left).then_some(pause)
    }

    /// This process's connections.
    fn connections(&self) -> &Connections {
        self.connections.get_or_init(|| Connections {
            gate: Gate::new(
                self.options.max_connections,
                self.options.max_requests_per_minute,
            ),
            transport: Transport::new(&self.options, self.key.clone()),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("key", &self.0.key)
            .field("base_url", &self.0.options.base_url.as_str())
            .finish_non_exhaustive()
    }
}
