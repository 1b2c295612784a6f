//! Takes off what `Content-Encoding` names: gzip, which is asked for, also several times.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::limits::Limits;

/// How much of a compressed body is read at a time.
const PIECE: usize = 8 << 10;

/// As many as curl takes off. Each may make a thousand bytes of one.
const MOST_CODINGS: usize = 5;

/// How much of the name of a coding is told.
const LONGEST_NAME: usize = 40;

/// Why a coded body was not decoded.
#[derive(Debug)]
pub(super) enum NotDecoded {
    OutOfTime,
    NotGzip(io::Error),
    /// Coded in this way, which is not known.
    Unknown(String),
    Connection(io::Error),
}

/// Whether the body may be coded.
pub(super) fn is_named(headers: &HeaderMap) -> bool {
    headers.contains_key(CONTENT_ENCODING)
}

/// A body as it was before it was coded.
pub(super) struct Decoded<'a> {
    source: Box<dyn Read + 'a>,
    failed: Rc<Cell<Failed>>,
}

/// What a failure of a decoder comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Failed {
    Decoding,
    Connection,
    OutOfTime,
}

impl<'a> Decoded<'a> {
    /// The body, or `None` if it is empty. An empty one is coded in no way, whatever the
    /// header says: a 304 has none, and proxies that answer themselves keep the line.
    pub(super) fn new(
        headers: &HeaderMap,
        connection: impl Read + 'a,
        limits: &'a Limits,
    ) -> Result<Option<Self>, NotDecoded> {
        let failed = Rc::new(Cell::new(Failed::Decoding));
        // One type for what comes from the connection and from a decoder, so that there
        // is one decoder in the library.
        let noted: Box<dyn Read + 'a> = Box::new(Noted {
            source: connection,
            failed: failed.clone(),
        });
        let mut first = BufReader::with_capacity(PIECE, noted);
        if first.fill_buf().map_err(NotDecoded::Connection)?.is_empty() {
            return Ok(None);
        }
        let mut codings = codings(headers).enumerate();
        let Some((place, coding)) = codings.next() else {
            let source = Box::new(first);
            return Ok(Some(Self { source, failed }));
        };
        check(place, coding)?;
        let mut source: Box<dyn Read + 'a> = Box::new(MultiGzDecoder::new(first));
        for (place, coding) in codings {
            check(place, coding)?;
            let within: Box<dyn Read + 'a> = Box::new(Within {
                source,
                limits,
                failed: failed.clone(),
            });
            let within = BufReader::with_capacity(PIECE, within);
            source = Box::new(MultiGzDecoder::new(within));
        }
        Ok(Some(Self { source, failed }))
    }

    /// What this failure to read was.
    pub(super) fn told(&self, reason: io::Error) -> NotDecoded {
        match self.failed.get() {
            Failed::Decoding => NotDecoded::NotGzip(reason),
            Failed::Connection => NotDecoded::Connection(reason),
            Failed::OutOfTime => NotDecoded::OutOfTime,
        }
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

/// The codings, the one that was applied last first (RFC 9110, section 8.4).
fn codings(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().rev();
    lines
        .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|coding| !changes_nothing(coding))
}

/// "none" is in no standard; curl takes it too.
fn changes_nothing(coding: &[u8]) -> bool {
    let is = |other: &[u8]| coding.eq_ignore_ascii_case(other);
    coding.is_empty() || is(b"identity") || is(b"none")
}

fn check(place: usize, coding: &[u8]) -> Result<(), NotDecoded> {
    match is_gzip(coding) && place < MOST_CODINGS {
        true => Ok(()),
        false => Err(NotDecoded::Unknown(name(coding))),
    }
}

/// By both of its names (RFC 9110, section 8.4.1.3).
fn is_gzip(coding: &[u8]) -> bool {
    coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip")
}

fn name(coding: &[u8]) -> String {
    let told = &coding[..coding.len().min(LONGEST_NAME)];
    String::from_utf8_lossy(told).into_owned()
}

/// Notes whether a failure was the connection's, and not a decoder's.
struct Noted<R> {
    source: R,
    failed: Rc<Cell<Failed>>,
}

impl<R: Read> Read for Noted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let outcome = self.source.read(buffer);
        if outcome.is_err() {
            self.failed.set(Failed::Connection);
        }
        outcome
    }
}

/// What comes from a decoder waits for nothing, so this ends with the call.
struct Within<'a> {
    source: Box<dyn Read + 'a>,
    limits: &'a Limits,
    failed: Rc<Cell<Failed>>,
}

impl Read for Within<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.limits.is_over() {
            self.failed.set(Failed::OutOfTime);
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.source.read(buffer)
    }
}
