//! An address that never answers the first packet of a connection.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

/// A listener whose queue is full: the system drops what else wants to connect,
/// as a firewall does, so a client waits for an answer that does not come.
pub struct Blackhole {
    address: SocketAddr,
    // Open sockets, which keep the queue full.
    _listener: Socket,
    queued: Vec<Socket>,
}

impl Blackhole {
    /// Takes a free port on 127.0.0.1.
    pub fn start() -> io::Result<Self> {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
        listener.listen(0)?;
        let address = listener
            .local_addr()?
            .as_socket()
            .ok_or_else(|| io::Error::other("an IPv4 socket has an IPv4 address"))?;
        let queued = (0..4)
            .map(|_| {
                let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
                socket.set_nonblocking(true)?;
                // Under way, or in the queue already: either takes its place.
                let _ = socket.connect(&address.into());
                Ok(socket)
            })
            .collect::<io::Result<_>>()?;
        Ok(Self {
            address,
            _listener: listener,
            queued,
        })
    }

    /// Where nobody answers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether a connection from another socket waits for an answer now.
    pub fn is_waited_for(&self) -> io::Result<bool> {
        const SYN_SENT: &str = "02";
        let remote = format!("0100007F:{:04X}", self.address.port());
        let own: Vec<_> = self
            .queued
            .iter()
            .filter_map(|socket| socket.local_addr().ok()?.as_socket())
            .map(|local| format!("0100007F:{:04X}", local.port()))
            .collect();
        let table = std::fs::read_to_string("/proc/net/tcp")?;
        Ok(table.lines().any(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            matches!(fields[..], [_, local, to, SYN_SENT, ..]
                if to == remote && !own.iter().any(|address| address == local))
        }))
    }
}
