//! The limit on requests per minute.

use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);

/// Counts requests in windows of one minute. A window begins with its first request.
pub(crate) struct RateLimit {
    per_minute: Option<u32>,
    window: Option<(Instant, u32)>,
}

impl RateLimit {
    pub fn new(per_minute: Option<u32>) -> RateLimit {
        RateLimit {
            per_minute,
            window: None,
        }
    }

    /// Counts a request that arrives now. `Err` holds the whole seconds until the window ends,
    /// at least 1.
    pub fn admit(&mut self, now: Instant) -> Result<(), u64> {
        let Some(per_minute) = self.per_minute else {
            return Ok(());
        };
        let (start, used) = match self.window {
            Some((start, used)) if now.duration_since(start) < WINDOW => (start, used),
            _ => (now, 0),
        };
        if used >= per_minute {
            self.window = Some((start, used));
            let left = WINDOW - now.duration_since(start);
            return Err(left.as_millis().div_ceil(1000).max(1) as u64);
        }
        self.window = Some((start, used + 1));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_window_begins_after_a_minute() {
        let start = Instant::now();
        let mut limit = RateLimit::new(Some(1));
        assert_eq!(limit.admit(start), Ok(()));
        assert_eq!(limit.admit(start), Err(60));
        assert_eq!(limit.admit(start + Duration::from_millis(59_001)), Err(1));
        assert_eq!(limit.admit(start + WINDOW), Ok(()));
        assert_eq!(limit.admit(start + WINDOW), Err(60));
    }

    #[test]
    fn without_a_limit_every_request_is_admitted() {
        let now = Instant::now();
        let mut limit = RateLimit::new(None);
        assert!((0..10_000).all(|_| limit.admit(now).is_ok()));
    }
}
