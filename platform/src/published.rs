//! A value that is made once and then never changes.

use std::marker::PhantomData;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A place for a value that threads publish without waiting for each other: the
/// first one wins. A `OnceLock` that a fork cuts in half would hang the child;
/// this is either empty or full. [`get`](Self::get) is safe in a signal handler.
#[derive(Debug)]
pub struct Published<T> {
    value: AtomicPtr<T>,
    owned: PhantomData<Box<T>>,
}

// SAFETY: as for a `OnceLock<T>`: references reach other threads, and so does the
// value when it is dropped.
unsafe impl<T: Send + Sync> Sync for Published<T> {}
// SAFETY: it owns a `Box<T>`.
unsafe impl<T: Send> Send for Published<T> {}

impl<T> Published<T> {
    /// An empty place.
    pub const fn new() -> Self {
        Self {
            value: AtomicPtr::new(ptr::null_mut()),
            owned: PhantomData,
        }
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        let value = self.value.load(Ordering::Acquire);
        // SAFETY: it is null, or `publish` made it from a box that lives as long
        // as `self` and is never changed.
        unsafe { value.as_ref() }
    }

    /// Publishes a value, unless one is there, and gives the one that is there.
    pub fn publish(&self, value: T) -> &T {
        let new = Box::into_raw(Box::new(value));
        let empty = ptr::null_mut();
        let outcome = self
            .value
            .compare_exchange(empty, new, Ordering::AcqRel, Ordering::Acquire);
        let there = match outcome {
            Ok(_) => new,
            Err(earlier) => {
                // SAFETY: it was made above, and no one else has seen it.
                drop(unsafe { Box::from_raw(new) });
                earlier
            }
        };
        // SAFETY: as in `get`.
        unsafe { &*there }
    }
}

impl<T> Default for Published<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for Published<T> {
    fn drop(&mut self) {
        let value = *self.value.get_mut();
        if !value.is_null() {
            // SAFETY: `publish` made it from a box, and nobody borrows it now.
            drop(unsafe { Box::from_raw(value) });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn the_first_value_wins_and_every_other_one_is_dropped() {
        let place = Published::new();
        let values: Vec<Arc<usize>> = (0..8).map(Arc::new).collect();
        assert!(place.get().is_none());
        let seen: Vec<usize> = thread::scope(|scope| {
            let publish = |value: &Arc<usize>| **place.publish(value.clone());
            let threads: Vec<_> = values
                .iter()
                .map(|value| scope.spawn(move || publish(value)))
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let winner = **place.get().unwrap();
        assert!(seen.iter().all(|value| *value == winner));
        drop(place);
        assert!(values.iter().all(|value| Arc::strong_count(value) == 1));
    }
}
