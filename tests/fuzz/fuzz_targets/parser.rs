//! The parser: an HTTP status and a body in, a result out, which is then read
//! through the whole C ABI.
//!
//! An input is the status in three digits, a line break, and the body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smsp_c_api::test_hooks;
use smsp_fuzz::{API_KEY, end_at_any_panic};
use smsp_promises::c_api::CallResult;

fuzz_target!(init: end_at_any_panic(), |input: &[u8]| {
    let (http_status, body) = split(input);
    let result = test_hooks::result_of_answer(http_status, body, "1", API_KEY);
    // SAFETY: the result is new.
    let result = unsafe { CallResult::own(result.cast()) };
    smsp_promises::hold(&result, API_KEY, input.len() as i32 % 40);
});

/// The status and the body; 200 if the input does not begin with a status.
fn split(input: &[u8]) -> (u16, &[u8]) {
    let begin = input.split_at_checked(4).and_then(|(line, body)| {
        let digits = str::from_utf8(line).ok()?.strip_suffix('\n')?;
        Some((digits.parse().ok()?, body))
    });
    begin
        .filter(|(status, _)| (100..1000).contains(status))
        .unwrap_or((200, input))
}
