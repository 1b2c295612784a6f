//! The numbers of the descriptors that this library has open, for a child to
//! close: a list that grows by pieces, and that a child can read whatever other
//! threads were doing at the fork.

use std::iter;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

use rustix::fd::BorrowedFd;

use crate::identity::Identity;
use crate::published::Published;

const PIECE: usize = 64;

/// Stands in a place without a descriptor.
const FREE: i32 = -1;

static FIRST: Piece = Piece::new();

struct Piece {
    places: [Place; PIECE],
    next: Published<Piece>,
}

impl Piece {
    const fn new() -> Self {
        Self {
            places: [const { Place::new() }; PIECE],
            next: Published::new(),
        }
    }
}

struct Place {
    descriptor: AtomicI32,
    device: AtomicU64,
    inode: AtomicU64,
}

impl Place {
    const fn new() -> Self {
        Self {
            descriptor: AtomicI32::new(FREE),
            device: AtomicU64::new(0),
            inode: AtomicU64::new(0),
        }
    }

    fn descriptor(&self) -> i32 {
        self.descriptor.load(Ordering::Acquire)
    }

    fn set_free(&self) {
        self.descriptor.store(FREE, Ordering::Release);
    }

    fn identity(&self) -> Identity {
        Identity {
            device: self.device.load(Ordering::Relaxed),
            inode: self.inode.load(Ordering::Relaxed),
        }
    }

    fn fill(&self, descriptor: i32, identity: Identity) {
        self.device.store(identity.device, Ordering::Relaxed);
        self.inode.store(identity.inode, Ordering::Relaxed);
        // Last, so that the place is whole wherever a fork in a signal handler cuts this.
        self.descriptor.store(descriptor, Ordering::Release);
    }
}

fn pieces() -> impl Iterator<Item = &'static Piece> {
    iter::successors(Some(&FIRST), |piece| piece.next.get())
}

fn places() -> impl Iterator<Item = &'static Place> {
    pieces().flat_map(|piece| &piece.places)
}

/// Notes a descriptor that was just opened. To be called within
/// [`undivided`](crate::undivided).
pub(crate) fn remember(descriptor: i32, identity: Identity) {
    loop {
        if let Some(place) = places().find(|place| place.descriptor() == FREE) {
            return place.fill(descriptor, identity);
        }
        if let Some(last) = pieces().last() {
            last.next.publish(Piece::new());
        }
    }
}

/// Strikes out a descriptor that is closed next, and not one of the same number that
/// was opened after the host had closed this one. To be called within
/// [`undivided`](crate::undivided).
pub(crate) fn forget(descriptor: i32, identity: Identity) {
    let is_meant =
        |place: &&Place| place.descriptor() == descriptor && place.identity() == identity;
    if let Some(place) = places().find(is_meant) {
        place.set_free();
    }
}

/// Closes all of them, in a child, but not what the host has opened in their place.
pub(crate) fn close_all() {
    for place in places() {
        let descriptor = place.descriptor();
        if descriptor == FREE {
            continue;
        }
        place.set_free();
        // SAFETY: it is not -1, and borrowed for one look at whatever it stands for.
        let borrowed = unsafe { BorrowedFd::borrow_raw(descriptor) };
        if place.identity().is_of(borrowed) {
            // SAFETY: it is a file of this library, and its owner does not close it
            // again in this process: see `Owned`.
            unsafe { libc::close(descriptor) };
        }
    }
}

/// Strikes all of them out, in a child that may share them on purpose.
pub(crate) fn forget_all() {
    places().for_each(Place::set_free);
}

/// Whether a file of this identity is noted.
#[cfg(test)]
pub(crate) fn is_noted(identity: Identity) -> bool {
    places().any(|place| place.descriptor() != FREE && place.identity() == identity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_descriptors_than_a_piece_holds_are_remembered() {
        // Numbers that no file of this process has, and no other test uses.
        let numbers = 1_000_000..1_000_300;
        let some = Identity {
            device: 1,
            inode: 2,
        };
        let other = Identity {
            device: 1,
            inode: 3,
        };
        let known = |number| places().any(|place| place.descriptor() == number);
        numbers.clone().for_each(|number| remember(number, some));
        assert!(numbers.clone().all(known));
        numbers.clone().for_each(|number| forget(number, other));
        assert!(numbers.clone().all(known));
        numbers.clone().for_each(|number| forget(number, some));
        assert!(!numbers.clone().any(known));
    }
}
