//! How a sandbox starts.

use std::time::Duration;

use crate::requests::RecordedRequest;
use crate::spelling::Spelling;
use crate::tls::Validity;

/// The key that a sandbox accepts unless it is told another. It is no secret.
pub const DEFAULT_API_KEY: &str = "sandbox-key-0123456789abcdef";

/// How a sandbox starts. The default is plain HTTP on a free port, spelt as on the provider's
/// page.
///
/// ```
/// use smsp_sandbox::{Config, Sandbox};
///
/// let sandbox = Sandbox::start(Config {
///     tls: true,
///     ..Config::default()
/// })?;
/// assert!(sandbox.base_url().starts_with("https://127.0.0.1:"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    /// HTTPS instead of HTTP, with a certificate authority made at start.
    pub tls: bool,
    /// The DNS names and IP addresses in the server's certificate. By default 127.0.0.1, ::1 and
    /// localhost; another name shows how a client takes a certificate for the wrong host.
    pub tls_names: Vec<String>,
    /// When the server's certificate is valid: now, by default.
    pub tls_validity: Validity,
    /// The TCP port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The only API key that is not `incorrecte`.
    pub api_key: String,
    /// How answers are spelt.
    pub spelling: Spelling,
    /// How long each answer is held back.
    pub latency: Duration,
    /// How many requests are admitted in a minute; each further one is answered with HTTP 429.
    pub requests_per_minute: Option<u32>,
    /// Whether the body is compressed for a client that accepts gzip.
    pub gzip: bool,
    /// Called with each request and what became of it, just before the answer is sent.
    pub on_answer: Option<fn(&RecordedRequest, &Outcome)>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            tls: false,
            tls_names: ["127.0.0.1", "::1", "localhost"].map(String::from).into(),
            tls_validity: Validity::current(),
            port: 0,
            api_key: DEFAULT_API_KEY.into(),
            spelling: Spelling::default(),
            latency: Duration::ZERO,
            requests_per_minute: None,
            gzip: false,
            on_answer: None,
        }
    }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The HTTP status of the answer.
    pub http_status: u16,
    /// The length of the body in bytes, after compression.
    pub body_bytes: usize,
    /// The answer in short: `code 200: 4 entries`.
    pub summary: String,
}
