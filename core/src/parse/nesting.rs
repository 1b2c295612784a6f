//! The brackets that are open, one bit for each.

use std::collections::TryReserveError;

const BITS: u32 = u64::BITS;

/// The open brackets of a value.
#[derive(Default)]
pub(super) struct Nesting {
    /// The innermost ones, the last in the lowest bit: 1 for an object.
    bits: u64,
    /// How many of those are open.
    count: u32,
    /// Those further out, if there are more than fit.
    outer: Vec<u64>,
}

impl Nesting {
    /// The bracket that closes the innermost array or object.
    pub(super) fn close(&self) -> Option<u8> {
        let close = if self.bits & 1 == 1 { b'}' } else { b']' };
        (self.count > 0).then_some(close)
    }

    pub(super) fn enter(&mut self, close: u8) -> Result<(), TryReserveError> {
        if self.count == BITS {
            self.outer.try_reserve(1)?;
            self.outer.push(self.bits);
            self.count = 0;
        }
        self.bits = self.bits << 1 | u64::from(close == b'}');
        self.count += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.bits >>= 1;
        self.count = self.count.saturating_sub(1);
        if self.count == 0 {
            if let Some(bits) = self.outer.pop() {
                (self.bits, self.count) = (bits, BITS);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_close_in_the_order_in_which_they_were_opened() {
        for depth in [1, 2, 63, 64, 65, 128, 129, 1000] {
            let close = |level: u32| if level % 3 == 0 { b'}' } else { b']' };
            let mut nesting = Nesting::default();
            for level in 0..depth {
                nesting.enter(close(level)).unwrap();
            }
            for level in (0..depth).rev() {
                assert_eq!(nesting.close(), Some(close(level)), "{level} of {depth}");
                nesting.leave();
            }
            assert_eq!(nesting.close(), None);
            nesting.leave();
        }
    }
}
