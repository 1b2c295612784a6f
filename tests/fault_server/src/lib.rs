//! Everything that a network, a server or a proxy can do wrong, on 127.0.0.1.
//!
//! The sandbox speaks HTTP through a library, which rightly cannot be made to
//! break the rules. This server writes bytes to sockets and closes them at any
//! moment. Nothing here waits for a fixed time: a silent server is silent until
//! its client goes away or it is dropped itself.
//!
//! ```
//! use smsp_fault_server::{Fault, FaultServer};
//!
//! let server = FaultServer::start(Fault::ClosesAfterRequest)?;
//! assert!(server.base_url().starts_with("http://127.0.0.1:"));
//! assert_eq!(server.request_count(), 0);
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod blackhole;
mod certificate;
mod chain;
mod connection;
mod fault;
mod key;
mod listening;
mod proxy;
mod server;

pub use answer::{GOOD_ANSWER, answer, gzip, gzip_bomb, many_recipients};
pub use blackhole::Blackhole;
pub use certificate::Certificate;
pub use fault::Fault;
pub use key::{ENCODED_KEY, KEY};
pub use listening::closed_port;
pub use proxy::Proxy;
pub use server::FaultServer;

use std::sync::{Mutex, MutexGuard, PoisonError};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
