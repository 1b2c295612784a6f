//! Which failures are asked again, and after what pause.
//!
//! Asking for a status changes nothing at the provider, so asking again is
//! safe. It is useful where the next attempt may well succeed: a connection
//! that could not be made, too many requests, and a gateway's 502, 503 or 504.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// The pause after the first failure, at most; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How long to wait before asking again after so many failures; `None` where
/// another attempt would not help.
pub(crate) fn pause_after(error: &Error, failures: u32) -> Option<Duration> {
    let worth_it = match error.kind() {
        ErrorKind::Connect | ErrorKind::RateLimited => true,
        ErrorKind::HttpStatus => matches!(error.http_status(), Some(502..=504)),
        _ => false,
    };
    worth_it.then(|| error.retry_after().unwrap_or_else(|| backoff(failures)))
}

/// Grows exponentially, with half of it left to chance so that clients which
/// failed together do not come back together.
fn backoff(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let whole = (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE);
    // Every new `RandomState` hashes differently.
    let chance = RandomState::new().hash_one(failures) as f64 / u64::MAX as f64;
    whole / 2 + (whole / 2).mul_f64(chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_the_failures_and_stay_within_their_bounds() {
        for (failures, longest) in [
            (1, 250),
            (2, 500),
            (3, 1000),
            (7, 10_000),
            (4_000_000, 10_000),
        ] {
            let pause = backoff(failures);
            let longest = Duration::from_millis(longest);
            assert!(
                pause >= longest / 2 && pause <= longest,
                "{failures}: {pause:?}"
            );
        }
    }

    #[test]
    fn the_server_s_own_pause_is_kept() {
        let wanted = Some(Duration::from_secs(7));
        let error = Error::from(ErrorKind::RateLimited).with_retry_after(wanted);
        assert_eq!(pause_after(&error, 1), wanted);
    }

    #[test]
    fn what_another_attempt_cannot_mend_is_not_asked_again() {
        for kind in [
            ErrorKind::ApiKeyIncorrect,
            ErrorKind::MessageNotFound,
            ErrorKind::Tls,
            ErrorKind::Timeout,
            ErrorKind::InvalidResponse,
            ErrorKind::Cancelled,
        ] {
            assert_eq!(pause_after(&kind.into(), 1), None);
        }
        let server_error = Error::from(ErrorKind::HttpStatus).with_http_status(500);
        assert_eq!(pause_after(&server_error, 1), None);
    }
}
