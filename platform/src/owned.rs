//! A descriptor of this library's own.

use std::io;
use std::mem;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::fork::{generation, undivided};

/// A descriptor, 3 or above, that is closed with its owner, unless its number is that
/// of another file by then: in a child, the fork has closed it, and a host may close
/// all descriptors, as daemons do.
#[derive(Debug)]
pub(crate) struct Owned {
    /// `None` only while it is closed.
    descriptor: Option<OwnedFd>,
    generation: u64,
    identity: system::Identity,
}

impl Owned {
    /// Opens one descriptor, or several at a time.
    pub(crate) fn open<const N: usize>(
        open: impl FnOnce() -> io::Result<[OwnedFd; N]>,
    ) -> io::Result<[Self; N]> {
        undivided(|| {
            let mut opened = open()?;
            for descriptor in &mut opened {
                system::lift_above_standard(descriptor)?;
            }
            Ok(opened.map(|descriptor| {
                system::remember(&descriptor);
                Self {
                    identity: system::identity(&descriptor),
                    descriptor: Some(descriptor),
                    generation: generation(),
                }
            }))
        })
    }
}

impl Owned {
    /// Whether its number is still that of the file that was opened. Safe in a signal
    /// handler.
    pub(crate) fn is_itself(&self) -> bool {
        let descriptor = self.descriptor.as_ref();
        descriptor.is_some_and(|descriptor| system::identity(descriptor) == self.identity)
    }

    /// For system calls.
    pub(crate) fn borrow(&self) -> BorrowedFd<'_> {
        let descriptor = self.descriptor.as_ref();
        descriptor.expect("it is there until it is closed").as_fd()
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        let Some(descriptor) = self.descriptor.take() else {
            return;
        };
        if self.generation != generation() {
            return mem::forget(descriptor);
        }
        undivided(|| {
            system::forget(&descriptor);
            if system::identity(&descriptor) == self.identity {
                drop(descriptor);
            } else {
                mem::forget(descriptor);
            }
        });
    }
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::fd::{AsFd, AsRawFd, OwnedFd};

    use rustix::io::fcntl_dupfd_cloexec;

    use crate::registry;

    const FIRST_AFTER_STANDARD: i32 = 3;

    /// Gives the open file a number that is no standard stream's: if the host has
    /// closed one, its next line for it would go to the provider.
    pub(super) fn lift_above_standard(descriptor: &mut OwnedFd) -> io::Result<()> {
        if descriptor.as_raw_fd() < FIRST_AFTER_STANDARD {
            *descriptor = fcntl_dupfd_cloexec(&*descriptor, FIRST_AFTER_STANDARD)?;
        }
        Ok(())
    }

    pub(super) use registry::Identity;

    pub(super) fn identity(descriptor: &OwnedFd) -> Identity {
        registry::identity(descriptor.as_fd())
    }

    pub(super) fn remember(descriptor: &OwnedFd) {
        registry::remember(descriptor.as_raw_fd(), identity(descriptor));
    }

    pub(super) fn forget(descriptor: &OwnedFd) {
        registry::forget(descriptor.as_raw_fd());
    }
}

#[cfg(windows)]
use windows as system;

/// Windows has no fork, and handles are no small numbers.
#[cfg(windows)]
mod windows {
    use std::io;

    use rustix::fd::OwnedFd;

    pub(super) fn lift_above_standard(_: &mut OwnedFd) -> io::Result<()> {
        Ok(())
    }

    pub(super) type Identity = ();

    pub(super) fn identity(_: &OwnedFd) -> Identity {}

    pub(super) fn remember(_: &OwnedFd) {}

    pub(super) fn forget(_: &OwnedFd) {}
}
