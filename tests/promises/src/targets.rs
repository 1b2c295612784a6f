//! What a fuzz target does with an input. The tests of `c_api` do the same with the
//! corpus, so that what was found once is tried in each ordinary run.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::c_api::{CallResult, Client, Options};

/// The key of every call. It is short, so that answers that contain it are soon
/// made up, and has a second spelling in a query.
pub const API_KEY: &str = "k&y";

/// Far more than an input, so that only a compressed one reaches it.
const MAX_RESPONSE_BYTES: i64 = 1 << 20;

/// The target `parser`: an HTTP status in three digits, a line break and a body. `call`
/// makes the result of such an answer.
pub fn parser(input: &[u8], call: impl FnOnce(u16, &[u8]) -> CallResult) {
    let (http_status, body) = split(input);
    let result = call(http_status, body);
    crate::hold(&result, API_KEY, input.len() as i32 % 40);
}

/// The status and the body; 200 if the input does not begin with a status.
fn split(input: &[u8]) -> (u16, &[u8]) {
    let begin = input.split_at_checked(4).and_then(|(line, body)| {
        let digits = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        Some((digits.parse().ok()?, body))
    });
    begin
        .filter(|(status, _)| (100..1000).contains(status))
        .unwrap_or((200, input))
}

/// The target `answer`: the bytes of a whole HTTP answer.
pub fn answer(server: &AnswerServer, input: &[u8]) {
    let result = server.result(input);
    crate::hold(&result, API_KEY, input.len() as i32 % 40);
}

/// A server whose answers are given byte by byte.
pub struct AnswerServer {
    base_url: String,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl AnswerServer {
    /// Starts a server, which runs as long as the process.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let answer = Arc::new(Mutex::new(Vec::new()));
        let next = Arc::clone(&answer);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // It fails if the client has enough and closes first.
                let _ = serve(connection, &next);
            }
        });
        Ok(Self { base_url, answer })
    }

    /// The result of a call that is answered with these bytes. Each has a new client:
    /// what becomes of one must not depend on what the connection carried before.
    pub fn result(&self, answer: &[u8]) -> CallResult {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer.to_owned();
        let options = Options::new();
        options.set_base_url(&self.base_url);
        options.set_max_retries(0);
        options.set_max_response_bytes(MAX_RESPONSE_BYTES);
        Client::new(API_KEY, &options).bulk_status("1")
    }
}

/// Reads a request, answers it and waits for the client to close.
fn serve(mut connection: TcpStream, answer: &Mutex<Vec<u8>>) -> io::Result<()> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.ends_with(b"\r\n\r\n") {
        match connection.read(&mut piece)? {
            0 => return Ok(()),
            bytes => request.extend_from_slice(&piece[..bytes]),
        }
    }
    let answer = answer
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    connection.write_all(&answer)?;
    connection.shutdown(Shutdown::Write)?;
    while connection.read(&mut piece)? > 0 {}
    Ok(())
}
