//! The connections of a client, each with what it takes to use it again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use ureq::Agent;
use ureq::config::Config;
use ureq::unversioned::transport::Connector;

use super::call::SlotCall;
use super::dial::{Dial, NoLookUp};
use super::key_insertion::KeyInsertion;
use super::progress::NoteProgress;
use super::reached::Reached;
use super::tls::{self, HandshakeTls};
use super::tunnel::OpenTunnel;
use crate::error::Error;
use crate::options::Options;
use crate::secret::ApiKey;

/// How long an unused connection is kept for the next call.
const IDLE_CONNECTION_AGE: Duration = Duration::from_secs(60);

/// The largest header of an answer, in bytes; the provider's take about 500.
const LARGEST_HEADER: usize = 64 << 10;

/// Room for the longest request: three bytes for each of a key and an ID.
const REQUEST_BUFFER: usize = 20 << 10;

/// One connection: an agent that makes it and keeps it, and the call under way.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) agent: Agent,
    pub(super) call: SlotCall,
}

/// Makes slots, and keeps those that no call uses.
#[derive(Debug)]
pub(super) struct Slots {
    config: Config,
    tls: Arc<ClientConfig>,
    key: KeyInsertion,
    connect_timeout: Duration,
    reached: Reached,
    /// The one that was used last at the end.
    unused: Mutex<Vec<Slot>>,
}

impl Slots {
    // Out of line: what it takes on the stack must not be there in each call.
    #[inline(never)]
    pub(super) fn new(options: &Options, key: Arc<ApiKey>) -> Result<Self, Error> {
        let config = Agent::config_builder()
            .proxy(proxy(options)?)
            .user_agent(options.user_agent.as_str())
            // A 4xx may carry the provider's JSON, and a redirect must not
            // take the key to another host.
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(LARGEST_HEADER)
            .input_buffer_size(LARGEST_HEADER + 1)
            .output_buffer_size(REQUEST_BUFFER)
            .max_idle_connections(1)
            .max_idle_connections_per_host(1)
            .max_idle_age(IDLE_CONNECTION_AGE)
            .build();
        Ok(Self {
            config,
            tls: tls::configuration(options.roots.trusted()),
            key: KeyInsertion::new(key),
            connect_timeout: options.connect_timeout,
            reached: Reached::default(),
            unused: Mutex::default(),
        })
    }

    /// The slot that was used last, whose connection is the most likely to be
    /// open still; or a new one.
    pub(super) fn take(&self) -> Slot {
        let unused = self.lock().pop();
        unused.unwrap_or_else(|| self.make())
    }

    /// A slot without a connection. One that is kept makes room for it, so that
    /// the client never has more connections than it may.
    pub(super) fn take_new(&self) -> Slot {
        let mut unused = self.lock();
        let oldest = (!unused.is_empty()).then(|| unused.remove(0));
        drop(unused);
        drop(oldest);
        self.make()
    }

    /// The next connection is to another address, if the host has one and the connection
    /// of this slot gave nothing.
    pub(super) fn avoid_address_of(&self, slot: &Slot) {
        if let Some(address) = slot.call.failed_address() {
            self.reached.avoid(address);
        }
    }

    /// Keeps a slot for the next call.
    pub(super) fn keep(&self, slot: Slot) {
        self.lock().push(slot);
    }

    fn make(&self) -> Slot {
        let call = SlotCall::new(self.connect_timeout);
        let connector = ()
            .chain(OpenTunnel::new(call.clone()))
            .chain(Dial::new(
                call.clone(),
                self.key.clone(),
                self.reached.clone(),
            ))
            .chain(HandshakeTls::new(self.tls.clone(), self.key.clone()))
            .chain(NoteProgress(call.clone()));
        Slot {
            agent: Agent::with_parts(self.config.clone(), connector, NoLookUp),
            call,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.unused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The proxy that leads to the provider, if one does.
fn proxy(options: &Options) -> Result<Option<ureq::Proxy>, Error> {
    let Some(server) = options.proxy.server_for(&options.base_url)? else {
        return Ok(None);
    };
    match ureq::Proxy::new(server.url()) {
        Ok(proxy) => Ok(Some(proxy)),
        Err(_) => Err(Error::invalid_argument("The proxy's URL cannot be used.")),
    }
}
