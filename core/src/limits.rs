//! What ends a call.

use std::time::Instant;

use crate::stop::Stop;

/// The deadline and the stop of one call.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) deadline: Instant,
    pub(crate) stop: Stop,
}

impl Limits {
    /// Whether the call is to end now. For work that waits for nothing, which no
    /// wait ends.
    pub(crate) fn is_over(&self) -> bool {
        self.stop.is_raised() || Instant::now() >= self.deadline
    }
}
