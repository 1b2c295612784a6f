//! Ends the reading of a long answer with the call that it is for.

use std::cell::Cell;
use std::fmt;

/// How many bytes are read between two looks at the call: a few milliseconds' work,
/// whatever they hold.
pub(super) const PIECE: usize = 256 << 10;

/// Looks now and then whether the call goes on.
pub(super) struct Patience<'a> {
    is_over: &'a dyn Fn() -> bool,
    /// How many bytes were read since the last look.
    bytes: Cell<usize>,
}

impl<'a> Patience<'a> {
    pub(super) fn new(is_over: &'a dyn Fn() -> bool) -> Self {
        Self {
            is_over,
            bytes: Cell::new(0),
        }
    }

    /// Whether to go on after so many more bytes were read.
    #[inline(always)]
    pub(super) fn lasts(&self, bytes: usize) -> bool {
        let bytes = self.bytes.get() + bytes;
        self.bytes.set(bytes);
        bytes < PIECE || self.look()
    }

    #[cold]
    fn look(&self) -> bool {
        self.bytes.set(0);
        !(self.is_over)()
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
        assert!((1..PIECE).all(|_| short.lasts(1)));
        let long = Patience::new(&|| true);
        let pieces = (0..).take_while(|_| long.lasts(PIECE / 4)).count();
        assert_eq!(pieces, 3);
    }
}
