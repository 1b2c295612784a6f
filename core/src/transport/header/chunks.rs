//! The lines between the chunks of a body (RFC 9112, section 7.1), which can be as odd as
//! those of a header: long extensions, bare LF, padding.
//!
//! As long as every line is ordinary, the HTTP library reads the body where it lies. From
//! the first odd line on, it reads a copy whose lines are ordinary.

use super::NotHttp;

/// The most digits of a length that curl reads.
const MOST_DIGITS: usize = 16;

/// The longest line, in bytes.
const LONGEST_LINE: usize = 64 << 10;

const NO_LENGTH: NotHttp = NotHttp("the length of a part of its body is no number");
const NO_END: NotHttp = NotHttp("a part of its body is not as long as it says");
const TOO_LONG: NotHttp = NotHttp("a line between the parts of its body has no end");

/// How far a body has come.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    at: At,
    line: Line,
    /// Whether an odd line has come.
    is_mending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum At {
    /// The line with the length of a chunk.
    #[default]
    Length,
    /// A chunk, of which so much is left.
    Data(u64),
    /// The line end after a chunk.
    DataEnd,
    /// A line after the last chunk. An empty one is the last.
    Trailer,
    End,
}

/// What has come of a line.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    length: usize,
    digits: usize,
    number: u64,
    /// Whether something other than digits has come.
    is_past_digits: bool,
    carriage_returns: usize,
    last: u8,
}

/// What comes next.
enum Step {
    /// So many bytes of a chunk.
    Data(usize),
    /// A whole line of this length.
    Line { line: Line, begun_at: At },
    /// Part of a line, or what comes after the end.
    Rest,
}

impl Chunks {
    /// Whether the HTTP library reads a copy until the body has come.
    pub(super) fn is_in_copy(&self) -> bool {
        self.is_mending && self.at != At::End
    }

    /// Looks at what has come, from `new` on for the first time. If that has an odd line,
    /// this is what stands in for all of it.
    pub(super) fn pass(&mut self, input: &[u8], new: usize) -> Result<Option<Vec<u8>>, NotHttp> {
        let mut place = new;
        while place < input.len() {
            let (count, step) = self.step(&input[place..])?;
            place += count;
            match step {
                Step::Line { line, begun_at } if !line.is_ordinary(begun_at) => {
                    let start = place.saturating_sub(line.length);
                    let mut mended = input[..start].to_vec();
                    self.at = begun_at;
                    self.is_mending = true;
                    self.mend(&input[start..], &mut mended)?;
                    return Ok(Some(mended));
                }
                Step::Rest => break,
                Step::Data(_) | Step::Line { .. } => {}
            }
        }
        Ok(None)
    }

    /// Adds to a copy what has come, with ordinary lines.
    pub(super) fn mend(&mut self, input: &[u8], mended: &mut Vec<u8>) -> Result<(), NotHttp> {
        let mut place = 0;
        while place < input.len() {
            let (count, step) = self.step(&input[place..])?;
            match step {
                Step::Data(count) => mended.extend_from_slice(&input[place..place + count]),
                Step::Line { line, begun_at } => match begun_at {
                    At::Length => {
                        mended.extend_from_slice(format!("{:x}\r\n", line.number).as_bytes());
                    }
                    At::Trailer if self.at == At::Trailer => {}
                    _ => mended.extend_from_slice(b"\r\n"),
                },
                // What comes after the end makes the connection one that is not kept.
                Step::Rest if self.at == At::End => mended.extend_from_slice(&input[place..]),
                Step::Rest => {}
            }
            place += count;
        }
        Ok(())
    }

    /// The next step, and how many bytes it takes.
    fn step(&mut self, bytes: &[u8]) -> Result<(usize, Step), NotHttp> {
        match self.at {
            At::Data(left) => {
                let count = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
                self.at = match left - count as u64 {
                    0 => At::DataEnd,
                    left => At::Data(left),
                };
                return Ok((count, Step::Data(count)));
            }
            At::End => return Ok((bytes.len(), Step::Rest)),
            At::Length | At::DataEnd | At::Trailer => {}
        }
        for (place, byte) in bytes.iter().enumerate() {
            self.line.add(*byte, self.at)?;
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                let begun_at = self.at;
                self.at = match begun_at {
                    At::Length if line.digits == 0 => return Err(NO_LENGTH),
                    At::Length if line.number == 0 => At::Trailer,
                    At::Length => At::Data(line.number),
                    At::Trailer if line.is_blank() => At::End,
                    At::Trailer => At::Trailer,
                    _ => At::Length,
                };
                return Ok((place + 1, Step::Line { line, begun_at }));
            }
        }
        Ok((bytes.len(), Step::Rest))
    }
}

impl Line {
    fn add(&mut self, byte: u8, at: At) -> Result<(), NotHttp> {
        self.length += 1;
        if self.length > LONGEST_LINE {
            return Err(TOO_LONG);
        }
        match (byte, char::from(byte).to_digit(16)) {
            (b'\n', _) => return Ok(()),
            (b'\r', _) => self.carriage_returns += 1,
            _ if at == At::DataEnd => return Err(NO_END),
            (_, Some(digit)) if !self.is_past_digits && at == At::Length => {
                self.digits += 1;
                if self.digits > MOST_DIGITS {
                    return Err(NO_LENGTH);
                }
                self.number = self.number << 4 | u64::from(digit);
            }
            (b' ' | b'\t', _) if self.digits == 0 && at == At::Length => {}
            _ if self.digits == 0 && at == At::Length => return Err(NO_LENGTH),
            _ => self.is_past_digits = true,
        }
        self.last = byte;
        Ok(())
    }

    /// Whether nothing but its end has come.
    fn is_blank(&self) -> bool {
        self.length == self.carriage_returns + 1
    }

    /// Whether the HTTP library reads it as it is meant.
    fn is_ordinary(&self, at: At) -> bool {
        let ends_ordinarily = self.carriage_returns == 1 && self.last == b'\r';
        let is_plain = at != At::Length || self.length == self.digits + 2;
        ends_ordinarily && is_plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the HTTP library reads of a body that comes in these pieces: it takes each
    /// whole line and all data at once.
    fn read(pieces: &[&[u8]]) -> Result<Vec<u8>, NotHttp> {
        let mut chunks = Chunks::default();
        let mut read = Vec::new();
        let mut input = Vec::new();
        for piece in pieces {
            if chunks.is_mending {
                chunks.mend(piece, &mut read)?;
                continue;
            }
            let new = input.len();
            input.extend_from_slice(piece);
            match chunks.pass(&input, new)? {
                Some(mended) => read.extend(mended),
                None => {
                    let left = chunks.line.length;
                    read.extend(input.drain(..input.len() - left));
                }
            }
        }
        if !chunks.is_mending {
            read.extend(input);
        }
        Ok(read)
    }

    /// At once, cut in two at each place, and byte by byte.
    fn every_way(body: &str) -> Result<String, NotHttp> {
        let body = body.as_bytes();
        let at_once = read(&[body]);
        for cut in 0..body.len() {
            assert_eq!(read(&[&body[..cut], &body[cut..]]), at_once, "cut at {cut}");
        }
        let bytes: Vec<_> = body.chunks(1).collect();
        assert_eq!(read(&bytes), at_once);
        at_once.map(|read| String::from_utf8(read).unwrap())
    }

    #[test]
    fn ordinary_chunks_stay_as_they_are() {
        for body in [
            "0\r\n\r\n",
            "5\r\n\r\n\n\n\n\r\n0005\r\nhello\r\n0\r\n\r\n",
            "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX: y\r\nZ\r\n\r\n",
            "0\r\n\r\nHTTP/1.1 408 Late\n",
            "5\r\nhel",
        ] {
            assert_eq!(every_way(body).as_deref(), Ok(body));
        }
    }

    #[test]
    fn odd_lines_become_ordinary() {
        let long = format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(100));
        for (body, mended) in [
            ("2 3\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n"),
            (
                "\t0000000000000002\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}\r\n0\r\n\r\n",
            ),
            (long.as_str(), "2\r\n{}\r\n0\r\n\r\n"),
            ("2\n{}\n0\n\n", "2\r\n{}\r\n0\r\n\r\n"),
            ("2 \r\n{}\r\n0\t\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n"),
            (" 2\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n"),
            ("2 words\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n"),
            ("2;a\rb\r\n{}\r\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n"),
            (
                "1\r\n{\r\n1;x\r\n}\r\n0\r\n\r\n",
                "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
            ),
            ("0\r\nX: a\rb\r\nY: c\n\n", "0\r\n\r\n"),
            ("0;x\r\n\r\nmore", "0\r\n\r\nmore"),
            ("5;x\r\nhel", "5\r\nhel"),
        ] {
            assert_eq!(every_way(body).as_deref(), Ok(mended), "{body:?}");
        }
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        let endless = format!("2;{}", "x".repeat(70_000));
        for body in [
            "xyz\r\n",
            "x",
            " ;",
            " \r\n",
            "\r\n",
            ";x\r\n",
            "-2\r\n",
            "00000000000000002\r\n",
            "2\r\n{}and more\r\n",
            "2\r\n{}\rx",
        ] {
            assert!(every_way(body).is_err(), "{body:?}");
        }
        assert_eq!(read(&[endless.as_bytes()]), Err(TOO_LONG));
        let longest = format!("2;{}\n", "x".repeat(LONGEST_LINE - 3));
        assert_eq!(read(&[longest.as_bytes()]), Ok(b"2\r\n".to_vec()));
        assert_eq!(read(&[b"2;", &longest.as_bytes()[1..]]), Err(TOO_LONG));
    }
}
