//! A TCP connection as the HTTP library wants it. The socket never blocks; each
//! of its waits is the call's.

use std::io;

use smsp_platform::{self as platform, Interest};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use super::call::SlotCall;
use super::key_insertion::KeyInsertion;
use crate::wiped::wipe;

#[derive(Debug)]
pub(super) struct Socket {
    stream: platform::Socket,
    buffers: LazyBuffers,
    call: SlotCall,
    /// If the request is sent as it is.
    key: Option<KeyInsertion>,
    /// The last read filled its room, so there may be more to read at once.
    may_have_more: bool,
}

impl Socket {
    pub(super) fn new(
        stream: platform::Socket,
        buffers: LazyBuffers,
        call: SlotCall,
        key: Option<KeyInsertion>,
    ) -> Self {
        Self {
            stream,
            buffers,
            call,
            key,
            may_have_more: false,
        }
    }
}

// The timeouts of the HTTP library are never set: the call has the limits.
impl Transport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.call.begin_sending()?;
        let mut sent = 0;
        loop {
            let output = &self.buffers.output()[..amount];
            let send = |request: &[u8]| {
                let count = self.stream.send(&request[sent..])?;
                Ok::<_, io::Error>((count, sent + count == request.len()))
            };
            let outcome = match &self.key {
                Some(key) => key.insert_into(output, send),
                None => send(output),
            };
            match outcome {
                Ok((_, true)) => return Ok(()),
                Ok((0, false)) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
                Ok((count, false)) => sent += count,
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => {
                    self.call.wait(Interest::Writable(&self.stream))?;
                }
                Err(reason) if reason.kind() == io::ErrorKind::Interrupted => {}
                Err(reason) => return Err(reason.into()),
            }
        }
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        loop {
            if self.may_have_more {
                self.call.go_on()?;
            } else {
                self.call.wait(Interest::Readable(&self.stream))?;
            }
            let room = self.buffers.input_append_buf();
            let size = room.len();
            let outcome = self.stream.receive(room);
            self.may_have_more = matches!(outcome, Ok(count) if count == size);
            match outcome {
                Ok(count) => {
                    self.buffers.input_appended(count);
                    return Ok(count > 0);
                }
                Err(reason)
                    if matches!(
                        reason.kind(),
                        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                    ) => {}
                // ureq 3.5 takes an `Error::Io` of these kinds for the end of the
                // body (run.rs, `do_read`), which they are not. Once it does not,
                // they need no wrapping.
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
        // ureq 3.5 asks after each exchange too, and again before the next.
        self.call.is_in_exchange() || self.stream.is_quiet()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        wipe_received(&mut self.buffers);
    }
}

/// Wipes what was received into the buffers of a connection, which may hold an echo
/// of the API key.
pub(super) fn wipe_received(buffers: &mut LazyBuffers) {
    buffers.input_consume(buffers.input().len());
    wipe(buffers.input_append_buf());
}
