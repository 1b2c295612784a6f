//! What ends a call before its deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends the calls that hold it once it is raised. It stays raised.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    own: Arc<AtomicBool>,
    /// Of the whole that this is a part of, as a batch is of its client.
    whole: Option<Arc<AtomicBool>>,
}

impl Stop {
    /// A stop for a part of what this one ends.
    pub(crate) fn part(&self) -> Self {
        Self {
            own: Arc::default(),
            whole: Some(self.own.clone()),
        }
    }

    pub(crate) fn raise(&self) {
        self.own.store(true, Ordering::Release);
    }

    pub(crate) fn is_raised(&self) -> bool {
        let whole = self.whole.as_ref();
        self.own.load(Ordering::Acquire) || whole.is_some_and(|whole| whole.load(Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_with_its_whole_and_not_the_other_way_round() {
        let whole = Stop::default();
        let (one, other) = (whole.part(), whole.part());
        one.raise();
        assert!(one.is_raised() && !other.is_raised() && !whole.is_raised());
        whole.raise();
        assert!(other.is_raised());
    }
}
