//! One connection, and the steps that a fault is made of.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{HandshakeKind, ServerConfig, ServerConnection, Stream};
use socket2::SockRef;

use crate::listening::Shared;

/// The pause between two bytes that drip: far below any timeout for one read.
const DRIP: Duration = Duration::from_millis(20);

/// How many bytes drip for ever: they last for half a minute, so that a test of
/// a client that knows no deadline fails, and does not hang.
const FOR_EVER: usize = 1500;

/// What a server does next. After the last step it ends the connection in an
/// orderly way (FIN).
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Waits for the first record of a TLS handshake, and does not answer it.
    ReadClientHello,
    /// Completes a TLS handshake; from here on, all but raw bytes is encrypted.
    Handshake,
    /// Takes part in a TLS handshake until it has sent so many bytes of it.
    PartOfHandshake(usize),
    /// Waits for the empty line after a request.
    ReadRequest,
    Send(Vec<u8>),
    /// The first of these if the server has had one request, and so on; the last if it
    /// has had more.
    SendInTurn(Vec<Vec<u8>>),
    /// Bytes past the encryption.
    SendRaw(Vec<u8>),
    /// One byte at a time.
    Drip(Vec<u8>),
    /// The same bytes until the client goes away.
    SendForever(Vec<u8>),
    /// The same, again and again.
    DripForever(Vec<u8>),
    /// A fatal alert, encrypted.
    Alert,
    /// Nothing until the client goes away.
    Silence,
    /// Ends the connection with RST.
    Reset,
}

pub(crate) struct Connection<'a> {
    stream: Arc<TcpStream>,
    shared: &'a Arc<Shared>,
    config: Option<Arc<ServerConfig>>,
    tls: Option<ServerConnection>,
    received: Vec<u8>,
}

impl<'a> Connection<'a> {
    pub(crate) fn new(
        stream: Arc<TcpStream>,
        shared: &'a Arc<Shared>,
        config: Option<Arc<ServerConfig>>,
    ) -> Self {
        Self {
            stream,
            shared,
            config,
            tls: None,
            received: Vec::new(),
        }
    }

    /// Plays the steps until one fails, because the client has gone away or the
    /// server is dropped.
    pub(crate) fn play(mut self, steps: &[Step]) {
        let played = steps.iter().try_for_each(|step| self.step(step));
        if played.is_ok() {
            // The client has seen it all once it ends the connection itself.
            let _ = self.stream.shutdown(Shutdown::Write);
            let _ = self.silence();
        }
        self.shared.close(self.stream);
    }

    fn step(&mut self, step: &Step) -> io::Result<()> {
        match step {
            Step::ReadClientHello => self.read_client_hello(),
            Step::Handshake => self.handshake(),
            Step::PartOfHandshake(length) => self.part_of_handshake(*length),
            Step::ReadRequest => self.read_request(),
            Step::Send(bytes) => self.send(bytes),
            Step::SendInTurn(answers) => {
                let requests = self.shared.with(|state| state.requests);
                let turn = answers.iter().take(requests).next_back();
                self.send(turn.map_or(&[], Vec::as_slice))
            }
            Step::SendRaw(bytes) => (&*self.stream).write_all(bytes),
            Step::Drip(bytes) => self.drip(bytes),
            Step::SendForever(bytes) => loop {
                self.send(bytes)?;
            },
            Step::DripForever(bytes) => bytes
                .iter()
                .cycle()
                .take(FOR_EVER)
                .try_for_each(|byte| self.drip(&[*byte])),
            Step::Alert => self.alert(),
            Step::Silence => self.silence(),
            Step::Reset => {
                SockRef::from(&*self.stream).set_linger(Some(Duration::ZERO))?;
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
    }

    fn read_client_hello(&mut self) -> io::Result<()> {
        let is_whole = |bytes: &[u8]| match bytes {
            [_, _, _, high, low, rest @ ..] => {
                rest.len() >= usize::from(u16::from_be_bytes([*high, *low]))
            }
            _ => false,
        };
        while !is_whole(&self.received) {
            self.receive()?;
        }
        Ok(())
    }

    fn new_tls(&self) -> io::Result<ServerConnection> {
        let config = self.config.clone();
        let config =
            config.ok_or_else(|| io::Error::other("the server was started without TLS"))?;
        ServerConnection::new(config).map_err(io::Error::other)
    }

    /// What the client sent is left unread after that, if it has come so far.
    fn part_of_handshake(&mut self, mut length: usize) -> io::Result<()> {
        let mut tls = self.new_tls()?;
        let mut wire = Wire(&self.stream, self.shared);
        while length > 0 {
            if tls.wants_write() {
                let mut flight = Vec::new();
                tls.write_tls(&mut flight)?;
                let part = &flight[..flight.len().min(length)];
                wire.write_all(part)?;
                length -= part.len();
            } else if tls.is_handshaking() {
                if tls.read_tls(&mut wire)? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                tls.process_new_packets().map_err(io::Error::other)?;
            } else {
                return Ok(());
            }
        }
        Ok(())
    }

    fn handshake(&mut self) -> io::Result<()> {
        let mut tls = self.new_tls()?;
        let mut wire = Wire(&self.stream, self.shared);
        while tls.is_handshaking() {
            tls.complete_io(&mut wire)?;
        }
        if tls.handshake_kind() == Some(HandshakeKind::Resumed) {
            self.shared.with(|state| state.resumed += 1);
        }
        self.tls = Some(tls);
        Ok(())
    }

    fn read_request(&mut self) -> io::Result<()> {
        loop {
            let end = self
                .received
                .windows(4)
                .position(|part| part == b"\r\n\r\n");
            if let Some(end) = end {
                self.received.drain(..end + 4);
                self.shared.with(|state| state.requests += 1);
                return Ok(());
            }
            self.receive()?;
        }
    }

    /// Waits for more bytes; an error where no more come.
    fn receive(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4096];
        let mut wire = Wire(&self.stream, self.shared);
        let count = match &mut self.tls {
            Some(tls) => Stream::new(tls, &mut wire).read(&mut buffer)?,
            None => wire.read(&mut buffer)?,
        };
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.tls.is_some() {
            self.shared
                .with(|state| state.decrypted.extend_from_slice(&buffer[..count]));
        }
        self.received.extend_from_slice(&buffer[..count]);
        Ok(())
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut wire = Wire(&self.stream, self.shared);
        match &mut self.tls {
            Some(tls) => Stream::new(tls, &mut wire).write_all(bytes),
            None => wire.write_all(bytes),
        }
    }

    fn drip(&mut self, bytes: &[u8]) -> io::Result<()> {
        for byte in bytes {
            self.send(&[*byte])?;
            self.shared.pause(DRIP)?;
        }
        Ok(())
    }

    fn alert(&mut self) -> io::Result<()> {
        let mut wire = Wire(&self.stream, self.shared);
        let Some(tls) = &mut self.tls else {
            return Err(io::Error::other("an alert needs TLS"));
        };
        // What is no record makes rustls refuse all that follows.
        tls.read_tls(&mut &b"no TLS record"[..])?;
        let _ = tls.process_new_packets();
        while tls.wants_write() {
            tls.write_tls(&mut wire)?;
        }
        Ok(())
    }

    fn silence(&mut self) -> io::Result<()> {
        loop {
            self.receive()?;
        }
    }
}

/// A socket whose incoming bytes are noted.
struct Wire<'a>(&'a TcpStream, &'a Shared);

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stream = self.0;
        let count = stream.read(buffer)?;
        self.1
            .with(|state| state.wire.extend_from_slice(&buffer[..count]));
        Ok(count)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stream = self.0;
        stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
