//! Ends the reading of a long answer with the call that it is for.

use std::cell::Cell;
use std::fmt;

use serde::de;

/// How many entries or members are read between two looks at the call: less than a
/// millisecond's work, if they are short.
const ENTRIES: u32 = 4096;

/// Looks now and then whether the call goes on.
pub(super) struct Patience<'a> {
    is_over: &'a dyn Fn() -> bool,
    entries: Cell<u32>,
    has_ended: Cell<bool>,
}

impl<'a> Patience<'a> {
    pub(super) fn new(is_over: &'a dyn Fn() -> bool) -> Self {
        Self {
            is_over,
            entries: Cell::new(0),
            has_ended: Cell::new(false),
        }
    }

    /// Whether to go on with the next entry.
    #[inline(always)]
    pub(super) fn lasts(&self) -> bool {
        let entries = self.entries.get().wrapping_add(1);
        self.entries.set(entries);
        entries % ENTRIES != 0 || self.look()
    }

    /// The same for code that fails with an error of serde's.
    #[inline(always)]
    pub(super) fn check<E: de::Error>(&self) -> Result<(), E> {
        if self.lasts() {
            return Ok(());
        }
        Err(E::custom("the call is over"))
    }

    /// Whether the reading was ended.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.get()
    }

    #[cold]
    fn look(&self) -> bool {
        self.has_ended.set((self.is_over)());
        !self.has_ended.get()
    }
}

impl fmt::Debug for Patience<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patience").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_answer_never_asks_and_a_long_one_ends() {
        let short = Patience::new(&|| panic!("asked"));
        assert!((1..ENTRIES).all(|_| short.lasts()));
        let long = Patience::new(&|| true);
        let entries = (0..).take_while(|_| long.lasts()).count();
        assert_eq!(entries, ENTRIES as usize - 1);
        assert!(long.has_ended());
    }
}
