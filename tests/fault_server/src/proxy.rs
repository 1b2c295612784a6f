//! A proxy that works. The ones that do not are [`FaultServer`](crate::FaultServer)s.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use crate::listening::{Listening, Shared};
use crate::lock;

/// Opens tunnels (CONNECT) to addresses of this machine.
pub struct Proxy {
    listening: Listening,
    /// The heads of the requests.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy that asks for nothing.
    pub fn start() -> io::Result<Self> {
        Self::listen(None)
    }

    /// A proxy that answers 407 unless it is given these credentials, as they
    /// stand after `Basic ` in the header.
    pub fn start_with_credentials(base64: &str) -> io::Result<Self> {
        Self::listen(Some(base64.to_owned()))
    }

    fn listen(credentials: Option<String>) -> io::Result<Self> {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heads = asked.clone();
        let listening = Listening::start(move |stream, shared| {
            // A failure is the client's to report.
            let _ = serve(&stream, shared, credentials.as_deref(), &heads);
            let _ = stream.shutdown(Shutdown::Both);
            shared.close(stream);
        })?;
        Ok(Self { listening, asked })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// The heads of the requests that it has had, oldest first.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.asked).clone()
    }
}

fn serve(
    client: &Arc<TcpStream>,
    shared: &Arc<Shared>,
    credentials: Option<&str>,
    heads: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let head = read_head(client)?;
    lock(heads).push(head.clone());
    let given = head
        .lines()
        .find_map(|line| line.strip_prefix("Proxy-Authorization: Basic "));
    if credentials.is_some() && given != credentials {
        return (&**client).write_all(
            b"HTTP/1.1 407 Proxy Authentication Required\r\n\
              Proxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 0\r\n\r\n",
        );
    }
    let target = head
        .strip_prefix("CONNECT ")
        .and_then(|rest| rest.split(' ').next()?.parse::<SocketAddr>().ok())
        .filter(|target| target.ip().is_loopback());
    let Some(target) = target else {
        return (&**client).write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    };
    let server = shared.adopt(TcpStream::connect(target)?)?;
    (&**client).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    std::thread::scope(|scope| {
        scope.spawn(|| relay(client, &server));
        relay(&server, client);
    });
    shared.close(server);
    Ok(())
}

/// Reads byte by byte, so that nothing of what comes after the head is taken.
fn read_head(mut client: &TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    String::from_utf8(head).map_err(io::Error::other)
}

/// Copies one direction; its end, however it comes, ends the whole tunnel.
fn relay(mut from: &TcpStream, mut to: &TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
