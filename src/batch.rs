//! Many messages at once, over the connections of one client.

use std::collections::VecDeque;
use std::fmt;
use std::iter::FusedIterator;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::client::{Client, Terms};
use crate::error::{Error, ErrorKind};
use crate::report::Report;
use crate::stop::Stop;

/// The place of an ID, and its answer.
type Numbered = (usize, Result<Report, Error>);

/// The stack of a worker. A request over TLS takes 45 KiB in a release build
/// and 145 KiB in a debug build.
const STACK: usize = 512 << 10;

/// The pause after a 429 without `Retry-After`; twice as long after each
/// further one that no answer comes between, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// After so many pauses without an answer in between, the server is believed.
const MOST_PAUSES: u32 = 10;

/// How soon a pause notices that the client was cancelled.
const NOTICE_STOP: Duration = Duration::from_millis(50);

/// The answers about many messages, in the order in which they come, each with
/// the place of its ID; made by [`Client::bulk_status_many`].
pub struct Batch {
    work: Arc<Work>,
    workers: Vec<JoinHandle<()>>,
    answers: Receiver<Numbered>,
    left: usize,
}

/// What the workers share.
struct Work {
    client: Client,
    message_ids: Vec<String>,
    stop: Stop,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Places of the IDs that are still to be asked.
    queue: VecDeque<usize>,
    /// Nobody asks before this.
    paused_until: Instant,
    /// Pauses since the last answer.
    pauses: u32,
}

impl Batch {
    pub(crate) fn new(client: &Client, message_ids: Vec<String>) -> Self {
        let left = message_ids.len();
        let work = Arc::new(Work {
            client: client.clone(),
            stop: client.stop().part(),
            state: Mutex::new(State {
                queue: (0..left).collect(),
                paused_until: Instant::now(),
                pauses: 0,
            }),
            changed: Condvar::new(),
            message_ids,
        });
        let (sender, answers) = mpsc::channel();
        let wanted = left.min(client.options().max_connections as usize);
        // Where the system refuses a thread, those before it do the work.
        let workers = (0..wanted)
            .map_while(|_| start_worker(work.clone(), sender.clone()))
            .collect();
        Self {
            work,
            workers,
            answers,
            left,
        }
    }
}

impl Batch {
    /// Waits until all is answered, for a caller who has no use for an answer
    /// before that: to be woken for each costs more than to read it.
    #[cfg(feature = "capi")]
    pub(crate) fn wait_for_all(&mut self) {
        for worker in self.workers.drain(..) {
            // What a fault took with it is missing among the answers.
            let _ = worker.join();
        }
    }
}

fn start_worker(work: Arc<Work>, sender: Sender<Numbered>) -> Option<JoinHandle<()>> {
    let started = thread::Builder::new()
        .name("smsp-batch".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            while let Some(answer) = work.next_answer() {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        });
    started.ok()
}

impl Work {
    /// Asks for the next ID; `None` where all are answered or taken.
    fn next_answer(&self) -> Option<Numbered> {
        loop {
            let place = self.take_place()?;
            let outcome = self.client.ask(
                &self.message_ids[place],
                &Terms {
                    deadline: Instant::now() + self.client.options().timeout,
                    stop: self.stop.clone(),
                    hand_on_rate_limit: true,
                },
            );
            let mut state = self.lock();
            match &outcome {
                Err(error) if error.kind() == ErrorKind::RateLimited => {
                    if state.pauses < MOST_PAUSES {
                        state.pause(error.retry_after());
                        state.queue.push_front(place);
                        continue;
                    }
                }
                _ => state.pauses = 0,
            }
            if state.queue.is_empty() {
                self.changed.notify_all();
            }
            return Some((place, outcome));
        }
    }

    /// Waits until asking is allowed and takes the next place.
    fn take_place(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            let pause = state.paused_until.saturating_duration_since(Instant::now());
            if pause.is_zero() || self.stop.is_raised() || state.queue.is_empty() {
                return state.queue.pop_front();
            }
            let waited = self.changed.wait_timeout(state, pause.min(NOTICE_STOP));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Pauses the whole batch. Refusals that come while it is paused were asked
    /// for before and do not make it longer.
    fn pause(&mut self, asked: Option<Duration>) {
        let now = Instant::now();
        if self.paused_until > now {
            return;
        }
        let own = FIRST_PAUSE
            .saturating_mul(1 << self.pauses)
            .min(LONGEST_PAUSE);
        let pause = asked.unwrap_or(own).min(Duration::from_secs(86_400));
        self.paused_until = now + pause;
        self.pauses += 1;
    }
}

impl Iterator for Batch {
    type Item = Numbered;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        // Where the system refused every thread, this one does the work.
        let received = self.answers.recv().ok();
        let answer = received.or_else(|| self.work.next_answer());
        self.left = answer.as_ref().map_or(0, |_| self.left - 1);
        answer
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

impl FusedIterator for Batch {}

impl Drop for Batch {
    fn drop(&mut self) {
        self.work.stop.raise();
        self.work.client.wake();
        self.work.changed.notify_all();
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}
