//! What the sandbox promises to the tests and the people who rely on it, over real sockets.

mod client;
mod log;
mod messages;
mod program;
mod rules;
mod spellings;
mod switches;
mod tls;
