//! The parser: an HTTP status and a body in, a result out, which is then read
//! through the whole C ABI.
//!
//! An input is the status in three digits, a line break, and the body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smsp_c_api::test_hooks;
use smsp_fuzz::end_at_any_panic;
use smsp_promises::c_api::CallResult;
use smsp_promises::targets::{self, API_KEY};

fuzz_target!(init: end_at_any_panic(), |input: &[u8]| {
    targets::parser(input, |http_status, body| {
        let result = test_hooks::result_of_answer(http_status, body, "1", API_KEY);
        // SAFETY: the result is new.
        unsafe { CallResult::own(result.cast()) }
    });
});
