//! TCP sockets that never block and that no executed program inherits.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::AsFd;
use rustix::io::Errno;
use rustix::net::{AddressFamily, RecvFlags, connect, getpeername, recv, send, sockopt};

use crate::owned::Owned;
use crate::tcp_info::is_open_and_has_received;

/// A connection, or one that is being made.
#[derive(Debug)]
pub struct Socket {
    descriptor: Owned,
    /// How many bytes have been received.
    received: AtomicU64,
}

impl Socket {
    /// Starts to connect to an address. The connection is there, or has failed,
    /// when the socket is writable: [`outcome`](Self::outcome) says which.
    ///
    /// # Errors
    /// The connection fails at once: `Unsupported` if the system does not know this
    /// family of addresses, or for a [lack](Self::is_lack).
    pub fn connect(address: &SocketAddr) -> io::Result<Self> {
        let family = match address {
            SocketAddr::V4(_) => AddressFamily::INET,
            SocketAddr::V6(_) => AddressFamily::INET6,
        };
        let opened = Owned::open(|| Ok([system::new_stream(family)?]));
        let [descriptor] = opened.map_err(|reason| {
            if reason.raw_os_error() == Some(Errno::AFNOSUPPORT.raw_os_error()) {
                let text = "Address family not supported by protocol";
                return io::Error::new(io::ErrorKind::Unsupported, text);
            }
            reason
        })?;
        // A request is written whole, so waiting for more of it would only delay it. A
        // filter of system calls may refuse the option; the connection works without.
        let _ = sockopt::set_tcp_nodelay(descriptor.as_fd(), true);
        match connect(descriptor.as_fd(), address) {
            Err(answer) if !system::is_under_way(answer) => Err(answer.into()),
            _ => Ok(Self {
                descriptor,
                received: AtomicU64::new(0),
            }),
        }
    }

    /// Whether an attempt failed for lack of a descriptor or of memory, so that it may
    /// succeed once another socket has been closed.
    pub fn is_lack(reason: &io::Error) -> bool {
        let code = reason.raw_os_error();
        let mut lacks = system::LACKS.iter();
        lacks.any(|lack| code == Some(lack.raw_os_error()))
    }

    /// What became of the attempt to connect, or the reason why it failed; `None` while
    /// it is under way.
    pub fn outcome(&self) -> Option<io::Result<()>> {
        let mut look = [self.poll_fd(PollFlags::OUT)];
        match poll(&mut look, Some(&Timespec::default())) {
            Ok(0) | Err(Errno::INTR) => None,
            Ok(_) => Some(self.connect_result()),
            Err(reason) => Some(Err(reason.into())),
        }
    }

    fn connect_result(&self) -> io::Result<()> {
        match sockopt::socket_error(self.descriptor.as_fd()) {
            Ok(outcome) => outcome?,
            // The option is refused, which says nothing of the connection.
            Err(_) => getpeername(self.descriptor.as_fd()).map(drop)?,
        }
        Ok(())
    }

    /// Sends what fits now, and says how many bytes that were. It raises no SIGPIPE.
    ///
    /// # Errors
    /// `WouldBlock` if nothing fits; else the connection has ended.
    pub fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        Ok(send(self.descriptor.as_fd(), bytes, system::SEND)?)
    }

    /// Receives what is there, and says how many bytes that were; 0 at the end.
    ///
    /// # Errors
    /// `WouldBlock` if nothing is there; else the connection has broken.
    pub fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let (received, _) = recv(self.descriptor.as_fd(), buffer, system::RECEIVE)?;
        self.received.fetch_add(received as u64, Ordering::Relaxed);
        Ok(received)
    }

    /// Whether the connection is open and has nothing to read. Takes nothing away,
    /// never waits, and is not deceived by another file that the host has put at this
    /// number.
    pub fn is_quiet(&self) -> bool {
        let received = self.received.load(Ordering::Relaxed);
        match is_open_and_has_received(self.descriptor.as_fd(), received) {
            Some(is_quiet) => is_quiet,
            None => self.descriptor.is_ours() && self.has_nothing_to_read(),
        }
    }

    fn has_nothing_to_read(&self) -> bool {
        let mut one = [0];
        let flags = system::RECEIVE | RecvFlags::PEEK;
        let look = recv(self.descriptor.as_fd(), &mut one, flags);
        look.is_err_and(|reason| io::Error::from(reason).kind() == io::ErrorKind::WouldBlock)
    }

    pub(crate) fn poll_fd(&self, events: PollFlags) -> PollFd<'_> {
        PollFd::from_borrowed_fd(self.descriptor.as_fd(), events)
    }
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::io;

    use rustix::fd::OwnedFd;
    use rustix::io::Errno;
    use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType};

    pub(super) const LACKS: [Errno; 4] = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM];

    pub(super) const RECEIVE: RecvFlags = RecvFlags::DONTWAIT;

    #[cfg(not(target_vendor = "apple"))]
    pub(super) const SEND: SendFlags = SendFlags::NOSIGNAL.union(SendFlags::DONTWAIT);
    #[cfg(target_vendor = "apple")]
    pub(super) const SEND: SendFlags = SendFlags::DONTWAIT;

    #[cfg(not(target_vendor = "apple"))]
    pub(super) fn new_stream(family: AddressFamily) -> io::Result<OwnedFd> {
        use rustix::net::{SocketFlags, socket_with};
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        Ok(socket_with(family, SocketType::STREAM, flags, None)?)
    }

    /// Apple's systems have no flags for a new socket, and raise SIGPIPE unless
    /// the socket is told not to.
    #[cfg(target_vendor = "apple")]
    pub(super) fn new_stream(family: AddressFamily) -> io::Result<OwnedFd> {
        use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionbio};
        use rustix::net::{socket, sockopt};
        let socket = socket(family, SocketType::STREAM, None)?;
        fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
        ioctl_fionbio(&socket, true)?;
        sockopt::set_socket_nosigpipe(&socket, true)?;
        Ok(socket)
    }

    /// Whether this answer to `connect` says that the connection is being made.
    pub(super) fn is_under_way(answer: Errno) -> bool {
        // A signal does not stop a connection that is being made.
        matches!(answer, Errno::INPROGRESS | Errno::INTR)
    }
}

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
mod windows {
    use std::io;
    use std::sync::LazyLock;

    use rustix::fd::OwnedFd;
    use rustix::io::{Errno, ioctl_fionbio};
    use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType, socket, wsa_startup};

    pub(super) const LACKS: [Errno; 2] = [Errno::MFILE, Errno::NOBUFS];

    // The sockets never block, whatever the call says.
    pub(super) const RECEIVE: RecvFlags = RecvFlags::empty();
    pub(super) const SEND: SendFlags = SendFlags::empty();

    /// Windows has no sockets in a process that did not ask for them.
    static STARTED: LazyLock<Result<(), Errno>> = LazyLock::new(|| wsa_startup().map(drop));

    pub(super) fn new_stream(family: AddressFamily) -> io::Result<OwnedFd> {
        (*STARTED)?;
        let inherited = socket(family, SocketType::STREAM, None)?;
        // Only the standard library makes one that is not inherited, as a copy.
        let socket = inherited.try_clone()?;
        ioctl_fionbio(&socket, true)?;
        Ok(socket)
    }

    /// Whether this answer to `connect` says that the connection is being made.
    pub(super) fn is_under_way(answer: Errno) -> bool {
        answer == Errno::WOULDBLOCK
    }
}
