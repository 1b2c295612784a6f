//! What fuzz targets and benches need beside the public API. No released build
//! has it: see `unexpected_cfgs` in the workspace's Cargo.toml.

use crate::answer::Answer;
use crate::error::Error;
use crate::parse;
use crate::report::Report;
use crate::secret::ApiKey;

/// What a client says of an answer that came over no network.
///
/// # Errors
/// As [`Client::bulk_status`](crate::Client::bulk_status).
pub fn report_of_answer(
    http_status: u16,
    body: impl Into<Vec<u8>>,
    message_id: &str,
    api_key: &str,
) -> Result<Report, Error> {
    let answer = Answer {
        status: http_status,
        retry_after: None,
        body: body.into(),
    };
    parse::report(&answer, message_id, &ApiKey::new(api_key), &|| false)
}

/// Whether the same is read from this body with and without comparing recipients with
/// earlier ones.
pub fn both_ways_agree(body: &[u8]) -> bool {
    parse::both_ways_agree(body)
}

/// Whether the library takes this for JSON.
pub fn is_json(body: &[u8]) -> bool {
    parse::is_json(body)
}
