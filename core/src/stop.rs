//! What ends a call before its deadline.

use std::io;
use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::thread;
use std::time::{Duration, Instant};

use smsp_platform::{Bell, Calls, Event, Interest, Turn, Wake, wait};

use crate::error::{Error, ErrorKind};
use crate::process::PerProcess;

/// Ends the calls that hold it once it is raised. It stays raised.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    signal: Arc<Signal>,
    /// Of the whole that this is a part of, as a batch is of its client.
    whole: Option<Arc<Self>>,
    /// Makes those look who wait for their turn. Parts have that of the whole.
    bell: Arc<Bell>,
}

#[derive(Debug)]
struct Signal {
    is_raised: AtomicBool,
    /// Ends the waits that are under way; made by the first of them. A child of
    /// fork() makes its own: through an inherited one it would end the calls of
    /// its parent.
    wake: PerProcess<Wake>,
}

impl Stop {
    pub(crate) fn new() -> Self {
        Self {
            signal: Arc::new(Signal {
                is_raised: AtomicBool::new(false),
                wake: PerProcess::new(),
            }),
            whole: None,
            bell: Arc::default(),
        }
    }

    /// A stop for a part of what this one ends.
    pub(crate) fn part(&self) -> Self {
        Self {
            whole: Some(Arc::new(self.clone())),
            bell: self.bell.clone(),
            ..Self::new()
        }
    }

    pub(crate) fn raise(&self) {
        self.signal.is_raised.store(true, Ordering::SeqCst);
        // With the fence in `wait`: this finds the wake-up of a wait that has
        // begun, or the wait finds the mark.
        fence(Ordering::SeqCst);
        if let Some(wake) = self.signal.wake() {
            wake.raise();
        }
        self.bell.ring();
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.signals()
            .any(|signal| signal.is_raised.load(Ordering::Acquire))
    }

    /// Makes sure that a wait can be ended, before the first one begins.
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub(crate) fn arm(&self) -> io::Result<()> {
        self.signals().try_for_each(Signal::arm)
    }

    /// Waits until the interest is met, this is raised or `until` has come. It
    /// must be armed.
    pub(crate) fn wait(&self, interest: Interest, until: Instant) -> io::Result<Event> {
        if matches!(interest, Interest::Nothing | Interest::Done(_)) {
            // It may be long, so it is worth a look.
            self.signals().try_for_each(Signal::mend)?;
        }
        let wakes = self.signals().filter_map(Signal::wake);
        fence(Ordering::SeqCst);
        if self.is_raised() {
            return Ok(Event::Stopped);
        }
        wait(interest, wakes, until)
    }

    /// A turn of a thread that this stop can end.
    pub(crate) fn turn(&self, number: u32) -> Turn {
        Turn::new(&self.bell, number)
    }

    /// Waits until it is time to look again whether it is this thread's turn, which it
    /// was not before these calls.
    pub(crate) fn wait_for_turn(&self, turn: &Turn, before: Calls, until: Instant) {
        let wakes = self.signals().filter_map(Signal::wake);
        fence(Ordering::SeqCst);
        if !self.is_raised() {
            turn.wait(before, wakes, until);
        }
    }

    /// Sleeps until `end`, unless this is raised before.
    pub(crate) fn sleep_until(&self, end: Instant) -> Result<(), Error> {
        loop {
            if self.is_raised() {
                return Err(ErrorKind::Cancelled.into());
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            if self
                .arm()
                .and_then(|()| self.wait(Interest::Nothing, end))
                .is_err()
            {
                // Without a descriptor nothing but the clock ends the sleep.
                thread::sleep(left.min(Duration::from_millis(50)));
            }
        }
    }

    /// This stop's own signal, then those of the wholes that it is a part of.
    fn signals(&self) -> impl Iterator<Item = &Signal> {
        iter::successors(Some(self), |stop| stop.whole.as_deref()).map(|stop| &*stop.signal)
    }
}

impl Signal {
    /// What ends the waits, if that has been made. The host may have closed it.
    fn wake(&self) -> Option<&Wake> {
        self.wake.get_good(|wake| !wake.is_lost())
    }

    fn arm(&self) -> io::Result<()> {
        let armed = self
            .wake
            .get_good_or_try_init(|wake| !wake.is_lost(), Wake::new);
        armed.map(drop)
    }

    /// Arms it again if the host has closed what ended the waits.
    fn mend(&self) -> io::Result<()> {
        let is_broken = self.wake().is_some_and(|wake| !wake.is_whole());
        if is_broken { self.arm() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_part_ends_with_its_whole_and_not_the_other_way_round() {
        let whole = Stop::new();
        let (one, other) = (whole.part(), whole.part());
        let smaller = other.part();
        one.raise();
        assert!(one.is_raised() && !other.is_raised() && !whole.is_raised());
        whole.raise();
        assert!(other.is_raised() && smaller.is_raised());
    }

    #[test]
    fn a_sleep_ends_with_its_time_or_with_the_stop() {
        let whole = Stop::new();
        let part = whole.part();
        let end = Instant::now() + Duration::from_millis(20);
        assert!(part.sleep_until(end).is_ok() && Instant::now() >= end);
        let end = Instant::now() + LONG;
        thread::scope(|scope| {
            let sleeper = scope.spawn(|| part.sleep_until(end));
            whole.raise();
            let outcome = sleeper.join().unwrap();
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Cancelled);
        });
        assert!(Instant::now() < end);
        assert_eq!(part.wait(Interest::Nothing, end).unwrap(), Event::Stopped);
    }

    #[test]
    fn a_wait_for_a_turn_ends_with_its_time_or_with_the_stop_of_the_whole() {
        let whole = Stop::new();
        let part = whole.part();
        part.arm().unwrap();
        let turn = part.turn(1);
        let end = Instant::now() + Duration::from_millis(20);
        part.wait_for_turn(&turn, turn.calls(), end);
        assert!(Instant::now() >= end);
        let end = Instant::now() + LONG;
        let (begins, has_begun) = mpsc::channel();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| {
                let calls = turn.calls();
                begins.send(()).unwrap();
                part.wait_for_turn(&turn, calls, end);
            });
            has_begun.recv().unwrap();
            // Nothing tells that it sleeps; if it does not yet, this proves less.
            thread::sleep(Duration::from_millis(50));
            whole.raise();
            waiter.join().unwrap();
        });
        assert!(Instant::now() < end);
    }
}
