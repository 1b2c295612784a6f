//! The Rust crate over real sockets: against the sandbox, which makes no mistakes,
//! and against a server and a proxy that make every mistake.

mod answers;
mod answers_failed;
mod answers_odd;
mod answers_with_key;
mod batch;
mod exchange;
mod faults;
mod faults_proxy;
mod faults_tls;
mod rust_api;
mod support;
mod waits;
