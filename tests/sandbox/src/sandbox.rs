//! The handle: starting and stopping the server, asking it what it has seen, and changing what it
//! does while it runs.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::NamedTempFile;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::answer::{Answer, LaidDown};
use crate::config::{Config, Outcome};
use crate::limit::RateLimit;
use crate::lock;
use crate::provider::Provider;
use crate::requests::{RecordedRequest, RequestLog};
use crate::server;
use crate::spelling::Spelling;
use crate::tls::Authority;

/// What can be changed while the server runs, and is read anew for each request.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub spelling: Spelling,
    pub latency: Duration,
    pub gzip: bool,
}

/// What the handle and the server's thread share.
pub(crate) struct State {
    pub provider: Provider,
    pub settings: Mutex<Settings>,
    pub limit: Mutex<RateLimit>,
    pub laid_down: Mutex<LaidDown>,
    pub log: RequestLog,
    pub connections: AtomicUsize,
    pub on_answer: Option<fn(&RecordedRequest, &Outcome)>,
}

/// A running stand-in for the provider, on a thread of its own. Dropping it closes its sockets at
/// once, answered or not, and returns when the thread has ended.
pub struct Sandbox {
    port: u16,
    authority: Option<(Authority, NamedTempFile)>,
    state: Arc<State>,
    // Dropped to stop the server. Only `drop` takes it and the thread out.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox on 127.0.0.1. It answers as soon as this returns. Fails where the port is
    /// taken ([`io::ErrorKind::AddrInUse`]), a certificate cannot be made, or the CA file cannot
    /// be written.
    pub fn start(config: Config) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let (authority, acceptor) = match config.tls {
            true => prepare_tls(&config).map(|(authority, tls)| (Some(authority), Some(tls)))?,
            false => (None, None),
        };
        let state = Arc::new(State {
            provider: Provider::new(config.api_key),
            settings: Mutex::new(Settings {
                spelling: config.spelling,
                latency: config.latency,
                gzip: config.gzip,
            }),
            limit: Mutex::new(RateLimit::new(config.requests_per_minute)),
            laid_down: Mutex::default(),
            log: RequestLog::default(),
            connections: AtomicUsize::new(0),
            on_answer: config.on_answer,
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&state);
        let thread = std::thread::Builder::new()
            .name("smsp-sandbox".into())
            .spawn(move || run(runtime, listener, acceptor, served, stopped))?;
        Ok(Sandbox {
            port,
            authority,
            state,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// What a client takes for the provider's `https://api.smspartner.fr/v1`:
    /// `http://127.0.0.1:PORT/v1`, or `https://…` with TLS.
    pub fn base_url(&self) -> String {
        let scheme = if self.authority.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://127.0.0.1:{}/v1", self.port)
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The only API key that is accepted.
    pub fn api_key(&self) -> &str {
        &self.state.provider.api_key
    }

    /// The authority that issued the server's certificate; `None` without TLS.
    pub fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref().map(|(authority, _)| authority)
    }

    /// The authority's certificate as PEM text; empty without TLS.
    pub fn ca_pem(&self) -> String {
        self.authority().map(Authority::ca_pem).unwrap_or_default()
    }

    /// A file with [`Sandbox::ca_pem`], deleted together with the sandbox; an empty path without
    /// TLS.
    pub fn ca_file(&self) -> &Path {
        match &self.authority {
            Some((_, file)) => file.path(),
            None => Path::new(""),
        }
    }

    /// Spells the answers to later requests otherwise.
    pub fn set_spelling(&self, spelling: Spelling) {
        lock(&self.state.settings).spelling = spelling;
    }

    /// Holds the answers to later requests back for this long.
    pub fn set_latency(&self, latency: Duration) {
        lock(&self.state.settings).latency = latency;
    }

    /// Compresses the answers to later requests, where the client accepts gzip, or no more.
    pub fn set_gzip(&self, gzip: bool) {
        lock(&self.state.settings).gzip = gzip;
    }

    /// Admits so many requests in a minute and answers each further one with HTTP 429 and
    /// `Retry-After`; `None` admits all. A new minute begins with the next request.
    pub fn set_requests_per_minute(&self, requests: Option<u32>) {
        *lock(&self.state.limit) = RateLimit::new(requests);
    }

    /// From now on, answers each request for this message id with `answer`, whatever its key.
    /// Such answers are not subject to the limit on requests.
    ///
    /// # Panics
    /// Where HTTP cannot carry the answer: a status below 200, or a line break in a header.
    pub fn answer_with(&self, message_id: &str, answer: Answer) {
        lock(&self.state.laid_down).set(message_id, answer);
    }

    /// Answers one request for this message id with `answer`, as [`Sandbox::answer_with`] does.
    /// Several are given out in the order in which they were laid down, before anything else.
    ///
    /// # Panics
    /// As [`Sandbox::answer_with`].
    pub fn answer_once_with(&self, message_id: &str, answer: Answer) {
        lock(&self.state.laid_down).add_once(message_id, answer);
    }

    /// The requests that have arrived, on any path, oldest first; the newest 10 000 are kept. A
    /// request is recorded before it is answered.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.log.newest()
    }

    /// How many requests have arrived.
    pub fn request_count(&self) -> usize {
        self.state.log.count()
    }

    /// How many TCP connections have been accepted.
    pub fn connection_count(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many requests have arrived since the start, but no longer than `timeout`;
    /// whether they have.
    pub fn wait_for_requests(&self, count: usize, timeout: Duration) -> bool {
        self.state.log.wait_for(count, timeout)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic on the thread has been printed already, and `drop` must not add its own.
            let _ = thread.join();
        }
    }
}

/// Serves until the handle is dropped. Dropping the runtime then ends every connection.
fn run(
    runtime: Runtime,
    listener: tokio::net::TcpListener,
    acceptor: Option<TlsAcceptor>,
    state: Arc<State>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.spawn(server::accept(listener, acceptor, state));
    // An error only says that the sender is gone, which is the signal.
    let _ = runtime.block_on(stopped);
}

fn prepare_tls(config: &Config) -> io::Result<((Authority, NamedTempFile), TlsAcceptor)> {
    let authority = Authority::new()?;
    let names: Vec<&str> = config.tls_names.iter().map(String::as_str).collect();
    let leaf = authority.issue(&names, config.tls_validity)?;
    let file = tempfile::Builder::new()
        .prefix("smsp-sandbox-ca-")
        .suffix(".pem")
        .tempfile()?;
    std::fs::write(file.path(), authority.ca_pem())?;
    Ok(((authority, file), TlsAcceptor::from(leaf.server_config()?)))
}
