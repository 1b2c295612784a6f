//! Code that several of these modules share: servers, calls that must fail, and
//! what holds for every failure.

use std::time::Duration;

use smsp::{Client, Error, ErrorKind, Options, Report};
use smsp_fault_server::{ENCODED_KEY, FaultServer, KEY};
use smsp_sandbox::{Config, Sandbox};

/// Longer than any step of a test takes.
pub const LONG: Duration = Duration::from_secs(20);

/// A sandbox for one test.
pub fn sandbox() -> Sandbox {
    Sandbox::start(Config::default()).unwrap()
}

/// The same over TLS, with its own certification authority.
pub fn tls_sandbox() -> Sandbox {
    let config = Config {
        tls: true,
        ..Config::default()
    };
    Sandbox::start(config).unwrap()
}

/// Options for this base URL, without retries and without a proxy.
pub fn options(base_url: &str) -> Options {
    let mut options = Options::new();
    options.set_proxy("").unwrap();
    options.set_base_url(base_url).unwrap();
    options.set_timeout(LONG).unwrap();
    options.set_connect_timeout(LONG).unwrap();
    options.set_max_retries(0).unwrap();
    options
}

/// The same for this server, whose authority is trusted if it has one.
pub fn options_for(server: &FaultServer) -> Options {
    let mut options = options(&server.base_url());
    if server.ca_file() != "" {
        options.set_ca_file(server.ca_file()).unwrap();
    }
    options
}

/// Asks once; the call must fail.
pub fn failure(options: &Options) -> Error {
    failure_of(&Client::new(KEY, options))
}

/// The same with a client that may be used again.
pub fn failure_of(client: &Client) -> Error {
    checked(client, client.bulk_status("300"))
}

/// What holds for every failure: no text of the error or its client contains the
/// key, and the message is a sentence.
pub fn checked(client: &Client, outcome: Result<Report, Error>) -> Error {
    let error = outcome.expect_err("the call fails");
    for text in [format!("{error} {error:?}"), format!("{client:?}")] {
        assert!(!text.contains(KEY) && !text.contains(ENCODED_KEY), "{text}");
    }
    assert!(error.message().ends_with('.'), "{error}");
    error
}

/// Asserts the kind, and that the message contains these words.
pub fn tells(error: &Error, kind: ErrorKind, words: &str) {
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(words), "not \"{words}\": {error}");
}
