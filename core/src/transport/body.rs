//! Reads the body of an answer: whole, decompressed, and within the limit.

use std::io::{self, Read};

use http::HeaderMap;
use ureq::Body;

use super::content_coding::{self, Decoded, NotDecoded};
use crate::limits::Limits;
use crate::wiped::reserve_exact;

/// The first room that is made for a body, in bytes: if the server announces no
/// length, and at most, whatever length it announces.
const FIRST_ROOM: u64 = 8 << 10;
const LARGEST_FIRST_ROOM: u64 = 1 << 20;

/// How much of a body is read between two looks at the call.
const PIECE: u64 = 4 << 20;

/// Why there is no body.
#[derive(Debug)]
pub(super) enum BodyFailure {
    /// It is larger than this many bytes.
    TooLarge(u32),
    NoMemory,
    OutOfTime,
    NotGzip(io::Error),
    /// The server coded it in this way, which nobody asked for.
    UnknownCoding(String),
    Connection(io::Error),
}

impl From<NotDecoded> for BodyFailure {
    fn from(failure: NotDecoded) -> Self {
        match failure {
            NotDecoded::OutOfTime => Self::OutOfTime,
            NotDecoded::NotGzip(reason) => Self::NotGzip(reason),
            NotDecoded::Unknown(coding) => Self::UnknownCoding(coding),
            NotDecoded::Connection(reason) => Self::Connection(reason),
        }
    }
}

/// Reads a body.
pub(super) fn read(
    headers: &HeaderMap,
    body: Body,
    limit: u32,
    limits: &Limits,
) -> Result<Vec<u8>, BodyFailure> {
    let announced = body.content_length().unwrap_or(FIRST_ROOM);
    let connection = body.into_reader();
    if !content_coding::is_named(headers) {
        return read_whole(connection, announced, limit, limits)
            .map_err(|failure| failure.or(BodyFailure::Connection));
    }
    let mut decoded = match Decoded::new(headers, connection, limits)? {
        Some(decoded) => decoded,
        None => return Ok(Vec::new()),
    };
    read_whole(&mut decoded, FIRST_ROOM, limit, limits)
        .map_err(|failure| failure.or(|reason| decoded.told(reason).into()))
}

/// Why something was not read whole.
enum NotWhole {
    TooLarge(u32),
    NoMemory,
    OutOfTime,
    Reading(io::Error),
}

impl NotWhole {
    fn or(self, reading: impl FnOnce(io::Error) -> BodyFailure) -> BodyFailure {
        match self {
            Self::TooLarge(limit) => BodyFailure::TooLarge(limit),
            Self::NoMemory => BodyFailure::NoMemory,
            Self::OutOfTime => BodyFailure::OutOfTime,
            Self::Reading(reason) => reading(reason),
        }
    }
}

/// Reads up to the limit and one byte more, which shows that there is more.
fn read_whole(
    source: impl Read,
    announced: u64,
    limit: u32,
    limits: &Limits,
) -> Result<Vec<u8>, NotWhole> {
    let most = u64::from(limit) + 1;
    let mut rest = source.take(most);
    let mut bytes = Vec::new();
    // The room grows with what has come, never beyond the limit, and never on
    // the server's word alone. One byte more than announced shows the end
    // without growing.
    let mut room = announced.saturating_add(1).min(LARGEST_FIRST_ROOM);
    loop {
        room = room.min(rest.limit());
        let reserved = reserve_exact(&mut bytes, room as usize);
        reserved.map_err(|_| NotWhole::NoMemory)?;
        let mut left = room;
        while left > 0 {
            let piece = left.min(PIECE);
            let read = rest.by_ref().take(piece).read_to_end(&mut bytes);
            let read = read.map_err(NotWhole::Reading)? as u64;
            if bytes.len() as u64 == most {
                return Err(NotWhole::TooLarge(limit));
            }
            if read < piece {
                return Ok(bytes);
            }
            // What is decompressed waits for nothing.
            if limits.is_over() {
                return Err(NotWhole::OutOfTime);
            }
            left -= piece;
        }
        room = bytes.len() as u64;
    }
}
