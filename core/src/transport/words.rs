//! For the tests of decisions that go by the wording of an error: what ureq says
//! itself, over a real socket.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use ureq::{Agent, Error, Proxy};

/// The failure of a request that a server, or a proxy, answers with these bytes.
pub(super) fn refused(answer: &str, as_proxy: bool) -> Error {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut connection = listener.accept().unwrap().0;
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                connection.read_exact(&mut byte).unwrap();
                head.extend(byte);
            }
            connection.write_all(answer.as_bytes()).unwrap();
        });
        let proxy = as_proxy.then(|| Proxy::new(&url).unwrap());
        let config = Agent::config_builder().proxy(proxy).build();
        let outcome = Agent::new_with_config(config).get(&url).call();
        outcome.expect_err("the answer is none")
    })
}
