//! Recipients that are compared with earlier ones say what they say when they are read
//! member by member, and what is JSON for the library is JSON for serde_json.
//!
//! An input is a body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use smsp_c_api::test_hooks;
use smsp_fuzz::end_at_any_panic;

fuzz_target!(init: end_at_any_panic(), |body: &[u8]| {
    assert!(test_hooks::both_ways_agree(body));
    if let Ok(text) = str::from_utf8(body) {
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        assert_eq!(test_hooks::is_json(body), is_json);
    }
});
