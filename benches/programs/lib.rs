//! libsmsp's parser without a network, for `parse_smsp.c`. The rest of the C ABI
//! comes with it.

use std::ffi::c_void;
use std::slice;

use smsp::test_hooks::result_of_answer;

/// A body as the network code hands it to the parser.
///
/// # Safety
/// So many bytes can be read there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_body_new(body: *const u8, length: usize) -> *mut Vec<u8> {
    // SAFETY: the caller's promise.
    let body = unsafe { slice::from_raw_parts(body, length) };
    Box::into_raw(Box::new(body.to_owned()))
}

/// What libsmsp makes of this body, which it takes over: an `smsp_result`.
///
/// # Safety
/// The body is one of `bench_body_new`, and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_result_of_body(body: *mut Vec<u8>) -> *mut c_void {
    // SAFETY: the caller's promise.
    let body = unsafe { Box::from_raw(body) };
    result_of_answer(200, *body, "300", "key").cast()
}
