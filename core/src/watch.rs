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
    has_report: bool,
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
            has_report: false,
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
    /// failure after which the watch goes on says less than a report. For a
    /// program that keeps the best answer.
    pub fn is_better(later: &Result<Report, Error>, earlier: &Result<Report, Error>) -> bool {
        match (later, earlier) {
            (Err(error), Ok(_)) => !may_pass(error, true),
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

    /// When to poll after this answer, which has come now; `None` if it is the last.
    fn next_due(&self, outcome: &Result<Report, Error>, now: Instant) -> Option<Instant> {
        let asked_pause = match outcome {
            Ok(report) if is_final(report) => return None,
            Ok(_) => None,
            Err(error) if may_pass(error, self.has_report) => error.retry_after(),
            Err(_) => return None,
        };
        let asked_pause = asked_pause.unwrap_or_default();
        let left = self.end.saturating_duration_since(now);
        // A server that wants to be left alone until after the end is.
        if left.is_zero() || asked_pause > left {
            return None;
        }
        let options = self.asker.options();
        let intervals = Backoff {
            first: options.first_poll_interval,
            longest: options.longest_poll_interval,
            chance: CHANCE,
        };
        let own_pause = intervals.pause(self.polls.saturating_sub(1));
        // The last poll comes with the end of the wait, so that its answer is
        // as new as can be.
        Some(now + own_pause.max(asked_pause).min(left))
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
        self.has_report |= outcome.is_ok();
        self.due = self.next_due(&outcome, Instant::now());
        Some(outcome)
    }
}

impl FusedIterator for Watch {}

/// Whether every recipient's status is known for good. A message without
/// recipients has only just been sent.
fn is_final(report: &Report) -> bool {
    !report.is_empty() && report.count_status(Status::Waiting) == 0
}

/// Whether a failure may pass by itself, so that polling goes on. Once there has been a
/// report, the message and the key are known to be right: then everything may pass that
/// is not the provider's own verdict or the caller's doing.
fn may_pass(error: &Error, has_report: bool) -> bool {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Network | ErrorKind::RateLimited => {
            true
        }
        // 408, 421 and 425 ask for the same request again (RFC 9110, sections 15.5.9 and
        // 15.5.20; RFC 8470, section 5.2).
        ErrorKind::HttpStatus => {
            has_report || matches!(error.http_status(), Some(408 | 421 | 425 | 500..))
        }
        ErrorKind::Tls | ErrorKind::InvalidResponse | ErrorKind::ResponseTooLarge => has_report,
        ErrorKind::ApiKeyRequired
        | ErrorKind::MessageIdRequired
        | ErrorKind::MessageNotFound
        | ErrorKind::ApiKeyIncorrect
        | ErrorKind::Api(_)
        | ErrorKind::InvalidArgument
        | ErrorKind::Cancelled
        | ErrorKind::Internal => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Answer;
    use crate::options::Options;
    use crate::parse;
    use crate::secret::ApiKey;

    const SECOND: Duration = Duration::from_secs(1);

    /// A watch that ends in 100 s.
    fn watch() -> Watch {
        let asker = Asker::new("key", &Options::new());
        Watch::new(Arc::new(asker), "300", 100 * SECOND)
    }

    fn report(status: &str) -> Result<Report, Error> {
        let body = format!(r#"{{"success":true,"StatutResponse_List":[{{"status":"{status}"}}]}}"#);
        let answer = Answer {
            status: 200,
            retry_after: None,
            body: body.into_bytes(),
        };
        parse::report(&answer, "300", &ApiKey::new("key"), &|| false)
    }

    /// Every kind of failure, and whether it passes always, after a report, or never.
    const KINDS: [(ErrorKind, Option<u16>, bool, bool); 26] = [
        (ErrorKind::Connect, None, true, true),
        (ErrorKind::Timeout, None, true, true),
        (ErrorKind::Network, None, true, true),
        (ErrorKind::RateLimited, Some(429), true, true),
        (ErrorKind::RateLimited, Some(200), true, true),
        (ErrorKind::HttpStatus, Some(408), true, true),
        (ErrorKind::HttpStatus, Some(421), true, true),
        (ErrorKind::HttpStatus, Some(425), true, true),
        (ErrorKind::HttpStatus, Some(500), true, true),
        (ErrorKind::HttpStatus, Some(503), true, true),
        (ErrorKind::HttpStatus, Some(599), true, true),
        (ErrorKind::HttpStatus, Some(302), false, true),
        (ErrorKind::HttpStatus, Some(400), false, true),
        (ErrorKind::HttpStatus, Some(404), false, true),
        (ErrorKind::HttpStatus, Some(407), false, true),
        (ErrorKind::Tls, None, false, true),
        (ErrorKind::InvalidResponse, Some(200), false, true),
        (ErrorKind::ResponseTooLarge, Some(200), false, true),
        (ErrorKind::ApiKeyRequired, None, false, false),
        (ErrorKind::MessageIdRequired, None, false, false),
        (ErrorKind::MessageNotFound, Some(200), false, false),
        (ErrorKind::ApiKeyIncorrect, Some(503), false, false),
        (ErrorKind::Api(96), Some(408), false, false),
        (ErrorKind::InvalidArgument, None, false, false),
        (ErrorKind::Cancelled, None, false, false),
        (ErrorKind::Internal, None, false, false),
    ];

    fn failure(kind: ErrorKind, status: Option<u16>) -> Result<Report, Error> {
        let error = Error::from(kind);
        Err(match status {
            Some(status) => error.with_http_status(status),
            None => error,
        })
    }

    #[test]
    fn a_watch_goes_on_after_what_may_pass() {
        let mut watch = watch();
        let now = Instant::now();
        for (kind, status, always, after_report) in KINDS {
            let outcome = failure(kind, status);
            watch.has_report = false;
            let goes_on = watch.next_due(&outcome, now).is_some();
            assert_eq!(goes_on, always, "{kind:?} {status:?}");
            watch.has_report = true;
            let goes_on = watch.next_due(&outcome, now).is_some();
            assert_eq!(goes_on, after_report, "{kind:?} {status:?}");
        }
        assert!(watch.next_due(&report("Waiting"), now).is_some());
        assert!(watch.next_due(&report("Delivered"), now).is_none());
    }

    #[test]
    fn what_a_watch_goes_on_after_does_not_replace_a_report() {
        for (kind, status, _, passes) in KINDS {
            let failure = failure(kind, status);
            assert_eq!(
                Watch::is_better(&failure, &report("Waiting")),
                !passes,
                "{kind:?}"
            );
            assert!(Watch::is_better(&report("Waiting"), &failure), "{kind:?}");
            assert!(Watch::is_better(&failure, &failure), "{kind:?}");
        }
        assert!(Watch::is_better(&report("Waiting"), &report("Waiting")));
    }

    #[test]
    fn the_pause_that_is_asked_for_is_kept_and_never_shortens_the_own_one() {
        let mut watch = watch();
        watch.polls = 1;
        let now = watch.end - 50 * SECOND;
        let due = |watch: &Watch, asked: Option<u64>| {
            let pause = asked.map(Duration::from_secs);
            let outcome = Err(Error::from(ErrorKind::RateLimited).with_retry_after(pause));
            Some(watch.next_due(&outcome, now)? - now)
        };
        // The own pause is 2 s, of which a tenth is left to chance.
        for asked in [None, Some(0), Some(1)] {
            let pause = due(&watch, asked).unwrap();
            assert!(
                pause >= SECOND * 9 / 5 && pause <= 2 * SECOND,
                "{asked:?}: {pause:?}"
            );
        }
        assert_eq!(due(&watch, Some(7)), Some(7 * SECOND));
        assert_eq!(due(&watch, Some(50)), Some(50 * SECOND));
        // It reaches past the end.
        for asked in [51, 3600, u64::MAX] {
            assert_eq!(due(&watch, Some(asked)), None, "{asked}");
        }
        // The own pause does not: the last poll comes with the end.
        watch.polls = 20;
        assert_eq!(due(&watch, None), Some(50 * SECOND));
        assert_eq!(due(&watch, Some(7)), Some(50 * SECOND));
        assert_eq!(watch.next_due(&report("Waiting"), watch.end), None);
    }
}
