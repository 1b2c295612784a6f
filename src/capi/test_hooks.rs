//! What the fuzz targets in `tests/fuzz` and the programs in `benches` need
//! beside the C ABI. Only the features `parse-hook` and `test-hooks` compile it,
//! and no released build has those.

use super::pointers;
use super::result::smsp_result;
use crate::parse;
use crate::secret::ApiKey;
use crate::transport::Answer;

/// The result of an answer that came over no network, so that the parser can be
/// given many thousand bodies a second. No panic is caught: it is what a fuzzer
/// looks for. Free the result with `smsp_result_free`.
pub fn result_of_answer(
    http_status: u16,
    body: impl Into<Vec<u8>>,
    message_id: &str,
    api_key: &str,
) -> *mut smsp_result {
    let answer = Answer {
        status: http_status,
        retry_after: None,
        body: body.into(),
    };
    let outcome = parse::report(&answer, message_id, &ApiKey::new(api_key));
    pointers::give(smsp_result::new(outcome, message_id))
}

/// Whether the fast way and serde_json read the same from this body; `None`
/// where the fast way leaves it to serde_json.
#[cfg(feature = "test-hooks")]
pub fn both_ways_agree(body: &[u8]) -> Option<bool> {
    parse::both_ways_agree(body)
}
