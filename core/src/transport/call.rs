//! The call under way over one connection: what ends its waits, and what has
//! happened so far. The steps inside the HTTP library share it, since that
//! library hands nothing of ours through.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use smsp_platform::{Event, Interest};
use ureq::{Error, Timeout};

use crate::limits::Limits;
use crate::stop::Stop;

/// The call of one connection slot. A clone is the same call.
#[derive(Debug, Clone)]
pub(super) struct SlotCall(Arc<Mutex<UnderWay>>);

#[derive(Debug)]
struct UnderWay {
    limits: Limits,
    connect_timeout: Duration,
    /// While a connection is made: when it has to be there.
    connect_until: Option<Instant>,
    /// The address that has answered since, if one has.
    answered: Option<SocketAddr>,
    has_connected: bool,
    has_sent: bool,
    has_received: bool,
}

/// The next moment that ends the call, and which of its limits that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) end: Instant,
    pub(super) reason: Timeout,
}

impl SlotCall {
    pub(super) fn new(connect_timeout: Duration) -> Self {
        Self(Arc::new(Mutex::new(UnderWay {
            limits: Limits {
                deadline: Instant::now(),
                stop: Stop::new(),
            },
            connect_timeout,
            connect_until: None,
            answered: None,
            has_connected: false,
            has_sent: false,
            has_received: false,
        })))
    }

    /// A call begins.
    pub(super) fn begin(&self, limits: &Limits) {
        let mut call = self.lock();
        *call = UnderWay {
            limits: limits.clone(),
            connect_timeout: call.connect_timeout,
            connect_until: None,
            answered: None,
            has_connected: false,
            has_sent: false,
            has_received: false,
        };
    }

    /// The time to connect begins, unless it has begun: the way through a proxy
    /// has two steps and one time.
    pub(super) fn begin_connecting(&self) {
        let mut call = self.lock();
        let end = Instant::now() + call.connect_timeout;
        call.connect_until.get_or_insert(end);
        call.has_connected = true;
    }

    /// The first step is done: the server, or a proxy, has answered at this address.
    pub(super) fn has_reached(&self, address: SocketAddr) {
        self.lock().answered = Some(address);
    }

    /// The connection is there.
    pub(super) fn end_connecting(&self) {
        self.lock().connect_until = None;
    }

    /// The address that answered and did not see the connection through.
    pub(super) fn failed_address(&self) -> Option<SocketAddr> {
        let call = self.lock();
        let has_failed = !call.has_received && !call.limits.stop.is_raised();
        call.answered.filter(|_| has_failed)
    }

    /// To be called before bytes are sent.
    ///
    /// # Errors
    /// The call was stopped, so they must not be sent.
    pub(super) fn begin_sending(&self) -> io::Result<()> {
        let mut call = self.lock();
        if call.limits.stop.is_raised() {
            return Err(stopped());
        }
        call.has_sent = true;
        Ok(())
    }

    /// To be called when bytes of the answer have come.
    pub(super) fn has_received(&self) {
        self.lock().has_received = true;
    }

    /// Whether bytes went out, so that a look at the connection tells nothing new.
    pub(super) fn is_in_exchange(&self) -> bool {
        self.lock().has_sent
    }

    /// Whether the request went out over a kept connection that gave not one byte
    /// of an answer, since the server had closed it.
    pub(super) fn met_a_stale_connection(&self) -> bool {
        let call = self.lock();
        !call.has_connected && !call.has_received && !call.limits.stop.is_raised()
    }

    /// What ends the call next.
    pub(super) fn limit(&self) -> Limit {
        let call = self.lock();
        match call.connect_until {
            Some(end) if end < call.limits.deadline => Limit {
                end,
                reason: Timeout::Connect,
            },
            _ => Limit {
                end: call.limits.deadline,
                reason: Timeout::Global,
            },
        }
    }

    /// Waits until the interest is met.
    ///
    /// # Errors
    /// A limit of the call is reached, or the call is stopped.
    pub(super) fn wait(&self, interest: Interest) -> Result<(), Error> {
        let limit = self.limit();
        match self.wait_until(interest, limit.end)? {
            true => Ok(()),
            false => Err(Error::Timeout(limit.reason)),
        }
    }

    /// Stands in for a wait whose interest may be met already.
    ///
    /// # Errors
    /// A limit of the call is reached, or the call is stopped.
    pub(super) fn go_on(&self) -> Result<(), Error> {
        if self.lock().limits.stop.is_raised() {
            return Err(stopped().into());
        }
        let limit = self.limit();
        if limit.end <= Instant::now() {
            return Err(Error::Timeout(limit.reason));
        }
        Ok(())
    }

    /// Waits until the interest is met, which is true, or `end` has come, which
    /// is false.
    pub(super) fn wait_until(&self, interest: Interest, end: Instant) -> io::Result<bool> {
        let stop = self.lock().limits.stop.clone();
        match stop.wait(interest, end)? {
            Event::Ready => Ok(true),
            Event::TimedOut => Ok(false),
            Event::Stopped => Err(stopped()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, UnderWay> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever asked knows that he stopped the call, so he does not read this.
fn stopped() -> io::Error {
    io::Error::other("the call was stopped")
}
