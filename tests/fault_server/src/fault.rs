//! The faults by name.

use crate::answer::{GOOD_ANSWER, answer, gzip_bomb};
use crate::connection::Step;

/// What a server does wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Accepts, and never says anything.
    SaysNothing,
    /// Ends every connection as soon as it is there.
    ClosesAfterAccept,
    /// Ends the connection in place of an answer.
    ClosesAfterRequest,
    /// The same with RST.
    ResetsAfterRequest,
    /// Sends these bytes as its answer and ends the connection.
    Answers(Vec<u8>),
    /// Sends these bytes as its answer to each request.
    AnswersEach(Vec<u8>),
    /// Answers the first request that comes to this server with the first of these,
    /// the next with the next, all later ones with the last, and ends the connection
    /// after each.
    AnswersInTurn(Vec<Vec<u8>>),
    /// Sends these bytes as its answer, one at a time.
    DripsAnswer(Vec<u8>),
    /// Sends these bytes as its answer and then nothing.
    AnswersThenSilence(Vec<u8>),
    /// Sends these bytes as its answer and resets the connection.
    AnswersThenResets(Vec<u8>),
    /// Sends its header one byte at a time, and so on for ever.
    DripsHeader,
    /// Sends its header at once and its body one byte at a time, for ever.
    DripsBody,
    /// Sends a body in chunks that has no end.
    EndlessBody,
    /// Announces a body of a terabyte and sends on and on.
    AnnouncesTerabyte,
    /// Sends the length of a chunk, which has no end.
    EndlessChunkLength,
    /// Sends `100 Continue` again and again, one byte at a time.
    DripsContinue,
    /// Sends `100 Continue` with a line of its own, again and again, as fast as it can.
    FloodsContinue,
    /// Sends a body in chunks whose trailer has no end, with LF alone at the end of each
    /// line.
    EndlessTrailer,
    /// Sends a header line of 4 MB.
    LargeHeader,
    /// Sends 20 000 short header lines.
    ManyHeaders,
    /// 2 MB of gzip that decompress to 2 GiB.
    GzipBomb,
    /// Answers the first request of each connection well, and ends the
    /// connection when another comes over it.
    ClosesKeptConnection,
    /// The same with RST.
    ResetsKeptConnection,
    /// Answers the first request of each connection well, and the next one with a
    /// fatal alert. Over TLS only.
    AlertOnKeptConnection,
    /// Answers the first request of each connection well, and the next one with
    /// half a header before it ends the connection.
    BreaksKeptConnection,
    /// Takes the first message of a TLS handshake and ends the connection.
    ClosesInHandshake,
    /// The same with RST.
    ResetsInHandshake,
    /// Sends so many bytes of its part of a TLS handshake and ends the connection.
    CutsHandshake(usize),
    /// The same with RST.
    ResetsHandshake(usize),
    /// Does that to the first connection, and nothing wrong to the later ones.
    CutsFirstHandshake(usize),
    /// Takes the first message of a TLS handshake and never answers it.
    SilentInHandshake,
    /// Takes the first message of a TLS handshake and answers it one byte at a
    /// time, for ever.
    DripsInHandshake,
    /// Answers the first message of a TLS handshake with these bytes.
    AnswersHandshake(Vec<u8>),
    /// The same, and ends the connection with RST.
    AnswersHandshakeThenResets(Vec<u8>),
    /// Sends these bytes before the first message of a TLS handshake can come, and ends
    /// the connection with RST.
    ResetsBeforeHandshake(Vec<u8>),
    /// Knows TLS 1.1 and nothing newer, and says so in its ServerHello.
    OnlyTls11,
    /// Completes a TLS handshake and answers the request with bytes that are
    /// not encrypted.
    GarbageInTls,
    /// Does nothing wrong.
    None,
}

impl Fault {
    /// What to do on a connection, the first or a later one.
    pub(crate) fn steps(&self, is_tls: bool, is_first: bool) -> Vec<Step> {
        use Step::{
            Alert, Drip, DripForever, Handshake, PartOfHandshake, ReadClientHello, ReadRequest,
            Reset, Send, SendForever, SendInTurn, SendRaw, Silence,
        };
        match self {
            Self::CutsHandshake(length) => return vec![PartOfHandshake(*length)],
            Self::ResetsHandshake(length) => return vec![PartOfHandshake(*length), Reset],
            Self::CutsFirstHandshake(length) if is_first => return vec![PartOfHandshake(*length)],
            _ => {}
        }
        let send = |text: &str| Send(text.as_bytes().to_vec());
        let good = || Send(answer("200 OK", "", GOOD_ANSWER));
        let in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let mut steps = match self {
            Self::SaysNothing => vec![Silence],
            Self::ClosesAfterAccept => vec![],
            Self::ClosesAfterRequest => vec![ReadRequest],
            Self::ResetsAfterRequest => vec![ReadRequest, Reset],
            Self::Answers(bytes) => vec![ReadRequest, Send(bytes.clone())],
            Self::AnswersEach(bytes) => for_each_request(&Send(bytes.clone())),
            Self::AnswersInTurn(answers) => vec![ReadRequest, SendInTurn(answers.clone())],
            Self::DripsAnswer(bytes) => vec![ReadRequest, Drip(bytes.clone())],
            Self::AnswersThenSilence(bytes) => vec![ReadRequest, Send(bytes.clone()), Silence],
            Self::AnswersThenResets(bytes) => vec![ReadRequest, Send(bytes.clone()), Reset],
            Self::DripsHeader => vec![
                ReadRequest,
                Drip(b"HTTP/1.1 200 OK\r\nX-Drip: ".into()),
                DripForever(b"x".into()),
            ],
            Self::DripsBody => vec![
                ReadRequest,
                send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
                DripForever(b" ".into()),
            ],
            Self::EndlessBody => vec![
                ReadRequest,
                send(in_chunks),
                SendForever(chunk(&[b' '; 16 << 10])),
            ],
            Self::AnnouncesTerabyte => vec![
                ReadRequest,
                send("HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n"),
                SendForever(vec![b' '; 16 << 10]),
            ],
            Self::EndlessChunkLength => vec![
                ReadRequest,
                send(in_chunks),
                SendForever(vec![b'0'; 16 << 10]),
            ],
            Self::DripsContinue => vec![
                ReadRequest,
                DripForever(b"HTTP/1.1 100 Continue\r\n\r\n".into()),
            ],
            Self::FloodsContinue => vec![
                ReadRequest,
                SendForever(b"HTTP/1.1 100 Continue\r\nX : y\r\n\r\n".repeat(500)),
            ],
            Self::EndlessTrailer => vec![
                ReadRequest,
                send(in_chunks),
                send("2\r\n{}\r\n0\r\n"),
                SendForever(b"X: y\n".repeat(2000)),
            ],
            Self::LargeHeader => vec![
                ReadRequest,
                send("HTTP/1.1 200 OK\r\nX-Large: "),
                Send(vec![b'x'; 4 << 20]),
                send("\r\n\r\n"),
            ],
            Self::ManyHeaders => vec![
                ReadRequest,
                send("HTTP/1.1 200 OK\r\n"),
                Send("A: b\r\n".repeat(20_000).into()),
                send("\r\n"),
            ],
            Self::GzipBomb => {
                let bomb = gzip_bomb();
                let length = bomb.len();
                let header = format!(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n"
                );
                vec![ReadRequest, send(&header), Send(bomb)]
            }
            Self::ClosesKeptConnection => vec![ReadRequest, good(), ReadRequest],
            Self::ResetsKeptConnection => vec![ReadRequest, good(), ReadRequest, Reset],
            Self::AlertOnKeptConnection => vec![ReadRequest, good(), ReadRequest, Alert],
            Self::BreaksKeptConnection => {
                vec![ReadRequest, good(), ReadRequest, send("HTTP/1.1 200 O")]
            }
            Self::ClosesInHandshake => vec![ReadClientHello],
            Self::ResetsInHandshake => vec![ReadClientHello, Reset],
            Self::SilentInHandshake => vec![ReadClientHello, Silence],
            // A record of 16 KiB of a handshake, whose first message is as long.
            Self::DripsInHandshake => vec![
                ReadClientHello,
                SendRaw(vec![22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc]),
                DripForever(vec![3]),
            ],
            Self::AnswersHandshake(bytes) => vec![ReadClientHello, Send(bytes.clone())],
            Self::AnswersHandshakeThenResets(bytes) => {
                vec![ReadClientHello, Send(bytes.clone()), Reset]
            }
            Self::ResetsBeforeHandshake(bytes) => vec![Send(bytes.clone()), Reset],
            Self::OnlyTls11 => vec![ReadClientHello, Send(tls_1_1_server_hello())],
            Self::GarbageInTls => vec![ReadRequest, SendRaw(b"no TLS record at all\r\n".repeat(9))],
            Self::None
            | Self::CutsHandshake(_)
            | Self::ResetsHandshake(_)
            | Self::CutsFirstHandshake(_) => for_each_request(&good()),
        };
        if is_tls {
            steps.insert(0, Handshake);
        }
        steps
    }
}

/// A kept connection may bring any number of requests.
fn for_each_request(step: &Step) -> Vec<Step> {
    std::iter::repeat_n([Step::ReadRequest, step.clone()], 1000)
        .flatten()
        .collect()
}

fn chunk(data: &[u8]) -> Vec<u8> {
    let length = format!("{:x}\r\n", data.len());
    [length.as_bytes(), data, b"\r\n"].concat()
}

/// RFC 4346, section 7.4.1.3, with the cipher TLS_RSA_WITH_AES_128_CBC_SHA.
fn tls_1_1_server_hello() -> Vec<u8> {
    let mut hello = vec![22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    hello.extend_from_slice(&[7; 32]);
    hello.extend_from_slice(&[0, 0, 0x2f, 0]);
    hello
}
