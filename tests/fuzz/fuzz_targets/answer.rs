//! A whole HTTP answer: its bytes are sent to a client over a socket, and what
//! the call gives is read through the whole C ABI.

#![no_main]

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use libfuzzer_sys::fuzz_target;
use smsp_fuzz::{API_KEY, end_at_any_panic};
use smsp_promises::c_api::{Client, Options};

/// Far more than an input, so that only a compressed one reaches it.
const MAX_RESPONSE_BYTES: i64 = 1 << 20;

/// The next answer of the server.
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

static BASE_URL: OnceLock<String> = OnceLock::new();

fuzz_target!(
    init: {
        start_server().expect("a server can be started");
        end_at_any_panic();
    },
    |answer: &[u8]| {
        *ANSWER.lock().unwrap_or_else(PoisonError::into_inner) = answer.to_owned();
        // A new client for each answer: what becomes of one must not depend on
        // what the connection carried before.
        let result = client().bulk_status("1");
        smsp_promises::hold(&result, API_KEY, answer.len() as i32 % 40);
    }
);

fn client() -> Client {
    let options = Options::new();
    options.set_base_url(BASE_URL.get().expect("the server has been started"));
    options.set_max_retries(0);
    options.set_max_response_bytes(MAX_RESPONSE_BYTES);
    Client::new(API_KEY, &options)
}

fn start_server() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}", listener.local_addr()?);
    BASE_URL.get_or_init(|| base_url);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // It fails if the client has enough and closes first.
            let _ = serve(connection);
        }
    });
    Ok(())
}

/// Reads a request, answers it and waits for the client to close.
fn serve(mut connection: TcpStream) -> io::Result<()> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.ends_with(b"\r\n\r\n") {
        match connection.read(&mut piece)? {
            0 => return Ok(()),
            bytes => request.extend_from_slice(&piece[..bytes]),
        }
    }
    let answer = ANSWER
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    connection.write_all(&answer)?;
    connection.shutdown(Shutdown::Write)?;
    while connection.read(&mut piece)? > 0 {}
    Ok(())
}
