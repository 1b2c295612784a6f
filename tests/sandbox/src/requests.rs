//! The log of what clients have asked, and waiting for the next entry in it.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use crate::lock;

/// How many requests are kept. A measurement may send millions, and only their number matters.
const KEPT: usize = 10_000;

/// One request, as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The HTTP method: `GET`.
    pub method: String,
    /// The path without the query: `/v1/bulk-status`.
    pub path: String,
    /// The query as it was sent, still percent-encoded, without the `?`; empty where there is
    /// none. It holds the API key.
    pub query: String,
    /// The decoded `messageId` of the query; `None` where it has none.
    pub message_id: Option<String>,
    /// Header names in lower case, and values. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub headers: Vec<(String, String)>,
}

impl RecordedRequest {
    /// The first value of a header, whose name is compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Recorded {
    count: usize,
    newest: VecDeque<RecordedRequest>,
}

#[derive(Default)]
pub(crate) struct RequestLog {
    recorded: Mutex<Recorded>,
    arrived: Condvar,
}

impl RequestLog {
    pub fn record(&self, request: RecordedRequest) {
        let mut recorded = lock(&self.recorded);
        if recorded.newest.len() == KEPT {
            recorded.newest.pop_front();
        }
        recorded.newest.push_back(request);
        recorded.count += 1;
        self.arrived.notify_all();
    }

    pub fn newest(&self) -> Vec<RecordedRequest> {
        lock(&self.recorded).newest.iter().cloned().collect()
    }

    pub fn count(&self) -> usize {
        lock(&self.recorded).count
    }

    pub fn wait_for(&self, count: usize, timeout: Duration) -> bool {
        let recorded = lock(&self.recorded);
        let (recorded, _) = self
            .arrived
            .wait_timeout_while(recorded, timeout, |recorded| recorded.count < count)
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        recorded.count >= count
    }
}
