//! A wake-up that one thread raises and a [`wait`](crate::wait) of another one sees.

use rustix::event::{PollFd, PollFlags};
use rustix::fd::AsFd;

/// A wake-up. Once raised it stays so, and it ends every wait that names it.
#[derive(Debug)]
pub struct Wake(system::Ends);

impl Wake {
    /// Makes one, which takes two file descriptors; a child process that is
    /// executed does not inherit them.
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub fn new() -> std::io::Result<Self> {
        system::Ends::new().map(Self)
    }

    /// Ends the waits of other threads, and each later one at once.
    pub fn raise(&self) {
        self.0.write();
    }

    pub(crate) fn poll_fd(&self) -> PollFd<'_> {
        PollFd::from_borrowed_fd(self.0.reader.as_fd(), PollFlags::IN)
    }
}

#[cfg(unix)]
mod system {
    use std::io;

    use rustix::fd::OwnedFd;

    /// Both ends of a pipe, which never block.
    #[derive(Debug)]
    pub(super) struct Ends {
        pub(super) reader: OwnedFd,
        writer: OwnedFd,
    }

    impl Ends {
        #[cfg(not(target_vendor = "apple"))]
        pub(super) fn new() -> io::Result<Self> {
            use rustix::pipe::{PipeFlags, pipe_with};
            let (reader, writer) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
            Ok(Self { reader, writer })
        }

        #[cfg(target_vendor = "apple")]
        pub(super) fn new() -> io::Result<Self> {
            use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionbio};
            let (reader, writer) = rustix::pipe::pipe()?;
            for end in [&reader, &writer] {
                fcntl_setfd(end, FdFlags::CLOEXEC)?;
                ioctl_fionbio(end, true)?;
            }
            Ok(Self { reader, writer })
        }

        pub(super) fn write(&self) {
            // A full pipe has been raised before.
            let _ = rustix::io::write(&self.writer, &[1]);
        }
    }
}

#[cfg(windows)]
mod system {
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

        pub(super) fn write(&self) {
            // A full buffer has been raised before.
            let _ = self.reader.send(&[1]);
        }
    }
}
