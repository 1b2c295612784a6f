//! TCP sockets that never block and that no executed program inherits.

use std::io;
use std::net::{SocketAddr, TcpStream};

use rustix::net::{AddressFamily, connect, sockopt};

/// Starts to connect to an address. The connection is there, or has failed, when
/// the socket can be written to: [`connect_result`] then says which.
///
/// # Errors
/// The connection fails at once, or the process has no descriptor left.
pub fn start_connecting(address: &SocketAddr) -> io::Result<TcpStream> {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let stream = system::new_stream(family)?;
    // A request is written whole, so waiting for more of it would only delay it.
    stream.set_nodelay(true)?;
    match connect(&stream, address) {
        Err(answer) if !system::is_under_way(answer) => Err(answer.into()),
        _ => Ok(stream),
    }
}

/// Whether a socket that can be written to is connected.
///
/// # Errors
/// The reason why it is not.
pub fn connect_result(stream: &TcpStream) -> io::Result<()> {
    sockopt::socket_error(stream)??;
    Ok(())
}

#[cfg(unix)]
mod system {
    use std::io;
    use std::net::TcpStream;

    use rustix::io::Errno;
    use rustix::net::{AddressFamily, SocketType};

    #[cfg(not(target_vendor = "apple"))]
    pub(super) fn new_stream(family: AddressFamily) -> io::Result<TcpStream> {
        use rustix::net::{SocketFlags, socket_with};
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket = socket_with(family, SocketType::STREAM, flags, None)?;
        Ok(socket.into())
    }

    /// Apple's systems have no flags for a new socket, and raise SIGPIPE unless
    /// the socket is told not to.
    #[cfg(target_vendor = "apple")]
    pub(super) fn new_stream(family: AddressFamily) -> io::Result<TcpStream> {
        use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionbio};
        use rustix::net::{socket, sockopt};
        let socket = socket(family, SocketType::STREAM, None)?;
        fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
        ioctl_fionbio(&socket, true)?;
        sockopt::set_socket_nosigpipe(&socket, true)?;
        Ok(socket.into())
    }

    /// Whether this answer to `connect` says that the connection is being made.
    pub(super) fn is_under_way(answer: Errno) -> bool {
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

    pub(super) fn new_stream(family: AddressFamily) -> io::Result<TcpStream> {
        (*STARTED)?;
        let inherited = socket(family, SocketType::STREAM, None)?;
        // Only the standard library makes one that is not inherited, as a copy.
        let stream = TcpStream::from(inherited.try_clone()?);
        stream.set_nonblocking(true)?;
        Ok(stream)
    }

    /// Whether this answer to `connect` says that the connection is being made.
    pub(super) fn is_under_way(answer: Errno) -> bool {
        answer == Errno::WOULDBLOCK
    }
}
