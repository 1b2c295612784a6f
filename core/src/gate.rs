//! Limits concurrent requests and requests per minute.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};
use crate::stop::Stop;

const MINUTE: Duration = Duration::from_secs(60);

/// Lets requests through as the options allow.
#[derive(Debug)]
pub(crate) struct Gate {
    max_connections: u32,
    max_requests_per_minute: u32,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    under_way: u32,
    /// Threads that wait for a change. If there is none, nobody is woken, which
    /// would be a system call per request.
    waiting: u32,
    /// When the requests of the last minute began, oldest first; empty without a
    /// limit per minute.
    begun: VecDeque<Instant>,
}

/// A request that has been let through, until it is dropped.
#[derive(Debug)]
pub(crate) struct Pass<'a>(&'a Gate);

impl Gate {
    pub(crate) fn new(max_connections: u32, max_requests_per_minute: u32) -> Self {
        Self {
            max_connections,
            max_requests_per_minute,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until a request may begin. If the limit per minute does not let it
    /// begin before the deadline, this fails at once with the time to wait.
    pub(crate) fn enter(&self, deadline: Instant, stop: &Stop) -> Result<Pass<'_>, Error> {
        let mut state = self.lock();
        loop {
            if stop.is_raised() {
                return Err(ErrorKind::Cancelled.into());
            }
            let now = Instant::now();
            if now >= deadline {
                return Err(Error::new(
                    ErrorKind::Timeout,
                    "All connections of this client were in use until the deadline; allow more \
                     time or more connections.",
                ));
            }
            let free_slot = self.next_slot(&mut state, now);
            if free_slot > deadline {
                return Err(self.limit_reached(free_slot - now));
            }
            let connection_is_free = state.under_way < self.max_connections;
            if connection_is_free && free_slot <= now {
                state.under_way += 1;
                if self.max_requests_per_minute > 0 {
                    state.begun.push_back(now);
                }
                return Ok(Pass(self));
            }
            let until = if connection_is_free {
                free_slot
            } else {
                deadline
            };
            state = self.wait(state, until);
        }
    }

    /// Makes every wait at this gate look at its stop.
    pub(crate) fn wake(&self) {
        let _state = self.lock();
        self.changed.notify_all();
    }

    /// Ends a request that was let through.
    fn leave(&self) {
        let mut state = self.lock();
        state.under_way -= 1;
        if state.waiting > 0 {
            self.changed.notify_all();
        }
    }

    /// When the limit per minute lets the next request begin.
    fn next_slot(&self, state: &mut State, now: Instant) -> Instant {
        while let Some(&oldest) = state.begun.front() {
            if oldest + MINUTE > now {
                break;
            }
            state.begun.pop_front();
        }
        let limit = self.max_requests_per_minute as usize;
        match state.begun.front() {
            Some(&oldest) if state.begun.len() >= limit => oldest + MINUTE,
            _ => now,
        }
    }

    fn limit_reached(&self, pause: Duration) -> Error {
        let pause = Duration::from_secs(pause.as_secs() + 1);
        Error::new(
            ErrorKind::RateLimited,
            format!(
                "The limit of {} requests per minute that was set on this client is used up; ask \
                 again in {} s.",
                self.max_requests_per_minute,
                pause.as_secs()
            ),
        )
        .with_retry_after(Some(pause))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, mut state: MutexGuard<'a, State>, until: Instant) -> MutexGuard<'a, State> {
        let pause = until.saturating_duration_since(Instant::now());
        state.waiting += 1;
        let waited = self.changed.wait_timeout(state, pause);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.waiting -= 1;
        state
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}
