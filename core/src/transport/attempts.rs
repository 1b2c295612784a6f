//! The attempts to connect to the addresses of a host: which are under way, and when the
//! next one is due.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use smsp_platform::Socket;

use super::reasons::Reasons;

/// How long the last address has to answer before the next one is tried too.
pub(super) const HEAD_START: Duration = Duration::from_millis(250);

/// The same if the time is too short for so many addresses; less is not allowed.
const SHORTEST_HEAD_START: Duration = Duration::from_millis(10);

/// How many attempts are under way at the same time. The oldest one makes room.
const MOST: usize = 32;

/// The addresses of a host, and how far each is.
pub(super) struct Attempts<'a> {
    /// Those that are still to be tried.
    left: &'a [SocketAddr],
    head_start: Duration,
    /// When the next of them is due.
    next: Instant,
    /// Those under way, the oldest first.
    sockets: Vec<Socket>,
    /// The address of each socket.
    addresses: Vec<SocketAddr>,
    reasons: Reasons,
}

impl<'a> Attempts<'a> {
    /// Attempts that have until `end`: each address is tried before that, if they are not
    /// too many.
    pub(super) fn new(addresses: &'a [SocketAddr], end: Instant) -> Self {
        let now = Instant::now();
        let shares = u32::try_from(addresses.len()).map_or(u32::MAX, |count| count + 1);
        let share = end.saturating_duration_since(now) / shares;
        Self {
            left: addresses,
            head_start: share.clamp(SHORTEST_HEAD_START, HEAD_START),
            next: now,
            sockets: Vec::new(),
            addresses: Vec::new(),
            reasons: Reasons::default(),
        }
    }

    /// Those under way.
    pub(super) fn sockets(&self) -> &[Socket] {
        &self.sockets
    }

    /// Begins the next attempt if it is time, and another one if that fails at once.
    pub(super) fn begin_what_is_due(&mut self) {
        while let Some((address, rest)) = self.left.split_first() {
            if Instant::now() < self.next && !self.sockets.is_empty() {
                return;
            }
            let begun = Socket::connect(address);
            if !self.sockets.is_empty() && begun.as_ref().is_err_and(Socket::is_lack) {
                // Those under way go on, and leave a descriptor when they fail.
                self.next = Instant::now() + self.head_start;
                return;
            }
            self.left = rest;
            match begun {
                Ok(socket) => {
                    self.make_room();
                    self.sockets.push(socket);
                    self.addresses.push(*address);
                    self.next = Instant::now() + self.head_start;
                }
                Err(reason) => self.reasons.add(*address, reason),
            }
        }
    }

    fn make_room(&mut self) {
        if self.sockets.len() == MOST {
            self.sockets.remove(0);
            self.reasons.add_silent(self.addresses.remove(0));
        }
    }

    /// When there is something to do if no socket is ready before; `None` if nothing is
    /// under way.
    pub(super) fn next_look(&self, end: Instant) -> Option<Instant> {
        if self.sockets.is_empty() {
            return None;
        }
        Some(match self.left {
            [] => end,
            _ => end.min(self.next),
        })
    }

    /// A connection that is there. An attempt that has failed makes the next one due.
    pub(super) fn take_connected(&mut self) -> Option<(Socket, SocketAddr)> {
        let mut place = 0;
        while let Some(socket) = self.sockets.get(place) {
            match socket.outcome() {
                None => place += 1,
                Some(outcome) => {
                    let socket = self.sockets.remove(place);
                    let address = self.addresses.remove(place);
                    match outcome {
                        Ok(()) => return Some((socket, address)),
                        Err(reason) => self.reasons.add(address, reason),
                    }
                    self.next = Instant::now();
                }
            }
        }
        None
    }

    pub(super) fn into_reasons(mut self) -> Reasons {
        for address in self.addresses {
            self.reasons.add_silent(address);
        }
        for address in self.left {
            self.reasons.add_not_tried(*address);
        }
        self.reasons
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use smsp_fault_server::Blackhole;
    use smsp_platform::{Interest, wait};

    use super::*;

    /// Far from what anything here takes.
    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_short_time_is_shared_by_the_addresses() {
        let addresses = vec![([127, 0, 0, 1], 9).into(); 9];
        let head_start = |milliseconds| {
            let end = Instant::now() + Duration::from_millis(milliseconds);
            Attempts::new(&addresses, end).head_start
        };
        assert_eq!(head_start(5000), HEAD_START);
        assert_eq!(head_start(0), SHORTEST_HEAD_START);
        let shared = head_start(1000);
        assert!(shared > SHORTEST_HEAD_START && shared <= HEAD_START * 2 / 5);
    }

    #[test]
    fn more_silent_addresses_than_attempts_end_where_one_answers() {
        let silent = Blackhole::start().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let good = listener.local_addr().unwrap();
        let mut attempts = vec![silent.address(); MOST + 1];
        attempts.push(good);
        let mut attempts = Attempts::new(&attempts, Instant::now() + LONG);
        let begin = Instant::now();
        loop {
            // Nobody has to wait for the moment in a test.
            attempts.next = Instant::now();
            attempts.begin_what_is_due();
            assert!(attempts.sockets.len() <= MOST && begin.elapsed() < LONG);
            let soon = Instant::now() + HEAD_START / 20;
            wait(Interest::AnyWritable(attempts.sockets()), [], soon).unwrap();
            if let Some((_, address)) = attempts.take_connected() {
                assert_eq!(address, good);
                break;
            }
        }
    }
}
