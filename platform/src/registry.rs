//! The descriptors that this library has open, for a child to close: a list that
//! grows by pieces, and that a child can read whatever other threads were doing at the
//! fork. Each has its identity, since a host may have closed it and opened a file of
//! its own under the number.

use std::iter;
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

use rustix::fs::fstat;

use crate::published::Published;

const PIECE: usize = 128;

/// Stands in a place without a descriptor.
const FREE: i32 = -1;

static FIRST: Piece = Piece::new();

/// Tells an open file from every other one; `None` for a number without a file.
pub(crate) type Identity = Option<u64>;

/// The identity of an open file. Leaves errno as it is.
pub(crate) fn identity(descriptor: BorrowedFd) -> Identity {
    let status = fstat(descriptor).ok()?;
    // Sockets and pipes have devices with small numbers.
    Some(status.st_ino ^ status.st_dev.rotate_left(48))
}

struct Place {
    descriptor: AtomicI32,
    identity: AtomicU64,
}

struct Piece {
    places: [Place; PIECE],
    next: Published<Piece>,
}

impl Piece {
    const fn new() -> Self {
        Self {
            places: [const {
                Place {
                    descriptor: AtomicI32::new(FREE),
                    identity: AtomicU64::new(0),
                }
            }; PIECE],
            next: Published::new(),
        }
    }
}

fn pieces() -> impl Iterator<Item = &'static Piece> {
    iter::successors(Some(&FIRST), |piece| piece.next.get())
}

fn places() -> impl Iterator<Item = &'static Place> {
    pieces().flat_map(|piece| &piece.places)
}

fn place_of(descriptor: i32) -> Option<&'static Place> {
    places().find(|place| place.descriptor.load(Ordering::Acquire) == descriptor)
}

/// Notes a descriptor that was just opened. To be called within
/// [`undivided`](crate::undivided).
pub(crate) fn remember(descriptor: i32, identity: Identity) {
    let place = loop {
        match place_of(FREE) {
            Some(place) => break place,
            None => {
                let last = pieces().last().unwrap_or(&FIRST);
                last.next.publish(Piece::new());
            }
        }
    };
    place
        .identity
        .store(identity.unwrap_or(0), Ordering::Release);
    place.descriptor.store(descriptor, Ordering::Release);
}

/// Strikes out a descriptor that is closed next. To be called within
/// [`undivided`](crate::undivided).
pub(crate) fn forget(descriptor: i32) {
    if let Some(place) = place_of(descriptor) {
        place.descriptor.store(FREE, Ordering::Release);
    }
}

/// Closes all of them, in a child.
pub(crate) fn close_all() {
    for place in places() {
        let descriptor = place.descriptor.swap(FREE, Ordering::AcqRel);
        if descriptor == FREE {
            continue;
        }
        // SAFETY: it is looked at only, and not kept. If the host has closed it, there
        // is no file, or one of the host's.
        let file = unsafe { BorrowedFd::borrow_raw(descriptor) };
        if identity(file) == Some(place.identity.load(Ordering::Acquire)) {
            // SAFETY: the file is one of this library's, and its owner does not
            // close it again in this process: see `Owned`.
            unsafe { libc::close(descriptor) };
        }
    }
}

/// Strikes all of them out, in a child that may share them on purpose.
pub(crate) fn forget_all() {
    for place in places() {
        place.descriptor.store(FREE, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_descriptors_than_a_piece_holds_are_remembered() {
        // Numbers that no file of this process has, and no other test uses.
        let numbers = 1_000_000..1_000_300;
        numbers.clone().for_each(|number| remember(number, None));
        assert!(numbers.clone().all(|number| place_of(number).is_some()));
        numbers.clone().for_each(forget);
        assert!(!numbers.clone().any(|number| place_of(number).is_some()));
    }
}
