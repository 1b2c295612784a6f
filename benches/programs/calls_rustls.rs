//! The floor: the cost of a call that only writes a request to rustls and reads the
//! answer. Otherwise as `calls_smsp.c`, over a kept connection; the recipients are
//! not read.
//!
//! ```text
//! calls_rustls kept URL CA_FILE KEY MESSAGE_ID CALLS
//! ```

mod clocks;

use std::env;
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use clocks::Clocks;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [_, url, ca_file, key, message_id, calls] = &arguments[..] else {
        return Err("Usage: calls_rustls kept URL CA_FILE KEY MESSAGE_ID CALLS".into());
    };
    let authority = url
        .strip_prefix("https://")
        .and_then(|rest| rest.split('/').next())
        .ok_or("The URL has to be an https one.")?;
    let request = format!(
        "GET /v1/bulk-status?apiKey={key}&messageId={message_id} HTTP/1.1\r\n\
         Host: {authority}\r\nAccept: application/json\r\n\r\n"
    );
    let mut connection = connect(authority, ca_file)?;
    let mut answer = Vec::new();
    ask(&mut connection, &request, &mut answer)?;
    let start = Clocks::now();
    for _ in 0..calls.parse()? {
        ask(&mut connection, &request, &mut answer)?;
    }
    start.print();
    Ok(())
}

fn connect(
    authority: &str,
    ca_file: &str,
) -> Result<StreamOwned<ClientConnection, TcpStream>, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca_file)?)?;
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let (host, _) = authority.split_once(':').ok_or("The URL has no port.")?;
    let name = ServerName::try_from(host.to_owned())?;
    let socket = TcpStream::connect(authority)?;
    socket.set_nodelay(true)?;
    Ok(StreamOwned::new(
        ClientConnection::new(Arc::new(config), name)?,
        socket,
    ))
}

/// Sends the request and reads the whole answer, whose length its header gives.
fn ask(
    connection: &mut (impl Read + Write),
    request: &str,
    answer: &mut Vec<u8>,
) -> Result<(), Failure> {
    connection.write_all(request.as_bytes())?;
    answer.resize(64 << 10, 0);
    let mut filled = 0;
    let mut length = None;
    while length.is_none_or(|length| filled < length) {
        if filled == answer.len() {
            answer.resize(2 * filled, 0);
        }
        let read = connection.read(&mut answer[filled..])?;
        if read == 0 {
            return Err("The server has closed the connection.".into());
        }
        filled += read;
        length = length.or_else(|| whole_length(&answer[..filled]));
    }
    Ok(())
}

/// The length of header and body, once the header is there.
fn whole_length(answer: &[u8]) -> Option<usize> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let header = std::str::from_utf8(&answer[..end]).ok()?;
    let body = header.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    Some(end + body?)
}
