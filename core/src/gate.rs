//! Limits concurrent requests and requests per minute. First come, first served.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use smsp_platform::Turn;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

const MINUTE: Duration = Duration::from_secs(60);

/// Lets requests through as the options allow.
#[derive(Debug)]
pub(crate) struct Gate {
    max_connections: u32,
    max_requests_per_minute: u32,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    under_way: u32,
    /// Those who wait, the next one first.
    waiting: VecDeque<Arc<Turn>>,
    /// How many have waited.
    turns: u32,
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
        }
    }

    /// Waits until a request may begin. If the limit per minute does not let it
    /// begin before the deadline, this fails at once with the time to wait.
    pub(crate) fn enter(&self, limits: &Limits) -> Result<Pass<'_>, Error> {
        let Limits { deadline, stop } = limits;
        let deadline = *deadline;
        let mut state = self.lock();
        if state.waiting.is_empty() && self.may_go(&mut state, Instant::now()) {
            return self.go(&mut state, limits);
        }
        state.turns = state.turns.wrapping_add(1);
        let turn = Arc::new(stop.turn(state.turns));
        state.waiting.push_back(turn.clone());
        loop {
            let calls = turn.calls();
            let now = Instant::now();
            let place = state
                .waiting
                .iter()
                .position(|other| Arc::ptr_eq(other, &turn));
            let place = place.unwrap_or_default();
            let begins = self.begin_of(&mut state, place, now);
            let is_next = place == 0 && self.may_go(&mut state, now);
            let comes_too_late = begins > now.max(deadline);
            if is_next || comes_too_late || now >= deadline || stop.is_raised() {
                state.waiting.remove(place);
                let outcome = if comes_too_late && !stop.is_raised() {
                    Err(self.limit_reached(begins - now))
                } else {
                    self.go(&mut state, limits)
                };
                self.call_next(&mut state);
                return outcome;
            }
            // The first one goes by the clock too.
            let until = if place == 0 && begins > now {
                begins
            } else {
                deadline
            };
            drop(state);
            stop.wait_for_turn(&turn, calls, until);
            state = self.lock();
        }
    }

    /// Begins a request, unless it is too late for that.
    fn go(&self, state: &mut State, limits: &Limits) -> Result<Pass<'_>, Error> {
        let now = Instant::now();
        if limits.stop.is_raised() {
            return Err(ErrorKind::Cancelled.into());
        }
        if now >= limits.deadline {
            return Err(Error::new(
                ErrorKind::Timeout,
                "All connections of this client were in use until the deadline; allow more time \
                 or more connections.",
            ));
        }
        state.under_way += 1;
        if self.max_requests_per_minute > 0 {
            state.begun.push_back(now);
        }
        Ok(Pass(self))
    }

    fn may_go(&self, state: &mut State, now: Instant) -> bool {
        state.under_way < self.max_connections && self.begin_of(state, 0, now) <= now
    }

    /// Makes the next one look, if it may go.
    fn call_next(&self, state: &mut State) {
        if self.may_go(state, Instant::now()) {
            if let Some(turn) = state.waiting.front() {
                turn.call();
            }
        }
    }

    /// Ends a request that was let through.
    fn leave(&self) {
        let mut state = self.lock();
        state.under_way -= 1;
        self.call_next(&mut state);
    }

    /// When the limit per minute lets the request at this place of the queue begin.
    fn begin_of(&self, state: &mut State, place: usize, now: Instant) -> Instant {
        let limit = self.max_requests_per_minute as usize;
        if limit == 0 {
            return now;
        }
        while state
            .begun
            .front()
            .is_some_and(|oldest| *oldest + MINUTE <= now)
        {
            state.begun.pop_front();
        }
        // Those before it begin first: after `limit` beginnings comes a pause.
        let nth = state.begun.len() + place;
        let rounds = u32::try_from(nth / limit).unwrap_or(u32::MAX);
        match rounds {
            0 => now,
            _ => {
                let in_round = nth % limit;
                let earlier = state.begun.get(in_round).copied().unwrap_or(now);
                earlier + MINUTE.saturating_mul(rounds)
            }
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
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;
    use crate::stop::Stop;

    const LONG: Duration = Duration::from_secs(60);

    fn waiting(gate: &Gate) -> usize {
        gate.lock().waiting.len()
    }

    /// Waits until so many threads wait at the gate.
    fn await_waiting(gate: &Gate, count: usize) {
        while waiting(gate) != count {
            thread::yield_now();
        }
    }

    /// Limits of a call that may take this long.
    fn within(time: Duration) -> Limits {
        let stop = Stop::new();
        stop.arm().unwrap();
        Limits {
            deadline: Instant::now() + time,
            stop,
        }
    }

    #[test]
    fn who_came_first_goes_first() {
        let (gate, limits) = (Gate::new(1, 0), within(LONG));
        let first = gate.enter(&limits).unwrap();
        let order = AtomicUsize::new(0);
        thread::scope(|scope| {
            for nth in 0..20 {
                let (gate, limits, order) = (&gate, &limits, &order);
                scope.spawn(move || {
                    let _pass = gate.enter(limits).unwrap();
                    assert_eq!(order.fetch_add(1, Ordering::SeqCst), nth);
                });
                await_waiting(gate, nth + 1);
            }
            drop(first);
        });
        assert_eq!(order.into_inner(), 20);
        assert_eq!(waiting(&gate), 0);
    }

    #[test]
    fn a_stop_ends_the_wait_of_those_it_is_for_and_of_no_other() {
        let (gate, limits, others) = (Gate::new(1, 0), within(LONG), within(LONG));
        let first = gate.enter(&limits).unwrap();
        thread::scope(|scope| {
            let stopped = scope.spawn(|| gate.enter(&limits).map(drop));
            await_waiting(&gate, 1);
            let next = scope.spawn(|| gate.enter(&others).map(drop));
            await_waiting(&gate, 2);
            limits.stop.raise();
            let error = stopped.join().unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Cancelled);
            assert_eq!(waiting(&gate), 1);
            drop(first);
            assert!(next.join().unwrap().is_ok());
        });
    }

    #[test]
    fn a_deadline_ends_the_wait() {
        let gate = Gate::new(1, 0);
        let _first = gate.enter(&within(LONG)).unwrap();
        let error = gate.enter(&within(Duration::from_millis(20))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(waiting(&gate), 0);
    }

    #[test]
    fn the_limit_per_minute_is_told_with_the_time_to_wait() {
        let (gate, limits) = (Gate::new(8, 2), within(Duration::from_secs(10)));
        for _ in 0..2 {
            assert!(gate.enter(&limits).is_ok());
        }
        let error = gate.enter(&limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        let pause = error.retry_after().unwrap();
        assert!(pause > Duration::from_secs(50) && pause <= MINUTE + Duration::from_secs(1));
        let mut state = gate.lock();
        let now = Instant::now();
        // The third begins a minute after the first, the fifth two minutes after.
        let first = state.begun[0];
        assert_eq!(gate.begin_of(&mut state, 0, now), first + MINUTE);
        assert_eq!(gate.begin_of(&mut state, 2, now), first + 2 * MINUTE);
    }
}
