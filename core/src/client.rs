//! Asks for reports, with one set of options, from any number of threads.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::asker::{Asker, Terms};
use crate::batch::Batch;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::options::Options;
use crate::report::Report;
use crate::watch::Watch;

/// Asks the provider for delivery reports and keeps its connections for the
/// next call.
///
/// A client is immutable and may be shared by any number of threads; a clone is
/// the same client. A child after `fork()` may go on using it: it gets
/// connections of its own. No call lasts longer than the timeout of the options.
#[derive(Clone)]
pub struct Client(Arc<Asker>);

impl Client {
    /// Makes a client; nothing is sent. Every call reports an unusable key.
    pub fn new(api_key: &str, options: &Options) -> Self {
        Self(Arc::new(Asker::new(api_key, options)))
    }

    /// What became of this message.
    ///
    /// # Errors
    /// The kind tells what to do: [`ErrorKind`]. Missing arguments are found
    /// without a request.
    pub fn bulk_status(&self, message_id: &str) -> Result<Report, Error> {
        self.0.ask(
            message_id,
            &Terms {
                limits: Limits {
                    deadline: Instant::now() + self.0.options().timeout,
                    stop: self.0.stop().clone(),
                },
                hand_on_rate_limit: false,
            },
        )
    }

    /// What became of many messages: an iterator over the answers, in the order
    /// in which they come, each with the place of its ID.
    ///
    /// They are asked over as many connections as the options allow, on threads
    /// that end with the iterator. Dropping it gives up what has not come yet.
    /// Too many requests (429) pause the whole batch at least as long as the
    /// server asks, and the IDs concerned are asked again.
    pub fn bulk_status_many<I>(&self, message_ids: I) -> Batch
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Batch::new(&self.0, message_ids.into_iter().map(Into::into).collect())
    }

    /// Asks again and again until no recipient is waiting any more: an iterator
    /// over the answers. Each `next` sleeps until the next poll is due.
    ///
    /// It ends with an answer in which nothing is [`Waiting`], with an error
    /// that asking again does not mend, or when `max_wait` is over, which is
    /// kept within a second; earlier if the server asks for a pause that reaches
    /// past that end. A failure that may pass (no connection, a timeout, a broken
    /// connection, a server's 5xx, 408, 421 or 425, too many requests) is handed
    /// out and is not the end. Once there has been a report, every failure may
    /// pass but those that the provider's own code tells, a cancel, a wrong
    /// argument and a fault of this library.
    ///
    /// [`Waiting`]: crate::Status::Waiting
    pub fn watch(&self, message_id: &str, max_wait: Duration) -> Watch {
        Watch::new(self.0.clone(), message_id, max_wait)
    }

    /// [`watch`](Self::watch) in one call: the newest report, with nothing
    /// waiting any more unless `max_wait` was over.
    ///
    /// # Errors
    /// An error that asking again does not mend, or the last one where
    /// `max_wait` was over before any report came.
    pub fn wait(&self, message_id: &str, max_wait: Duration) -> Result<Report, Error> {
        self.watch(message_id, max_wait)
            .reduce(|earlier, later| {
                if Watch::is_better(&later, &earlier) {
                    later
                } else {
                    earlier
                }
            })
            .unwrap_or_else(|| Err(ErrorKind::Timeout.into()))
    }

    /// Ends every call on this client, those under way on other threads and all
    /// later ones, with [`ErrorKind::Cancelled`]. It may be called in a signal
    /// handler: it takes no lock and needs no memory.
    pub fn cancel(&self) {
        self.0.stop().raise();
    }

    #[cfg(test)]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// [`cancel`](Self::cancel), and gives the client back. In a child, the key
    /// that it inherited is wiped. Calls that are under way keep what they need
    /// until they end, which they do at once.
    pub fn close(self) {
        self.cancel();
        self.0.wipe_if_inherited();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.options().base_url.as_str())
            .finish_non_exhaustive()
    }
}
