//! A TCP connection whose every wait ends with its deadline, goes on after a
//! signal and is given up when the call is stopped.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, connect, sockopt};
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};
use ureq::{Error, Timeout};

use super::{call, platform};

/// How soon a stopped wait is noticed.
const NOTICE_STOP: Duration = Duration::from_millis(50);

/// The longest timeout that the options allow.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);

/// Why a wait ended without the event.
#[derive(Debug)]
enum WaitFailure {
    DeadlinePassed,
    Io(io::Error),
}

/// Waits until the socket can be read from or written to.
fn wait(socket: &TcpStream, events: PollFlags, deadline: Instant) -> Result<(), WaitFailure> {
    loop {
        if call::is_stopped() {
            let reason = io::Error::new(io::ErrorKind::ConnectionAborted, "stopped");
            return Err(WaitFailure::Io(reason));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(WaitFailure::DeadlinePassed);
        }
        let pause = left.min(NOTICE_STOP);
        let pause = Timespec::try_from(pause).expect("a pause is short");
        match poll(&mut [PollFd::new(socket, events)], Some(&pause)) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(reason) => return Err(WaitFailure::Io(reason.into())),
        }
    }
}

/// Connects to the first address that answers; `None` where the deadline
/// passes. An address that stays silent is given half of the time that is left,
/// the last one all of it.
pub(super) fn connect_to(
    addresses: &[SocketAddr],
    deadline: Instant,
) -> io::Result<Option<TcpStream>> {
    let mut last_failure = None;
    for (place, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let is_last = place + 1 == addresses.len();
        let share = if is_last { left } else { left / 2 };
        match connect_one(address, now + share) {
            Ok(stream) => return Ok(Some(stream)),
            Err(WaitFailure::DeadlinePassed) => {}
            Err(WaitFailure::Io(reason)) if call::is_stopped() => return Err(reason),
            Err(WaitFailure::Io(reason)) => last_failure = Some(reason),
        }
    }
    match last_failure {
        Some(reason) if Instant::now() < deadline => Err(reason),
        _ => Ok(None),
    }
}

fn connect_one(address: &SocketAddr, deadline: Instant) -> Result<TcpStream, WaitFailure> {
    let io = |reason: Errno| WaitFailure::Io(reason.into());
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let stream = platform::new_stream(family).map_err(WaitFailure::Io)?;
    match connect(&stream, address) {
        Ok(()) => {}
        Err(answer) if platform::is_under_way(answer) => {
            wait(&stream, PollFlags::OUT, deadline)?;
            sockopt::socket_error(&stream).map_err(io)?.map_err(io)?;
        }
        Err(reason) => return Err(io(reason)),
    }
    // A request is written whole, so waiting for more of it would only delay it.
    stream.set_nodelay(true).map_err(WaitFailure::Io)?;
    Ok(stream)
}

/// A connection as the HTTP library wants it. The socket never blocks.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    buffers: LazyBuffers,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, buffers: LazyBuffers) -> Self {
        Self { stream, buffers }
    }

    fn wait(&self, events: PollFlags, limit: &Limit) -> Result<(), Error> {
        let waited = wait(&self.stream, events, limit.deadline);
        waited.map_err(|failure| match failure {
            WaitFailure::DeadlinePassed => Error::Timeout(limit.reason),
            WaitFailure::Io(reason) => Error::Io(reason),
        })
    }
}

/// A timeout from now on.
struct Limit {
    deadline: Instant,
    reason: Timeout,
}

impl From<NextTimeout> for Limit {
    fn from(timeout: NextTimeout) -> Self {
        // "Never" is so long that it cannot be added to the present.
        let after = (*timeout.after).min(LONGEST_WAIT);
        Self {
            deadline: Instant::now() + after,
            reason: timeout.reason,
        }
    }
}

impl Transport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let limit = timeout.into();
        let mut sent = 0;
        while sent < amount {
            match (&self.stream).write(&self.buffers.output()[sent..amount]) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
                Ok(count) => sent += count,
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => {
                    self.wait(PollFlags::OUT, &limit)?;
                }
                Err(reason) if reason.kind() == io::ErrorKind::Interrupted => {}
                Err(reason) => return Err(reason.into()),
            }
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let limit = timeout.into();
        loop {
            self.wait(PollFlags::IN, &limit)?;
            match (&self.stream).read(self.buffers.input_append_buf()) {
                Ok(count) => {
                    self.buffers.input_appended(count);
                    return Ok(count > 0);
                }
                Err(reason)
                    if matches!(
                        reason.kind(),
                        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                    ) => {}
                // ureq takes an `Error::Io` of these kinds for the end of the
                // body, which they are not.
                Err(reason)
                    if matches!(
                        reason.kind(),
                        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted
                    ) =>
                {
                    return Err(Error::Other(Box::new(reason)));
                }
                Err(reason) => return Err(reason.into()),
            }
        }
    }

    /// Whether an unused connection can be used again: bytes that nobody asked
    /// for make it unusable as an end does.
    fn is_open(&mut self) -> bool {
        let nothing = (&self.stream).read(&mut [0]);
        matches!(nothing, Err(reason) if reason.kind() == io::ErrorKind::WouldBlock)
    }
}
