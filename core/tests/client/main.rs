//! The Rust crate over real sockets: against the sandbox, which makes no mistakes,
//! and against a server and a proxy that make every mistake.

mod answers;
mod batch;
mod faults;
mod faults_proxy;
mod faults_tls;
mod like_curl;
mod odd_bodies;
mod odd_headers;
mod odd_http;
mod pauses;
mod rust_api;
mod support;
mod waits;
