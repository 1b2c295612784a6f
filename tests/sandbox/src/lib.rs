//! A stand-in for the provider SMS Partner: `GET /v1/bulk-status` on 127.0.0.1, over plain HTTP
//! or TLS, by the rules of the provider's page
//! (<https://www.docpartner.dev/api/sms-partner/statut-et-statistiques/statut-par-message>).
//!
//! A test starts one, points its client at it, and asks it afterwards what it has seen:
//!
//! ```
//! use smsp_sandbox::{Config, Sandbox};
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! # fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start(Config::default())?;
//! let mut client = TcpStream::connect(("127.0.0.1", sandbox.port()))?;
//! write!(
//!     client,
//!     "GET /v1/bulk-status?apiKey={}&messageId=111 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
//!     sandbox.api_key(),
//! )?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer)?;
//! assert!(answer.contains(r#""phoneNumber":"+336XXXXXXX1","status":"Delivered""#));
//! assert_eq!(sandbox.requests()[0].message_id.as_deref(), Some("111"));
//! # Ok(())
//! # }
//! ```
//!
//! The messages that it knows are in [`messages::KNOWN_MESSAGES`], the ways in which it can spell
//! an answer in [`Spelling`]. The program of the same name is this library with a command line.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod config;
mod limit;
pub mod messages;
mod provider;
mod requests;
mod sandbox;
mod server;
mod spelling;
pub mod tls;

use std::sync::{Mutex, MutexGuard};

pub use answer::Answer;
pub use config::{Config, DEFAULT_API_KEY, Outcome};
pub use requests::RecordedRequest;
pub use sandbox::Sandbox;
pub use spelling::Spelling;

/// Locks, even where a panic has left the lock poisoned: what it guards is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Keeps the example in the README true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
