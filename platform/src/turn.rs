//! Where a thread waits until another one says that it is its turn. On Linux that takes
//! no descriptor: hundreds of threads may wait for the connections of one client.

use std::sync::Arc;
use std::time::Instant;

use crate::wake::Wake;

/// What the turns of those share whom one stop ends. To be rung by that stop.
#[derive(Debug, Default)]
pub struct Bell(system::Bell);

impl Bell {
    /// Makes every thread look that waits for its turn with this bell. Safe in a signal
    /// handler; errno is left as it was.
    pub fn ring(&self) {
        self.0.ring();
    }
}

/// The turn of one thread.
#[derive(Debug)]
pub struct Turn(system::Turn);

/// How often a thread has been called, as it was before it looked whether it may go.
#[derive(Debug, Clone, Copy)]
pub struct Calls(system::Calls);

impl Turn {
    /// A turn that ends with a ring of this bell too. Turns with numbers that follow
    /// each other are told apart.
    pub fn new(bell: &Arc<Bell>, number: u32) -> Self {
        Self(system::Turn::new(bell, number))
    }

    /// To be asked before a look, so that no call is missed that comes after it.
    pub fn calls(&self) -> Calls {
        Calls(self.0.calls())
    }

    /// Makes the thread look again.
    pub fn call(&self) {
        self.0.call();
    }

    /// Waits until it is time to look again: the thread was called, the bell was rung,
    /// one of `stops` was raised or `until` has come. It may end without a reason.
    pub fn wait<'a>(
        &self,
        before: Calls,
        stops: impl IntoIterator<Item = &'a Wake>,
        until: Instant,
    ) {
        self.0.wait(before.0, stops, until);
    }
}

#[cfg(target_os = "linux")]
use linux as system;

#[cfg(target_os = "linux")]
mod linux {
    use std::num::NonZeroU32;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{Duration, Instant};

    use rustix::thread::futex::{Flags, Timespec, wait_bitset, wake_bitset};

    use crate::wake::Wake;

    /// Every thread that waits.
    const ALL: u32 = i32::MAX as u32;

    /// A futex: the number of calls and rings.
    #[derive(Debug, Default)]
    pub(super) struct Bell(AtomicU32);

    pub(super) type Calls = u32;

    impl Bell {
        pub(super) fn ring(&self) {
            self.wake(NonZeroU32::MAX);
        }

        fn wake(&self, of: NonZeroU32) {
            self.0.fetch_add(1, Ordering::SeqCst);
            // It fails only if the address is none.
            let _ = wake_bitset(&self.0, Flags::PRIVATE, ALL, of);
        }
    }

    /// Its threads wait for the bell, each for a bit of its own among its neighbours.
    #[derive(Debug)]
    pub(super) struct Turn {
        bell: Arc<super::Bell>,
        bit: NonZeroU32,
    }

    impl Turn {
        pub(super) fn new(bell: &Arc<super::Bell>, number: u32) -> Self {
            let bit = NonZeroU32::new(1 << (number % u32::BITS)).expect("a bit is set");
            let bell = bell.clone();
            Self { bell, bit }
        }

        pub(super) fn calls(&self) -> Calls {
            self.bell.0.0.load(Ordering::SeqCst)
        }

        pub(super) fn call(&self) {
            self.bell.0.wake(self.bit);
        }

        pub(super) fn wait<'a>(
            &self,
            before: Calls,
            _: impl IntoIterator<Item = &'a Wake>,
            until: Instant,
        ) {
            let end = on_the_clock(until);
            // It ends with a call, at once if one has come since, and with a signal.
            let _ = wait_bitset(&self.bell.0.0, Flags::PRIVATE, before, Some(&end), self.bit);
        }
    }

    /// A moment as the system counts it.
    fn on_the_clock(moment: Instant) -> Timespec {
        let mut now = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the system writes to a struct of this function's own. It cannot fail for
        // this clock. rustix's function reads the vDSO by itself, which valgrind hides.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
        let now = Duration::new(now.tv_sec as u64, now.tv_nsec as u32);
        let left = moment.saturating_duration_since(Instant::now());
        Timespec::try_from(now + left).expect("a call ends within years")
    }
}

#[cfg(not(target_os = "linux"))]
use others as system;

/// A wake-up for each thread that waits.
#[cfg(not(target_os = "linux"))]
mod others {
    use std::sync::Arc;
    use std::thread;
    use std::time::{Duration, Instant};

    use crate::wait::{Interest, wait};
    use crate::wake::Wake;

    /// How often a thread looks that has no descriptor to be woken through.
    const WITHOUT_WAKE: Duration = Duration::from_millis(50);

    #[derive(Debug, Default)]
    pub(super) struct Bell;

    impl Bell {
        // The stops are waited for.
        pub(super) fn ring(&self) {}
    }

    pub(super) type Calls = ();

    #[derive(Debug)]
    pub(super) struct Turn(Option<Wake>);

    impl Turn {
        pub(super) fn new(_: &Arc<super::Bell>, _: u32) -> Self {
            Self(Wake::new().ok())
        }

        pub(super) fn calls(&self) -> Calls {}

        pub(super) fn call(&self) {
            if let Some(wake) = &self.0 {
                wake.raise();
            }
        }

        pub(super) fn wait<'a>(
            &self,
            (): Calls,
            stops: impl IntoIterator<Item = &'a Wake>,
            until: Instant,
        ) {
            let stops = stops.into_iter().map(|stop| -> &Wake { stop });
            let waited = self.0.as_ref().map(|wake| {
                let outcome = wait(Interest::Done(wake), stops, until);
                wake.lower();
                outcome
            });
            if !matches!(waited, Some(Ok(_))) {
                let left = until.saturating_duration_since(Instant::now());
                thread::sleep(left.min(WITHOUT_WAKE));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_call_and_the_time_end_a_wait() {
        let bell = Arc::new(Bell::default());
        let turn = Turn::new(&bell, 31);
        let long = Instant::now() + Duration::from_secs(60);
        // A call that comes between the look and the wait.
        let before = turn.calls();
        turn.call();
        turn.wait(before, [], long);
        thread::scope(|scope| {
            let before = turn.calls();
            scope.spawn({
                let turn = &turn;
                move || turn.wait(before, [], long)
            });
            turn.call();
        });
        let soon = Instant::now() + Duration::from_millis(20);
        while Instant::now() < soon {
            turn.wait(turn.calls(), [], soon);
        }
        assert!(Instant::now() < long);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_wait_that_nobody_ends_lasts_until_its_time() {
        let turn = Turn::new(&Arc::new(Bell::default()), 1);
        turn.call();
        let end = Instant::now() + Duration::from_millis(20);
        turn.wait(turn.calls(), [], end);
        assert!(Instant::now() >= end);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_bell_ends_every_wait() {
        let bell = Arc::new(Bell::default());
        let turns: Vec<_> = (0..40).map(|number| Turn::new(&bell, number)).collect();
        let long = Instant::now() + Duration::from_secs(60);
        thread::scope(|scope| {
            for turn in &turns {
                let before = turn.calls();
                scope.spawn(move || turn.wait(before, [], long));
            }
            thread::sleep(Duration::from_millis(20));
            bell.ring();
        });
        assert!(Instant::now() < long);
    }
}
