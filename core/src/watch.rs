//! Polls one message until no recipient is waiting any more.

use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::asker::{Asker, Terms};
use crate::backoff::Backoff;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::report::Report;
use crate::status::Status;
use crate::stop::Stop;

/// The longest wait that is kept count of, in days; reports are final after two.
const LONGEST_WAIT: Duration = Duration::from_secs(3650 * 86_400);

/// How long after the end of the wait a poll that is under way may still take.
const LAST_POLL: Duration = Duration::from_millis(500);

/// Clients that started together do not poll in step: up to a tenth of a pause
/// is left to chance.
const CHANCE: u32 = 10;

/// The answers about one message, poll by poll; made by [`Client::watch`](crate::Client::watch).
///
/// It goes by a clock that nobody can set, and costs nothing between two polls.
#[derive(Debug)]
pub struct Watch {
    asker: Arc<Asker>,
    stop: Stop,
    message_id: String,
    end: Instant,
    /// When the next poll is due; `None` after the last one.
    due: Option<Instant>,
    polls: u32,
}

impl Watch {
    pub(crate) fn new(asker: Arc<Asker>, message_id: &str, max_wait: Duration) -> Self {
        let now = Instant::now();
        Self {
            stop: asker.stop().part(),
            asker,
            message_id: message_id.to_owned(),
            end: now + max_wait.min(LONGEST_WAIT),
            due: Some(now),
            polls: 0,
        }
    }

    /// How long until the next poll is due, for a program that does its own
    /// sleeping: after it, `next` does not sleep. `None` after the last poll.
    pub fn delay(&self) -> Option<Duration> {
        let due = self.due?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    /// What ends this watch from another thread.
    pub fn canceller(&self) -> Canceller {
        Canceller(self.stop.clone())
    }

    /// Whether a later answer is worth more than an earlier one: any is, but a
    /// transient failure says less than a report. For a program that keeps the
    /// best answer.
    pub fn is_better(later: &Result<Report, Error>, earlier: &Result<Report, Error>) -> bool {
        match (later, earlier) {
            (Err(error), Ok(_)) => !may_pass(error),
            _ => true,
        }
    }

    fn poll(&self) -> Result<Report, Error> {
        let now = Instant::now();
        self.asker.ask(
            &self.message_id,
            &Terms {
                limits: Limits {
                    deadline: (now + self.asker.options().timeout).min(self.end + LAST_POLL),
                    stop: self.stop.clone(),
                },
                hand_on_rate_limit: true,
            },
        )
    }

    /// When to poll after this answer; `None` if it is the last.
    fn next_due(&self, outcome: &Result<Report, Error>) -> Option<Instant> {
        let asked_pause = match outcome {
            Ok(report) if is_final(report) => return None,
            Ok(_) => None,
            Err(error) if may_pass(error) => error.retry_after(),
            Err(_) => return None,
        };
        let now = Instant::now();
        if now >= self.end {
            return None;
        }
        let options = self.asker.options();
        let intervals = Backoff {
            first: options.first_poll_interval,
            longest: options.longest_poll_interval,
            chance: CHANCE,
        };
        let pause = intervals.pause(self.polls.saturating_sub(1));
        let pause = pause.max(asked_pause.unwrap_or_default());
        // The last poll comes with the end of the wait, so that its answer is
        // as new as can be.
        Some((now + pause.min(LONGEST_WAIT)).min(self.end))
    }
}

/// Ends one [`Watch`] from any thread.
#[derive(Debug, Clone)]
pub struct Canceller(Stop);

impl Canceller {
    /// The watch's `next` that is under way, or is called next, gives
    /// [`ErrorKind::Cancelled`], which is the last. It may be called in a signal
    /// handler: it takes no lock and needs no memory.
    pub fn cancel(&self) {
        self.0.raise();
    }
}

impl Iterator for Watch {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let due = self.due?;
        let slept = self.stop.sleep_until(due);
        let outcome = slept.and_then(|()| self.poll());
        self.polls += 1;
        self.due = self.next_due(&outcome);
        Some(outcome)
    }
}

impl FusedIterator for Watch {}

/// Whether every recipient's status is known for good. A message without
/// recipients has only just been sent.
fn is_final(report: &Report) -> bool {
    !report.is_empty() && report.count_status(Status::Waiting) == 0
}

/// Whether a failure may pass by itself, so that polling goes on.
fn may_pass(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Network | ErrorKind::RateLimited => {
            true
        }
        ErrorKind::HttpStatus => error.http_status().is_some_and(|status| status >= 500),
        _ => false,
    }
}
