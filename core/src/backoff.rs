//! Pauses that grow: the one rule for retries, pauses of a batch and polls.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Pauses of which each is twice as long as the one before, up to the longest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
    /// The part of a pause that is left to chance, so that clients which failed
    /// together do not come back together: a pause is shorter by at most a
    /// `chance`-th of it; 0 leaves nothing to chance.
    pub(crate) chance: u32,
}

impl Backoff {
    /// The pause that comes after `earlier` other ones.
    pub(crate) fn pause(&self, earlier: u32) -> Duration {
        let factor = 1_u32.checked_shl(earlier).unwrap_or(u32::MAX);
        let whole = self.first.saturating_mul(factor).min(self.longest);
        match whole.checked_div(self.chance) {
            Some(part) => whole - part.mul_f64(random()),
            None => whole,
        }
    }
}

/// A number from 0 to 1.
fn random() -> f64 {
    // Every new `RandomState` hashes differently.
    RandomState::new().hash_one(0) as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff {
            first: SECOND,
            longest: 60 * SECOND,
            chance: 0,
        };
        let seconds = [0, 1, 2, 5, 6, 31, 32, 33, u32::MAX].map(|n| backoff.pause(n).as_secs());
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60, 60, 60, 60]);
    }

    #[test]
    fn chance_shortens_a_pause_by_its_part_at_most() {
        let backoff = Backoff {
            first: 8 * SECOND,
            longest: 8 * SECOND,
            chance: 2,
        };
        let pauses: Vec<_> = (0..100).map(|n| backoff.pause(n)).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (4 * SECOND..=8 * SECOND).contains(pause))
        );
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
    }
}
