//! Polls one message until no recipient is waiting any more.

use std::hash::{BuildHasher, RandomState};
use std::iter::FusedIterator;
use std::time::{Duration, Instant};

use crate::client::{Client, Terms};
use crate::error::{Error, ErrorKind};
use crate::report::Report;
use crate::status::Status;

/// The longest wait that is kept count of, in days; reports are final after two.
const LONGEST_WAIT: Duration = Duration::from_secs(3650 * 86_400);

/// How long after the end of the wait a poll that is under way may still take.
const LAST_POLL: Duration = Duration::from_millis(500);

/// The answers about one message, poll by poll; made by [`Client::watch`].
///
/// It goes by a clock that nobody can set, and costs nothing between two polls.
#[derive(Debug)]
pub struct Watch {
    client: Client,
    message_id: String,
    end: Instant,
    /// When the next poll is due; `None` after the last one.
    due: Option<Instant>,
    polls: u32,
}

impl Watch {
    pub(crate) fn new(client: Client, message_id: &str, max_wait: Duration) -> Self {
        let now = Instant::now();
        Self {
            client,
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

    /// Whether a later answer is worth more than an earlier one: any is, but a
    /// failure that may pass says less than a report.
    pub(crate) fn is_better(
        later: &Result<Report, Error>,
        earlier: &Result<Report, Error>,
    ) -> bool {
        match (later, earlier) {
            (Err(error), Ok(_)) => !may_pass(error),
            _ => true,
        }
    }

    fn poll(&self) -> Result<Report, Error> {
        let now = Instant::now();
        self.client.ask(
            &self.message_id,
            &Terms {
                deadline: (now + self.client.options().timeout).min(self.end + LAST_POLL),
                stop: self.client.stop().clone(),
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
        let options = self.client.options();
        let pause = interval(
            options.first_poll_interval,
            options.longest_poll_interval,
            self.polls,
        );
        let pause = pause.max(asked_pause.unwrap_or_default());
        // The last poll comes with the end of the wait, so that its answer is
        // as new as can be.
        Some((now + pause.min(LONGEST_WAIT)).min(self.end))
    }
}

impl Iterator for Watch {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let due = self.due?;
        let slept = self.client.sleep_until(due, self.client.stop());
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

/// The pause after so many polls: twice as long each time, up to the longest,
/// and up to a tenth shorter by chance, so that clients do not poll in step.
fn interval(first: Duration, longest: Duration, polls: u32) -> Duration {
    let doublings = polls.saturating_sub(1).min(31);
    let whole = first.saturating_mul(1 << doublings).min(longest);
    // Every new `RandomState` hashes differently.
    let chance = RandomState::new().hash_one(polls) as f64 / u64::MAX as f64;
    whole - (whole / 10).mul_f64(chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_grow_from_the_first_to_the_longest() {
        let (first, longest) = (Duration::from_secs(2), Duration::from_secs(300));
        for (polls, whole) in [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (u32::MAX, 300)] {
            let whole = Duration::from_secs(whole);
            let pause = interval(first, longest, polls);
            assert!(
                pause <= whole && pause >= whole * 9 / 10,
                "{polls}: {pause:?}"
            );
        }
    }
}
