//! Which failures are asked again, and after what pause.
//!
//! Asking for a status changes nothing at the provider, so asking again is
//! safe. It is useful if the next attempt may well succeed: after a connection
//! that could not be made, too many requests, and a gateway's 502, 503 or 504.

use std::time::Duration;

use crate::backoff::Backoff;
use crate::error::{Error, ErrorKind};

/// The pauses between the attempts of one call, unless the server asks for longer ones.
const PAUSES: Backoff = Backoff {
    first: Duration::from_millis(250),
    longest: Duration::from_secs(10),
    chance: 2,
};

/// How long to wait before the next attempt after this many failures; `None` if
/// another attempt would not help.
pub(crate) fn pause_after(error: &Error, failures: u32) -> Option<Duration> {
    let worth_it = match error.kind() {
        ErrorKind::Connect | ErrorKind::RateLimited => true,
        ErrorKind::HttpStatus => matches!(error.http_status(), Some(502..=504)),
        _ => false,
    };
    // A server that asks for no pause at all gets no request after the other.
    let own = || PAUSES.pause(failures.saturating_sub(1));
    worth_it.then(|| own().max(error.retry_after().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_the_failures() {
        let connect = ErrorKind::Connect.into();
        for (failures, longest) in [(1, 250), (2, 500), (3, 1000), (7, 10_000)] {
            let pause = pause_after(&connect, failures).unwrap();
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
    fn a_pause_is_never_shorter_than_the_own_one() {
        for asked in [0, 1, 100] {
            let asked = Some(Duration::from_millis(asked));
            let error = Error::from(ErrorKind::RateLimited).with_retry_after(asked);
            assert!(pause_after(&error, 1).unwrap() >= Duration::from_millis(125));
            assert!(pause_after(&error, 7).unwrap() >= Duration::from_secs(5));
        }
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
