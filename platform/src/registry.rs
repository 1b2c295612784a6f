//! The numbers of the descriptors that this library has open, for a child to
//! close: a list that grows by pieces, and that a child can read whatever other
//! threads were doing at the fork.

use std::iter;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::published::Published;

const PIECE: usize = 128;

/// Stands in a place without a descriptor.
const FREE: i32 = -1;

static FIRST: Piece = Piece::new();

struct Piece {
    places: [AtomicI32; PIECE],
    next: Published<Piece>,
}

impl Piece {
    const fn new() -> Self {
        Self {
            places: [const { AtomicI32::new(FREE) }; PIECE],
            next: Published::new(),
        }
    }
}

fn pieces() -> impl Iterator<Item = &'static Piece> {
    iter::successors(Some(&FIRST), |piece| piece.next.get())
}

fn places() -> impl Iterator<Item = &'static AtomicI32> {
    pieces().flat_map(|piece| &piece.places)
}

/// Puts a number in place of another one; false if that stands nowhere.
fn replace(there: i32, new: i32) -> bool {
    places().any(|place| {
        let exchanged = place.compare_exchange(there, new, Ordering::AcqRel, Ordering::Relaxed);
        exchanged.is_ok()
    })
}

/// Notes a descriptor that was just opened. To be called within
/// [`undivided`](crate::undivided).
pub(crate) fn remember(descriptor: i32) {
    while !replace(FREE, descriptor) {
        if let Some(last) = pieces().last() {
            last.next.publish(Piece::new());
        }
    }
}

/// Strikes out a descriptor that is closed next. To be called within
/// [`undivided`](crate::undivided).
pub(crate) fn forget(descriptor: i32) {
    replace(descriptor, FREE);
}

/// Closes all of them, in a child.
pub(crate) fn close_all() {
    for place in places() {
        let descriptor = place.swap(FREE, Ordering::AcqRel);
        if descriptor != FREE {
            // SAFETY: the number is one of this library's, and its owner does not
            // close it again in this process: see `Owned`.
            unsafe { libc::close(descriptor) };
        }
    }
}

/// Strikes all of them out, in a child that may share them on purpose.
pub(crate) fn forget_all() {
    for place in places() {
        place.store(FREE, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_descriptors_than_a_piece_holds_are_remembered() {
        // Numbers that no file of this process has, and no other test uses.
        let numbers = 1_000_000..1_000_300;
        numbers.clone().for_each(remember);
        let known = |number| places().any(|place| place.load(Ordering::Acquire) == number);
        assert!(numbers.clone().all(known));
        numbers.clone().for_each(forget);
        assert!(!numbers.clone().any(known));
    }
}
