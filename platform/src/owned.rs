//! A descriptor of this library's own.

use std::io;
use std::mem;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::fork::{generation, undivided};
use crate::identity::Identity;

/// A descriptor, 3 or above, that is closed with its owner; in a child, the fork
/// has closed it and its number may be that of another file.
#[derive(Debug)]
pub(crate) struct Owned {
    /// `None` only while it is closed.
    descriptor: Option<OwnedFd>,
    identity: Identity,
    generation: u64,
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
                let identity = Identity::of(descriptor.as_fd());
                system::remember(&descriptor, identity);
                Self {
                    descriptor: Some(descriptor),
                    identity,
                    generation: generation(),
                }
            }))
        })
    }

    /// Whether the number stands for the file that was opened. The host may have closed
    /// it and opened a file of its own. Safe in a signal handler.
    pub(crate) fn is_ours(&self) -> bool {
        self.identity.is_of(self.as_fd())
    }
}

impl AsFd for Owned {
    fn as_fd(&self) -> BorrowedFd<'_> {
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
            mem::forget(descriptor);
            return;
        }
        undivided(|| {
            system::forget(&descriptor, self.identity);
            if self.identity.is_of(descriptor.as_fd()) {
                drop(descriptor);
            } else {
                mem::forget(descriptor);
            }
        });
    }
}

#[cfg(unix)]
pub(crate) use unix::lift_above_standard;

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::fd::{AsRawFd, OwnedFd};

    use rustix::io::fcntl_dupfd_cloexec;

    use crate::identity::Identity;
    use crate::registry;

    const FIRST_AFTER_STANDARD: i32 = 3;

    /// Gives the open file a number that is no standard stream's: if the host has
    /// closed one, its next line for it would go to the provider.
    pub(crate) fn lift_above_standard(descriptor: &mut OwnedFd) -> io::Result<()> {
        if descriptor.as_raw_fd() < FIRST_AFTER_STANDARD {
            *descriptor = fcntl_dupfd_cloexec(&*descriptor, FIRST_AFTER_STANDARD)?;
        }
        Ok(())
    }

    pub(super) fn remember(descriptor: &OwnedFd, identity: Identity) {
        registry::remember(descriptor.as_raw_fd(), identity);
    }

    pub(super) fn forget(descriptor: &OwnedFd, identity: Identity) {
        registry::forget(descriptor.as_raw_fd(), identity);
    }
}

#[cfg(windows)]
use windows as system;

/// Windows has no fork, and handles are no small numbers.
#[cfg(windows)]
mod windows {
    use std::io;

    use rustix::fd::OwnedFd;

    use crate::identity::Identity;

    pub(crate) fn lift_above_standard(_: &mut OwnedFd) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn remember(_: &OwnedFd, _: Identity) {}

    pub(super) fn forget(_: &OwnedFd, _: Identity) {}
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::pipe::{PipeFlags, pipe_with};

    use super::*;
    use crate::registry::is_noted;

    #[test]
    fn an_owner_notes_its_descriptor_and_closes_and_strikes_it_out() {
        let open = || {
            Ok(<[OwnedFd; 2]>::from(pipe_with(
                PipeFlags::CLOEXEC | PipeFlags::NONBLOCK,
            )?))
        };
        let [reader, writer] = Owned::open(open).unwrap();
        let identity = reader.identity;
        assert!(is_noted(identity) && reader.is_ours());
        drop(writer);
        // The other end has been closed: there is an end to read.
        assert_eq!(rustix::io::read(reader.as_fd(), &mut [0]), Ok(0));
        drop(reader);
        assert!(!is_noted(identity));
    }
}
