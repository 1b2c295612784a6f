//! Which open file a number stands for. A host may close every descriptor that it
//! finds, as daemons do, and open files of its own under their numbers: the library
//! must not write to them, read from them or close them.

use rustix::fd::BorrowedFd;

/// Equal if two descriptors stand for the same file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) device: u64,
    pub(crate) inode: u64,
}

impl Identity {
    /// That of a file that the system tells nothing of.
    const UNKNOWN: Self = Self {
        device: u64::MAX,
        inode: u64::MAX,
    };

    pub(crate) fn of(descriptor: BorrowedFd) -> Self {
        system::identity_of(descriptor).unwrap_or(Self::UNKNOWN)
    }

    /// Whether the descriptor, which had this identity when it was opened, stands for
    /// the same file still. Safe in a signal handler.
    pub(crate) fn is_of(self, descriptor: BorrowedFd) -> bool {
        self == Self::UNKNOWN || self == Self::of(descriptor)
    }
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use rustix::fd::BorrowedFd;
    use rustix::fs::fstat;

    use super::Identity;

    // The types of these members differ between systems.
    #[allow(clippy::cast_sign_loss, clippy::unnecessary_cast)]
    pub(super) fn identity_of(descriptor: BorrowedFd) -> Option<Identity> {
        let status = fstat(descriptor).ok()?;
        Some(Identity {
            device: status.st_dev as u64,
            inode: status.st_ino as u64,
        })
    }
}

#[cfg(windows)]
use windows as system;

/// Nobody closes the handles of others on Windows.
#[cfg(windows)]
mod windows {
    use rustix::fd::BorrowedFd;

    use super::Identity;

    pub(super) fn identity_of(_: BorrowedFd) -> Option<Identity> {
        None
    }
}
