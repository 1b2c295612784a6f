//! What became of my SMS?
//!
//! `smsp` asks SMS Partner's `GET /v1/bulk-status` for the delivery report of a
//! message that was sent to any number of recipients, and hands it back as an
//! immutable [`Report`].
//!
//! ```no_run
//! let report = smsp::bulk_status("YOUR_API_KEY", "300")?;
//! for delivery in report.deliveries() {
//!     println!("{} {}", delivery.phone_number(), delivery.status());
//! }
//! # Ok::<(), smsp::Error>(())
//! ```
//!
//! A program that wants its own settings makes [`Options`] and a [`Client`],
//! which any number of threads may share:
//!
//! ```no_run
//! use smsp::{Client, Options, Status};
//! use std::time::Duration;
//!
//! let mut options = Options::new();
//! options.set_timeout(Duration::from_secs(3))?;
//! let client = Client::new("YOUR_API_KEY", &options);
//! let report = client.bulk_status("300")?;
//! println!("{} of {} delivered", report.count_status(Status::Delivered), report.len());
//! # Ok::<(), smsp::Error>(())
//! ```
//!
//! The data flows one way: options → request → asker → transport → parse →
//! report; [`Batch`] and [`Watch`] stand on the asker, [`Client`] is the door.
//! Facts about the provider come from its page "Statut par ID", which documents
//! `GET https://api.smspartner.fr/v1/bulk-status`.

#![forbid(unsafe_code)]

mod answer;
mod asker;
mod authority;
mod backoff;
mod base_url;
mod batch;
mod client;
mod echo;
mod environment;
mod error;
mod gate;
mod iso8601;
mod limits;
mod no_proxy;
mod one_shot;
mod options;
mod parse;
mod percent;
mod process;
mod proxy;
mod proxy_server;
mod report;
mod request;
mod retry;
mod secret;
mod status;
mod stop;
mod transport;
mod trust;
mod warm_up;
mod watch;
mod wiped;

#[cfg(any(test, smsp_test_hooks))]
#[doc(hidden)]
pub mod test_hooks;

pub use batch::Batch;
pub use client::Client;
pub use error::{Error, ErrorKind};
pub use one_shot::bulk_status;
pub use options::Options;
pub use report::{Deliveries, Delivery, Report};
pub use status::Status;
pub use trust::Trust;
pub use watch::{Canceller, Watch};

/// The version of this library, as in `Cargo.toml`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
