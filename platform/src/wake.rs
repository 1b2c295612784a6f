//! A wake-up that one thread raises and a [`wait`](crate::wait) of another one sees.

use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags};
use rustix::fd::AsFd;

/// A wake-up. Raised, it ends every wait that names it.
#[derive(Debug)]
pub struct Wake {
    ends: system::Ends,
    is_lost: AtomicBool,
}

impl Wake {
    /// Makes one, which takes two file descriptors; a child process that is
    /// executed does not inherit them.
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self {
            ends: system::Ends::new()?,
            is_lost: AtomicBool::new(false),
        })
    }

    /// Ends the waits of other threads, and each later one at once. Safe in a
    /// signal handler; errno is left as it was.
    pub fn raise(&self) {
        if self.is_whole() {
            self.ends.write();
        }
    }

    /// Makes later waits wait again, until it is raised once more.
    pub fn lower(&self) {
        if self.is_whole() {
            self.ends.read();
        }
    }

    /// Looks whether it still has its descriptors, which the host may have closed. If
    /// not, it ends no wait any more. Safe in a signal handler.
    pub fn is_whole(&self) -> bool {
        let is_whole = !self.is_lost() && self.ends.are_ours();
        if !is_whole {
            self.is_lost.store(true, Ordering::Relaxed);
        }
        is_whole
    }

    /// Whether some earlier look found that it is not whole.
    pub fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }

    pub(crate) fn poll_fd(&self) -> PollFd<'_> {
        PollFd::from_borrowed_fd(self.ends.reader.as_fd(), PollFlags::IN)
    }
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::io;

    use rustix::fd::OwnedFd;

    use crate::owned::Owned;

    /// Both ends of a pipe, which never block.
    #[derive(Debug)]
    pub(super) struct Ends {
        pub(super) reader: Owned,
        writer: Owned,
    }

    impl Ends {
        pub(super) fn new() -> io::Result<Self> {
            let [reader, writer] = Owned::open(pipe)?;
            Ok(Self { reader, writer })
        }

        pub(super) fn are_ours(&self) -> bool {
            self.reader.is_ours() && self.writer.is_ours()
        }

        pub(super) fn write(&self) {
            // A full pipe has been raised before.
            let _ = rustix::io::write(&self.writer, &[1]);
        }

        pub(super) fn read(&self) {
            let mut bytes = [0; 64];
            while rustix::io::read(&self.reader, &mut bytes) == Ok(bytes.len()) {}
        }
    }

    #[cfg(not(target_vendor = "apple"))]
    fn pipe() -> io::Result<[OwnedFd; 2]> {
        use rustix::pipe::{PipeFlags, pipe_with};
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
        Ok([reader, writer])
    }

    #[cfg(target_vendor = "apple")]
    fn pipe() -> io::Result<[OwnedFd; 2]> {
        use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionbio};
        let (reader, writer) = rustix::pipe::pipe()?;
        for end in [&reader, &writer] {
            fcntl_setfd(end, FdFlags::CLOEXEC)?;
            ioctl_fionbio(end, true)?;
        }
        Ok([reader, writer])
    }
}

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
mod windows {
    use std::io;
    use std::net::{Ipv4Addr, UdpSocket};

    /// A socket that is connected to itself, since `WSAPoll` takes sockets only.
    #[derive(Debug)]
    pub(super) struct Ends {
        pub(super) reader: UdpSocket,
    }

    impl Ends {
        pub(super) fn new() -> io::Result<Self> {
            let reader = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
            reader.connect(reader.local_addr()?)?;
            reader.set_nonblocking(true)?;
            Ok(Self { reader })
        }

        pub(super) fn are_ours(&self) -> bool {
            true
        }

        pub(super) fn write(&self) {
            // A full buffer has been raised before.
            let _ = self.reader.send(&[1]);
        }

        pub(super) fn read(&self) {
            let mut bytes = [0; 64];
            while self.reader.recv(&mut bytes).is_ok() {}
        }
    }
}
