//! An address that never answers the first packet of a connection.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

/// A listener whose queue is full: the system drops what else wants to connect,
/// as a firewall does, so a client waits for an answer that does not come.
pub struct Blackhole {
    address: SocketAddr,
    // Open sockets, which keep the queue full.
    listener: Socket,
    queued: Vec<Socket>,
}

impl Blackhole {
    /// Takes a free port on 127.0.0.1.
    pub fn start() -> io::Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, 0))
    }

    /// Takes this address of the machine.
    pub fn start_at(address: (Ipv4Addr, u16)) -> io::Result<Self> {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        listener.bind(&SocketAddr::from(address).into())?;
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
            listener,
            queued,
        })
    }

    /// Where nobody answers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes room in the queue, so that whoever asks again is answered.
    pub fn answer(&self) -> io::Result<()> {
        self.listener.set_nonblocking(true)?;
        self.listener.listen(128)?;
        while self.listener.accept().is_ok() {}
        Ok(())
    }

    /// Whether a connection from another socket waits for an answer now.
    pub fn is_waited_for(&self) -> io::Result<bool> {
        const SYN_SENT: &str = "02";
        let remote = in_table(self.address);
        let own: Vec<_> = self
            .queued
            .iter()
            .filter_map(|socket| socket.local_addr().ok()?.as_socket())
            .map(in_table)
            .collect();
        let table = std::fs::read_to_string("/proc/net/tcp")?;
        Ok(table.lines().any(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            matches!(fields[..], [_, local, to, SYN_SENT, ..]
                if to == remote && !own.iter().any(|address| address == local))
        }))
    }
}

/// An address as the system's table of connections has it.
fn in_table(address: SocketAddr) -> String {
    let octets = match address {
        SocketAddr::V4(address) => u32::from_ne_bytes(address.ip().octets()),
        SocketAddr::V6(_) => 0,
    };
    format!("{octets:08X}:{:04X}", address.port())
}
