//! Asks one question: the attempts, the pauses between them, and what limits both.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use smsp_platform::{generation, reason_of};

use crate::error::{Error, ErrorKind};
use crate::gate::Gate;
use crate::limits::Limits;
use crate::options::Options;
use crate::parse;
use crate::process::PerProcess;
use crate::report::Report;
use crate::request::Request;
use crate::retry;
use crate::secret::ApiKey;
use crate::stop::Stop;
use crate::transport::{Connection, Failure, Received, Transport};
use crate::warm_up;

/// What a client, its batches and its watches share.
#[derive(Debug)]
pub(crate) struct Asker {
    key: Arc<ApiKey>,
    options: Options,
    stop: Stop,
    generation: u64,
    connections: PerProcess<Connections>,
}

/// What must not be shared with a child process.
#[derive(Debug)]
struct Connections {
    gate: Gate,
    /// Or why the options do not allow any connection.
    transport: Result<Transport, Error>,
}

/// How long one question may take, and what is done about a server that is
/// asked too often.
#[derive(Debug)]
pub(crate) struct Terms {
    pub(crate) limits: Limits,
    /// Whether a 429 is handed to the caller, who has a pause of its own for it.
    pub(crate) hand_on_rate_limit: bool,
}

impl Asker {
    pub(crate) fn new(api_key: &str, options: &Options) -> Self {
        warm_up::once();
        Self {
            key: Arc::new(ApiKey::new(api_key)),
            options: options.clone(),
            stop: Stop::new(),
            generation: generation(),
            connections: PerProcess::new(),
        }
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Ends every question, and each later one.
    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Wipes the key in a child, where nothing else can do that: other threads of
    /// the parent may have held it too, and they do not give it back here.
    pub(crate) fn wipe_if_inherited(&self) {
        if self.generation != generation() {
            self.key.wipe();
        }
    }

    /// Asks, and asks again if that is allowed and may help.
    pub(crate) fn ask(&self, message_id: &str, terms: &Terms) -> Result<Report, Error> {
        let request = Request::new(&self.options.base_url, &self.key, message_id)?;
        terms.limits.stop.arm().map_err(no_descriptor)?;
        let mut failures = 0;
        loop {
            let outcome = self.ask_once(&request, terms);
            if terms.limits.stop.is_raised() {
                return Err(ErrorKind::Cancelled.into());
            }
            let Err(error) = outcome else {
                return outcome;
            };
            failures += 1;
            match self.pause_before_retry(&error, failures, terms) {
                Some(pause) => terms.limits.stop.sleep_until(Instant::now() + pause)?,
                None => return Err(error),
            }
        }
    }

    fn ask_once(&self, request: &Request, terms: &Terms) -> Result<Report, Error> {
        let answer = match self.send(request, terms, Connection::KeptOrNew) {
            // The server closed a kept connection as the request went out, which
            // it may do when it likes. It cannot have answered, so the caller
            // need not know.
            Err(Failure::Stale(_)) => self.send(request, terms, Connection::New),
            outcome => outcome,
        };
        let Received { answer, lost_body } = answer.map_err(Failure::into_error)?;
        let is_over = || terms.limits.is_over();
        let outcome = parse::report(&answer, request.message_id(), &self.key, &is_over);
        match lost_body {
            Some(reason) => outcome.map_err(|error| error.followed_by(&reason)),
            None => outcome,
        }
    }

    /// Makes one request. Each passes the gate, a repeated one too.
    fn send(
        &self,
        request: &Request,
        terms: &Terms,
        connection: Connection,
    ) -> Result<Received, Failure> {
        let connections = self.connections();
        let transport = connections.transport.as_ref().map_err(Error::clone)?;
        let _pass = connections.gate.enter(&terms.limits)?;
        transport.get(request, connection, &terms.limits)
    }

    /// How long to pause before asking again, if that may help and the pause
    /// ends before the deadline.
    fn pause_before_retry(&self, error: &Error, failures: u32, terms: &Terms) -> Option<Duration> {
        let is_handed_on = terms.hand_on_rate_limit && error.kind() == ErrorKind::RateLimited;
        if failures > self.options.max_retries || is_handed_on {
            return None;
        }
        let pause = retry::pause_after(error, failures)?;
        let left = terms
            .limits
            .deadline
            .saturating_duration_since(Instant::now());
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

/// What a call says if it could not be ended.
fn no_descriptor(reason: io::Error) -> Error {
    Error::new(
        ErrorKind::Connect,
        format!(
            "No connection can be made: {}. Close files or raise the process's limit.",
            reason_of(&reason)
        ),
    )
}
