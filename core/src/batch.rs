//! Many messages at once, over the connections of one client.

use std::collections::VecDeque;
use std::fmt;
use std::iter::FusedIterator;
use std::mem;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use smsp_platform::{generation, spawn};

use crate::asker::{Asker, Terms};
use crate::backoff::Backoff;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::report::Report;
use crate::stop::Stop;

/// The place of an ID, and its answer.
type Numbered = (usize, Result<Report, Error>);

/// The stack of a worker. A request over TLS takes 45 KiB in a release build
/// and 145 KiB in a debug build.
const STACK: usize = 512 << 10;

/// The pauses after a 429, unless the server asks for longer ones.
const PAUSES: Backoff = Backoff {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(60),
    chance: 0,
};

/// Whatever the server asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(86_400);

/// After so many pauses without an answer in between, the server is believed.
const MOST_PAUSES: u32 = 10;

/// The answers about many messages, in the order in which they come, each with
/// the place of its ID; made by
/// [`Client::bulk_status_many`](crate::Client::bulk_status_many).
pub struct Batch {
    work: Arc<Work>,
    workers: Vec<JoinHandle<()>>,
    /// `None` only while it is dropped.
    answers: Option<Receiver<Numbered>>,
    left: usize,
    generation: u64,
}

/// What the workers share.
struct Work {
    asker: Arc<Asker>,
    message_ids: Vec<String>,
    stop: Stop,
    state: Mutex<State>,
}

struct State {
    /// Places of the IDs that are still to be asked.
    queue: VecDeque<usize>,
    /// No worker sends a request before this time.
    paused_until: Instant,
    /// Pauses since the last answer.
    pauses: u32,
}

impl Batch {
    pub(crate) fn new(asker: &Arc<Asker>, message_ids: Vec<String>) -> Self {
        let left = message_ids.len();
        let work = Arc::new(Work {
            asker: asker.clone(),
            stop: asker.stop().part(),
            state: Mutex::new(State {
                queue: (0..left).collect(),
                paused_until: Instant::now(),
                pauses: 0,
            }),
            message_ids,
        });
        let (sender, answers) = mpsc::channel();
        let wanted = left.min(asker.options().max_connections as usize);
        // If the system refuses a thread, those before it do the work.
        let workers = (0..wanted)
            .map_while(|_| start_worker(work.clone(), sender.clone()))
            .collect();
        Self {
            work,
            workers,
            answers: Some(answers),
            left,
            generation: generation(),
        }
    }

    /// Waits until all is answered, for a caller who has no use for an answer
    /// before that: to be woken for each costs more than to read it.
    pub fn wait_for_all(&mut self) {
        if self.is_inherited() {
            return;
        }
        for worker in self.workers.drain(..) {
            // What a fault took with it is missing among the answers.
            let _ = worker.join();
        }
    }

    /// Whether this process is a child that was forked while the batch was under
    /// way. The workers are not here then, and no answer comes any more.
    pub fn is_inherited(&self) -> bool {
        self.generation != generation()
    }
}

fn start_worker(work: Arc<Work>, sender: Sender<Numbered>) -> Option<JoinHandle<()>> {
    let started = spawn("smsp-batch", Some(STACK), move || {
        while let Some(answer) = work.next_answer() {
            if sender.send(answer).is_err() {
                break;
            }
        }
    });
    started.ok()
}

impl Work {
    /// Asks for the next ID; `None` if all are answered or taken.
    fn next_answer(&self) -> Option<Numbered> {
        loop {
            let place = self.take_place()?;
            let outcome = self.asker.ask(
                &self.message_ids[place],
                &Terms {
                    limits: Limits {
                        deadline: Instant::now() + self.asker.options().timeout,
                        stop: self.stop.clone(),
                    },
                    hand_on_rate_limit: true,
                },
            );
            let mut state = self.lock();
            if !state.pauses_after(&outcome, Instant::now()) {
                return Some((place, outcome));
            }
            state.queue.push_front(place);
        }
    }

    /// Waits until asking is allowed and takes the next place.
    fn take_place(&self) -> Option<usize> {
        loop {
            let mut state = self.lock();
            let end = state.paused_until;
            // Nobody takes a place during a pause, so none sleeps for nothing.
            let is_pause = end > Instant::now() && !state.queue.is_empty();
            if !is_pause || self.stop.is_raised() {
                return state.queue.pop_front();
            }
            drop(state);
            // A stop ends the sleep, and is seen above.
            let _ = self.stop.sleep_until(end);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether the batch pauses after this outcome, and asks again.
    fn pauses_after(&mut self, outcome: &Result<Report, Error>, now: Instant) -> bool {
        match outcome {
            Err(error) if error.kind() == ErrorKind::RateLimited => {
                let goes_on = self.pauses < MOST_PAUSES;
                if goes_on {
                    self.pause(error.retry_after().unwrap_or_default(), now);
                }
                goes_on
            }
            _ => {
                self.pauses = 0;
                false
            }
        }
    }

    /// Pauses the whole batch. Refusals that come while it is paused were asked
    /// for before and do not make it longer.
    fn pause(&mut self, asked: Duration, now: Instant) {
        if self.paused_until > now {
            return;
        }
        let pause = PAUSES.pause(self.pauses).max(asked.min(LONGEST_PAUSE));
        self.paused_until = now + pause;
        self.pauses += 1;
    }
}

impl Iterator for Batch {
    type Item = Numbered;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 || self.is_inherited() {
            return None;
        }
        // If the system refused every thread, this one does the work.
        let received = self
            .answers
            .as_ref()
            .and_then(|answers| answers.recv().ok());
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
        if self.is_inherited() {
            // Whoever holds their locks is not here.
            mem::forget(mem::take(&mut self.workers));
            mem::forget(self.answers.take());
            return;
        }
        self.work.stop.raise();
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn refused(retry_after: Option<Duration>) -> Result<Report, Error> {
        Err(Error::from(ErrorKind::RateLimited).with_retry_after(retry_after))
    }

    /// The pauses after so many refusals in turn, each of which ends the pause before;
    /// `None` where the refusal is handed on.
    fn pauses(state: &mut State, retry_after: Option<Duration>, count: u32) -> Vec<Option<u64>> {
        let outcome = refused(retry_after);
        let pauses = (0..count).map(|_| {
            let now = state.paused_until;
            let is_paused = state.pauses_after(&outcome, now);
            is_paused.then(|| (state.paused_until - now).as_secs())
        });
        pauses.collect()
    }

    fn state() -> State {
        State {
            queue: VecDeque::new(),
            paused_until: Instant::now(),
            pauses: 0,
        }
    }

    #[test]
    fn pauses_grow_whatever_is_asked_for_and_the_eleventh_refusal_is_believed() {
        let own = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(Some);
        let none = vec![None; 2];
        for asked in [None, Some(Duration::ZERO), Some(SECOND)] {
            let pauses = pauses(&mut state(), asked, 12);
            assert_eq!(pauses, [&own[..], &none].concat(), "{asked:?}");
        }
        let five = pauses(&mut state(), Some(5 * SECOND), 4);
        assert_eq!(five, [5, 5, 5, 8].map(Some));
        let longest = pauses(&mut state(), Some(Duration::MAX), 1);
        assert_eq!(longest, [Some(86_400)]);
    }

    #[test]
    fn an_answer_makes_the_next_pause_the_first_one_again() {
        let mut state = state();
        for kind in [ErrorKind::MessageNotFound, ErrorKind::Network] {
            assert_eq!(pauses(&mut state, None, 3), [1, 2, 4].map(Some));
            assert!(!state.pauses_after(&Err(kind.into()), Instant::now()));
        }
        assert_eq!(pauses(&mut state, None, 11).last(), Some(&None));
    }

    #[test]
    fn a_refusal_during_a_pause_does_not_make_it_longer() {
        let mut state = state();
        let now = state.paused_until;
        assert!(state.pauses_after(&refused(Some(2 * SECOND)), now));
        assert!(state.pauses_after(&refused(Some(9 * SECOND)), now + SECOND));
        assert_eq!((state.paused_until - now, state.pauses), (2 * SECOND, 1));
    }
}
