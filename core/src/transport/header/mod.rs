//! The header of an answer, before the HTTP library sees it.
//!
//! Servers and proxies send headers that the HTTP library refuses as a whole: folded
//! lines, names with spaces, control characters, and more. This step waits for the whole
//! header and decides what each odd line means, as curl does. An ordinary header is
//! handed on where it lies. Any other is written anew, with the lines that count.
//! Interim answers (1xx) end here.

mod mend;
mod ordinary;
mod search;
mod status;

use std::fmt;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use search::{Search, Whole};

/// Why what came is no HTTP answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NotHttp(&'static str);

impl fmt::Display for NotHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotHttp {}

/// Whose answers come over a connection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Peer {
    /// Each request brings an answer with a header.
    Provider,
    /// The first answer is the one to CONNECT; what follows is not the proxy's.
    Proxy,
}

/// A connection whose headers the HTTP library can read.
#[derive(Debug)]
pub(super) struct MendHeaders {
    inner: Box<dyn Transport>,
    peer: Peer,
    /// In bytes. The buffer of the connection has room for one more.
    largest: usize,
    is_in_header: bool,
    search: Search,
    instead: Instead,
}

impl MendHeaders {
    pub(super) fn new(inner: Box<dyn Transport>, peer: Peer, largest: usize) -> Self {
        Self {
            inner,
            peer,
            largest,
            is_in_header: true,
            search: Search::default(),
            instead: Instead::default(),
        }
    }

    /// Reads the header of the answer; whether the connection has not ended before.
    fn await_header(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        loop {
            let input = self.inner.buffers().input();
            let whole = self.search.go_on(input).map_err(not_http)?;
            let length = whole.as_ref().map_or(input.len(), |whole| whole.length);
            if length > self.largest {
                return Err(Error::LargeResponseHeader(length, self.largest));
            }
            match whole {
                Some(whole) if whole.status.is_interim() => self.pass_over(&whole),
                Some(whole) => {
                    self.hand_on(&whole)?;
                    return Ok(true);
                }
                None if !self.inner.await_input(timeout)? => {
                    // Half a header says nothing.
                    self.instead.stand_in(Vec::new());
                    return Ok(false);
                }
                None => {}
            }
        }
    }

    /// Nothing in an interim answer counts (RFC 9110, section 15.2).
    fn pass_over(&mut self, answer: &Whole) {
        self.inner.buffers().input_consume(answer.length);
        self.search = Search::default();
    }

    /// Lets the HTTP library see the header, or what stands in for it.
    fn hand_on(&mut self, whole: &Whole) -> Result<(), Error> {
        let buffers = self.inner.buffers();
        let header = &buffers.input()[..whole.length];
        let mended = match self.peer {
            Peer::Proxy => Some(mend::answer_to_connect(&whole.status)),
            Peer::Provider if ordinary::is_ordinary(header) => None,
            Peer::Provider => Some(mend::mended(header, whole).map_err(not_http)?),
        };
        if let Some(mended) = mended {
            buffers.input_consume(whole.length);
            self.instead.stand_in(mended);
        }
        self.is_in_header = false;
        Ok(())
    }
}

fn not_http(reason: NotHttp) -> Error {
    Error::Other(Box::new(reason))
}

impl Transport for MendHeaders {
    fn buffers(&mut self) -> &mut dyn Buffers {
        if self.instead.stands_in {
            &mut self.instead
        } else {
            self.inner.buffers()
        }
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.peer == Peer::Provider {
            self.is_in_header = true;
            self.search = Search::default();
            self.instead.stands_in = false;
        }
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if self.is_in_header {
            self.await_header(timeout)
        } else {
            self.inner.await_input(timeout)
        }
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// What the HTTP library reads in place of what came, until it has read it.
#[derive(Debug, Default)]
struct Instead {
    header: Vec<u8>,
    consumed: usize,
    stands_in: bool,
}

impl Instead {
    fn stand_in(&mut self, header: Vec<u8>) {
        *self = Self {
            header,
            consumed: 0,
            stands_in: true,
        };
    }
}

// The HTTP library reads a whole header at once, and writes nothing before it has.
impl Buffers for Instead {
    fn output(&mut self) -> &mut [u8] {
        &mut []
    }

    fn input(&self) -> &[u8] {
        &self.header[self.consumed..]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        &mut []
    }

    fn input_appended(&mut self, _: usize) {}

    fn input_consume(&mut self, amount: usize) {
        self.consumed = self.header.len().min(self.consumed + amount);
        // Half a header is never consumed, so an empty one stands in to the end.
        if amount > 0 && self.consumed == self.header.len() {
            *self = Self::default();
        }
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        (&mut [], &mut [])
    }

    fn can_use_input(&self) -> bool {
        !self.input().is_empty()
    }
}
