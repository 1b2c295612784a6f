//! What the fuzz targets and the benches need beside the C ABI. No released build
//! has it: see `unexpected_cfgs` in the workspace's Cargo.toml.

use crate::pointers;
use crate::result::smsp_result;

pub use smsp::test_hooks::{both_ways_agree, is_json};

/// The result of an answer that came over no network, so that the parser can be
/// given many thousand bodies a second. No panic is caught: a fuzzer looks for
/// them. Free the result with `smsp_result_free`.
pub fn result_of_answer(
    http_status: u16,
    body: impl Into<Vec<u8>>,
    message_id: &str,
    api_key: &str,
) -> *mut smsp_result {
    let outcome = smsp::test_hooks::report_of_answer(http_status, body, message_id, api_key);
    pointers::give(smsp_result::new(outcome, message_id))
}
