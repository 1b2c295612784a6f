//! The Rust crate over real sockets: against the sandbox, which makes no mistakes,
//! and against a server and a proxy that make every mistake.

mod answers;
mod answers_failed;
mod answers_odd;
mod answers_with_key;
mod batch;
mod ca_files;
mod ca_files_refused;
mod certificates;
mod exchange;
mod faults;
mod faults_handshake;
mod faults_proxy;
mod faults_tls;
mod like_curl;
mod odd_bodies;
mod odd_headers;
mod odd_http;
mod openssl;
mod pauses;
mod refusals;
mod refusals_openssl;
mod rust_api;
mod support;
mod waits;
