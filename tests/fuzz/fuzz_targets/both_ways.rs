//! The fast way through an answer against serde_json: if the fast way reads an
//! answer at all, it reads what serde_json reads.
//!
//! An input is a body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smsp_c_api::test_hooks;
use smsp_fuzz::end_at_any_panic;

fuzz_target!(init: end_at_any_panic(), |body: &[u8]| {
    assert_ne!(test_hooks::both_ways_agree(body), Some(false));
});
