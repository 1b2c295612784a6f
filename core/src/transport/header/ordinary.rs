//! Whether a header can be handed on as it is.

/// The HTTP library takes 128 lines at most.
const MOST_LINES: usize = 100;

/// The longest length that is surely a number to it.
const MOST_DIGITS: usize = 18;

/// An ordinary header.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ordinary {
    pub(super) is_chunked: bool,
}

/// Looks whether the HTTP library reads this whole header, and as it is meant.
pub(super) fn ordinary(header: &[u8]) -> Option<Ordinary> {
    let mut lines = header.split(|byte| *byte == b'\n').map(without_cr);
    let is_http_1_1 = match lines.next() {
        Some(
            [
                b'H',
                b'T',
                b'T',
                b'P',
                b'/',
                b'1',
                b'.',
                minor @ (b'0' | b'1'),
                b' ',
                rest @ ..,
            ],
        ) => {
            if !is_ordinary_status(rest) {
                return None;
            }
            *minor == b'1'
        }
        _ => return None,
    };
    let mut lines_left = MOST_LINES;
    let (mut has_length, mut has_coding) = (false, false);
    for line in lines {
        if line.is_empty() {
            // Nothing can follow: the header ends with its first empty line.
            return Some(Ordinary {
                is_chunked: has_coding,
            });
        }
        let colon = line.iter().position(|byte| !TOKENS[usize::from(*byte)])?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        if name.is_empty() || line[colon] != b':' || !is_text(value) {
            return None;
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            let value = value.trim_ascii();
            let is_number =
                (1..=MOST_DIGITS).contains(&value.len()) && value.iter().all(u8::is_ascii_digit);
            if has_length || !is_number {
                return None;
            }
            has_length = true;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let is_chunked = value.trim_ascii().eq_ignore_ascii_case(b"chunked");
            if has_coding || !is_chunked || !is_http_1_1 {
                return None;
            }
            has_coding = true;
        }
        if lines_left == 0 {
            return None;
        }
        lines_left -= 1;
    }
    None
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What follows the version.
fn is_ordinary_status(rest: &[u8]) -> bool {
    match rest {
        [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => true,
        [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9', b' ', reason @ ..] => is_text(reason),
        _ => false,
    }
}

/// What a name consists of (RFC 9110, section 5.6.2).
const fn is_token(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'!' | b'#'..=b'\'' | b'*' | b'+'
        | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

/// [`is_token`] of each byte: every name of every answer is looked at.
static TOKENS: [bool; 256] = {
    let mut tokens = [false; 256];
    let mut byte = 0;
    while byte < tokens.len() {
        tokens[byte] = is_token(byte as u8);
        byte += 1;
    }
    tokens
};

/// What a value consists of (RFC 9110, section 5.5).
fn is_text(value: &[u8]) -> bool {
    // Without a way out in between, so that many bytes are compared at a time.
    let is_odd = |byte: &u8| (*byte < b' ' && *byte != b'\t') | (*byte == 0x7f);
    !value.iter().fold(false, |odd, byte| odd | is_odd(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ordinary(header: &[u8]) -> bool {
        ordinary(header).is_some()
    }

    fn with(lines: &str) -> bool {
        is_ordinary(format!("HTTP/1.1 200 OK\r\n{lines}\r\n").as_bytes())
    }

    #[test]
    fn ordinary_headers_are_handed_on_as_they_are() {
        for header in [
            "HTTP/1.1 200\r\n\r\n",
            "HTTP/1.0 503 \r\nA: b\r\n\r\n",
            "HTTP/1.1 404 Pas trouv\u{e9}\nContent-Length:2\n\n",
        ] {
            assert!(is_ordinary(header.as_bytes()), "{header:?}");
        }
        for lines in [
            "",
            "Content-Length: 123456789012345678\r\nX-Empty:\r\n",
            "transfer-encoding:\tChunked \r\nContent-Length: 1\r\n",
            "Server: \u{e9}\ta b\r\n~!#$%&'*+-.^_`|: x\r\n",
        ] {
            assert!(with(lines), "{lines:?}");
        }
        assert!(with(&"A: b\r\n".repeat(MOST_LINES)));
    }

    #[test]
    fn it_is_told_whether_the_body_is_in_chunks() {
        for (line, is_chunked) in [("X: chunked", false), ("Transfer-Encoding: CHUNKED", true)] {
            let header = format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\n");
            let expected = Some(Ordinary { is_chunked });
            assert_eq!(ordinary(header.as_bytes()), expected);
        }
    }

    #[test]
    fn everything_else_is_mended() {
        for lines in [
            "A: b\r\n c\r\n",
            " A: b\r\n",
            "A : b\r\n",
            "A B: c\r\n",
            ": b\r\n",
            "\u{e9}: b\r\n",
            "A: \u{1}\r\n",
            "A: b\rc\r\n",
            "A: b\r\r\n",
            "A: \0\r\n",
            "A: \u{7f}\r\n",
            "no colon\r\n",
            "word\r\n",
            "Content-Length: 1\r\ncontent-length: 1\r\n",
            "Content-Length: +1\r\n",
            "Content-Length:\r\n",
            "Content-Length: 1234567890123456789\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        ] {
            assert!(!with(lines), "{lines:?}");
        }
        assert!(!with(&"A: b\r\n".repeat(MOST_LINES + 1)));
        for header in [
            "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1 200OK\r\n\r\n",
            "HTTP/1.1 200 \u{1}\r\n\r\n",
            "HTTP/2 200 OK\r\n\r\n",
            "http/1.1 200 OK\r\n\r\n",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\rA: b\r\n",
        ] {
            assert!(!is_ordinary(header.as_bytes()), "{header:?}");
        }
    }
}
