//! State that belongs to one process and must not be shared with a `fork()`ed child.
//!
//! A child inherits a copy of its parent's memory, with locks that another
//! thread may have held and TLS connections that both sides would write to. So
//! such state is stamped with the [`generation`] that made it: a child finds a
//! foreign stamp, makes its own and never touches, nor drops, what it inherited.

use std::convert::Infallible;
use std::mem;

use smsp_platform::{Published, generation};

/// A value made once for each process that uses it.
#[derive(Debug)]
pub(crate) struct PerProcess<T> {
    newest: Published<Stamped<T>>,
}

#[derive(Debug)]
struct Stamped<T> {
    generation: u64,
    /// `None` only while it is dropped.
    value: Option<T>,
    /// That of a child which was forked while this one was in use, or one in place of
    /// this one.
    next: PerProcess<T>,
}

impl<T> PerProcess<T> {
    pub(crate) const fn new() -> Self {
        Self {
            newest: Published::new(),
        }
    }

    /// This process's value, made now if it has none yet. If several threads make
    /// one at the same time, one of those is kept.
    pub(crate) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        let made = self.get_or_try_init(|| Ok::<_, Infallible>(make()));
        made.unwrap_or_else(|never| match never {})
    }

    /// The same for a value that cannot always be made.
    pub(crate) fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        self.get_good_or_try_init(|_| true, make)
    }

    /// The same for a value that may have gone bad: then another one takes its place.
    pub(crate) fn get_good_or_try_init<E>(
        &self,
        is_good: impl Fn(&T) -> bool,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        let current = generation();
        let place = match self.find(current, is_good) {
            Ok(value) => return Ok(value),
            Err(place) => place,
        };
        let stamped = place.newest.publish(Stamped {
            generation: current,
            value: Some(make()?),
            next: Self::new(),
        });
        let value = stamped.value.as_ref();
        Ok(value.expect("a value leaves its place only when it is dropped"))
    }

    /// This process's value, if it has been made and is good. Safe in a signal handler.
    pub(crate) fn get_good(&self, is_good: impl Fn(&T) -> bool) -> Option<&T> {
        self.find(generation(), is_good).ok()
    }

    /// The good value of this generation, or the place for one.
    fn find(&self, current: u64, is_good: impl Fn(&T) -> bool) -> Result<&T, &Self> {
        let mut place = self;
        while let Some(stamped) = place.newest.get() {
            match &stamped.value {
                Some(value) if stamped.generation == current && is_good(value) => {
                    return Ok(value);
                }
                _ => place = &stamped.next,
            }
        }
        Err(place)
    }
}

impl<T> Drop for Stamped<T> {
    fn drop(&mut self) {
        if self.generation != generation() {
            mem::forget(self.value.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_makes_its_value_once() {
        let state = PerProcess::new();
        assert_eq!(state.get_good(|_| true), None);
        assert_eq!(state.get_or_try_init(|| Err("no room")), Err("no room"));
        assert_eq!(*state.get_or_init(|| 1), 1);
        assert_eq!(*state.get_or_init(|| 2), 1);
        assert_eq!(state.get_good(|_| true), Some(&1));
    }

    #[test]
    fn a_value_that_went_bad_is_replaced() {
        let state = PerProcess::new();
        let is_good = |value: &i32| *value > 1;
        for made in 1..=3 {
            let value = state.get_good_or_try_init(is_good, || Ok::<_, Infallible>(made));
            assert_eq!(value, Ok(&made.min(2)));
        }
        assert_eq!(state.get_good(is_good), Some(&2));
    }

    #[test]
    fn a_value_of_another_process_is_neither_used_nor_dropped() {
        struct FailsWhenDropped;
        impl Drop for FailsWhenDropped {
            fn drop(&mut self) {
                panic!("an inherited value was dropped");
            }
        }
        let state = PerProcess::new();
        state.newest.publish(Stamped {
            generation: generation() + 1,
            value: Some(Some(FailsWhenDropped)),
            next: PerProcess::new(),
        });
        assert!(state.get_or_init(|| None).is_none());
    }
}
