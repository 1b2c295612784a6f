//! What differs between operating systems when a connection is made.

pub(super) use system::{is_under_way, new_stream};

#[cfg(unix)]
mod system {
    use std::io;
    use std::net::TcpStream;

    use rustix::io::Errno;
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};

    /// A TCP socket that never blocks and that no child process inherits.
    pub(in super::super) fn new_stream(family: AddressFamily) -> io::Result<TcpStream> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket = socket_with(family, SocketType::STREAM, flags, None)?;
        Ok(socket.into())
    }

    /// Whether this answer to `connect` says that the connection is being made.
    pub(in super::super) fn is_under_way(answer: Errno) -> bool {
        // A signal does not stop a connection that is being made.
        matches!(answer, Errno::INPROGRESS | Errno::INTR)
    }
}

#[cfg(windows)]
mod system {
    use std::io;
    use std::net::TcpStream;
    use std::sync::LazyLock;

    use rustix::io::Errno;
    use rustix::net::{AddressFamily, SocketType, socket, wsa_startup};

    /// Windows has no sockets in a process that did not ask for them.
    static STARTED: LazyLock<Result<(), Errno>> = LazyLock::new(|| wsa_startup().map(drop));

    /// A TCP socket that never blocks and that no child process inherits.
    pub(in super::super) fn new_stream(family: AddressFamily) -> io::Result<TcpStream> {
        (*STARTED)?;
        let inherited = socket(family, SocketType::STREAM, None)?;
        // Only the standard library makes one that is not inherited, as a copy.
        let stream = TcpStream::from(inherited.try_clone()?);
        stream.set_nonblocking(true)?;
        Ok(stream)
    }

    /// Whether this answer to `connect` says that the connection is being made.
    pub(in super::super) fn is_under_way(answer: Errno) -> bool {
        answer == Errno::WOULDBLOCK
    }
}
