//! What the files about faults share: asking a server that does something
//! wrong, and what holds for every failure.

#![allow(dead_code)] // Each test file uses its own part of this.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use smsp::{Client, Error, ErrorKind, Options, Report};
use smsp_fault_server::FaultServer;

/// A made-up key, with characters that are percent-encoded in a request.
pub const KEY: &str = "fault+key/0123456789&abcdef";

/// The same as it is sent.
pub const ENCODED_KEY: &str = "fault%2Bkey%2F0123456789%26abcdef";

/// Longer than any step of a test takes.
pub const LONG: Duration = Duration::from_secs(20);

/// Options for this base URL, without retries and whatever proxy the
/// environment names.
pub fn options(base_url: &str) -> Options {
    let mut options = Options::new();
    options.set_proxy("").unwrap();
    options.set_base_url(base_url).unwrap();
    options.set_timeout(LONG).unwrap();
    options.set_connect_timeout(LONG).unwrap();
    options.set_max_retries(0).unwrap();
    options
}

/// The same for this server, whose authority is trusted where it has one.
pub fn options_for(server: &FaultServer) -> Options {
    let mut options = options(&server.base_url());
    if server.ca_file() != "" {
        options.set_ca_file(server.ca_file()).unwrap();
    }
    options
}

/// An address of this machine where nobody listens.
pub fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

/// Asks once; the answer must be a failure.
pub fn failure(options: &Options) -> Error {
    failure_of(&Client::new(KEY, options))
}

/// The same with a client that may be used again.
pub fn failure_of(client: &Client) -> Error {
    checked(client, client.bulk_status("300"))
}

/// What holds for every failure: no text that it or its client gives away holds
/// the key, and its message is a sentence.
pub fn checked(client: &Client, outcome: Result<Report, Error>) -> Error {
    let error = outcome.expect_err("the call fails");
    for text in [format!("{error} {error:?}"), format!("{client:?}")] {
        assert!(!text.contains(KEY) && !text.contains(ENCODED_KEY), "{text}");
    }
    assert!(error.message().ends_with('.'), "{error}");
    error
}

/// Asserts the kind and that the message holds these words.
pub fn tells(error: &Error, kind: ErrorKind, words: &str) {
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(words), "not \"{words}\": {error}");
}
