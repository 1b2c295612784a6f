//! The header of an answer, before the HTTP library sees it.
//!
//! Servers and proxies send headers that the HTTP library refuses as a whole: folded
//! lines, names with spaces, control characters, and more. This step waits for the whole
//! header and decides what each odd line means, as curl does. An ordinary header is
//! handed on where it lies. Any other is written anew, with the lines that count.
//! Interim answers (1xx) end here. The lines between the chunks of a body are mended in
//! the same way.

#[cfg(test)]
mod any_bytes;
mod chunks;
mod list;
mod mend;
mod ordinary;
mod search;
mod status;

use std::fmt;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use chunks::Chunks;
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
    /// If the body is in chunks.
    chunks: Option<Chunks>,
    /// Why the body cannot be read on.
    fault: Option<NotHttp>,
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
            chunks: None,
            fault: None,
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
        let (header, rest) = buffers.input().split_at(whole.length);
        let (mended, is_chunked) = match (self.peer, ordinary::ordinary(header)) {
            (Peer::Proxy, _) => (Some(mend::answer_to_connect(&whole.status)), false),
            (Peer::Provider, Some(ordinary)) => (None, ordinary.is_chunked),
            (Peer::Provider, None) => {
                let mended = mend::mended(header, whole).map_err(not_http)?;
                (Some(mended.header), mended.is_chunked)
            }
        };
        let is_chunked = is_chunked && !whole.status.has_no_body();
        self.chunks = is_chunked.then(Chunks::default);
        let chunks = self.chunks.as_mut();
        let body = match chunks.map_or(Ok(None), |chunks| chunks.pass(rest, 0)) {
            Ok(body) => body,
            // It is the body's, so the status counts.
            Err(fault) => {
                self.fault = Some(fault);
                Some(Vec::new())
            }
        };
        match (mended, body) {
            (None, None) => {}
            (Some(mended), None) => {
                buffers.input_consume(whole.length);
                self.instead.stand_in(mended);
            }
            (mended, Some(body)) => {
                let header = mended.unwrap_or_else(|| header.to_vec());
                self.instead.stand_in([header, body].concat());
                buffers.input_consume(buffers.input().len());
            }
        }
        self.is_in_header = false;
        Ok(())
    }

    /// Reads more of a body in chunks.
    fn await_chunks(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if let Some(fault) = self.fault {
            return Err(not_http(fault));
        }
        loop {
            let seen = self.inner.buffers().input().len();
            let has_come = self.inner.await_input(timeout)?;
            let buffers = self.inner.buffers();
            let input = buffers.input();
            match &mut self.chunks {
                Some(chunks) if chunks.is_in_copy() => {
                    chunks
                        .mend(input, &mut self.instead.bytes)
                        .map_err(not_http)?;
                    self.instead.stands_in = self.instead.can_use_input();
                }
                Some(chunks) => match chunks.pass(input, seen).map_err(not_http)? {
                    Some(mended) => self.instead.stand_in(mended),
                    None => return Ok(has_come),
                },
                None => return Ok(has_come),
            }
            buffers.input_consume(buffers.input().len());
            // Half a line says nothing yet, and the HTTP library takes nothing for the end.
            if !has_come || self.instead.can_use_input() {
                return Ok(has_come);
            }
        }
    }
}

fn not_http(reason: NotHttp) -> Error {
    Error::Other(Box::new(reason))
}

impl Transport for MendHeaders {
    fn buffers(&mut self) -> &mut dyn Buffers {
        let is_in_copy = self.chunks.as_ref().is_some_and(Chunks::is_in_copy);
        if self.instead.stands_in || is_in_copy {
            &mut self.instead
        } else {
            self.inner.buffers()
        }
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.peer == Peer::Provider {
            self.is_in_header = true;
            self.search = Search::default();
            self.chunks = None;
            self.fault = None;
            self.instead = Instead::default();
        }
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if self.is_in_header {
            self.await_header(timeout)
        } else if self.chunks.is_some() {
            self.await_chunks(timeout)
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
    bytes: Vec<u8>,
    consumed: usize,
    stands_in: bool,
}

impl Instead {
    fn stand_in(&mut self, bytes: Vec<u8>) {
        *self = Self {
            bytes,
            consumed: 0,
            stands_in: true,
        };
    }
}

// Nothing is written before the answer has been read.
impl Buffers for Instead {
    fn output(&mut self) -> &mut [u8] {
        &mut []
    }

    fn input(&self) -> &[u8] {
        &self.bytes[self.consumed..]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        &mut []
    }

    fn input_appended(&mut self, _: usize) {}

    fn input_consume(&mut self, amount: usize) {
        self.consumed = self.bytes.len().min(self.consumed + amount);
        // Half a header is never consumed, so what is empty stands in to the end.
        if amount > 0 && self.consumed == self.bytes.len() {
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
