//! What the sandbox remembers of its clients.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use smsp_sandbox::{Config, Sandbox};

use crate::client::{PATIENCE, agent, ask, get, plain, read};

#[test]
fn a_request_is_recorded_as_it_was_sent() {
    let sandbox = plain();
    let url = format!(
        "{}/bulk-status?apiKey=x&messageId=a%20b",
        sandbox.base_url()
    );
    let response = agent(&sandbox).get(url).header("X-Probe", "été").call();
    response.and_then(read).expect("the sandbox answers");

    let requests = sandbox.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].path, "/v1/bulk-status");
    assert_eq!(requests[0].query, "apiKey=x&messageId=a%20b");
    assert_eq!(requests[0].message_id.as_deref(), Some("a b"));
    assert_eq!(requests[0].header("x-probe"), Some("été"));
    assert_eq!(requests[0].header("x-other"), None);
}

#[test]
fn requests_on_other_paths_are_recorded_too() {
    let sandbox = plain();
    get(&sandbox, "credits");
    let requests = sandbox.requests();
    assert_eq!(requests[0].path, "/v1/credits");
    assert_eq!(requests[0].query, "");
    assert_eq!(requests[0].message_id, None);
}

#[test]
fn connections_are_counted_apart_from_requests() {
    let sandbox = plain();
    ask(&sandbox, "111");
    ask(&sandbox, "111");
    assert_eq!(sandbox.connection_count(), 2);
    assert_eq!(sandbox.request_count(), 2);
}

#[test]
fn waiting_ends_with_the_request_that_was_waited_for() {
    let sandbox = plain();
    thread::scope(|scope| {
        scope.spawn(|| (0..3).for_each(|_| drop(ask(&sandbox, "111"))));
        assert!(sandbox.wait_for_requests(3, PATIENCE));
    });
    assert!(sandbox.wait_for_requests(3, Duration::ZERO));
    assert!(!sandbox.wait_for_requests(4, Duration::ZERO));
}

#[test]
fn open_connections_end_with_the_sandbox() {
    let sandbox = plain();
    let mut socket = TcpStream::connect(("127.0.0.1", sandbox.port())).expect("a connection");
    socket
        .write_all(b"GET /v1/bulk-status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        .expect("the request");
    assert!(sandbox.wait_for_requests(1, PATIENCE));
    drop(sandbox);
    // Closed in order or reset: either way there is an end, and the read comes back.
    let _ = socket.read_to_end(&mut Vec::new());
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let first = plain();
    let second = Sandbox::start(Config {
        port: first.port(),
        ..Config::default()
    });
    let error = second.err().expect("the port is taken");
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}
