//! libsmsp's parser without a network, for `benches/programs/parse_smsp.c`. The
//! rest of the C ABI comes with it.
//!
//! It is empty without `--cfg smsp_test_hooks`, as in a build of the workspace.

#[cfg(smsp_test_hooks)]
mod hooks {
    use std::ffi::c_void;
    use std::slice;

    use smsp_c_api::test_hooks::result_of_answer;

    /// Copies a body, so that the network code's copy of it is not timed.
    ///
    /// # Safety
    /// `length` bytes can be read at `body`.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn bench_body_new(body: *const u8, length: usize) -> *mut Vec<u8> {
        // SAFETY: the caller's promise.
        let body = unsafe { slice::from_raw_parts(body, length) };
        Box::into_raw(Box::new(body.to_owned()))
    }

    /// Parses a body and takes it over. Returns an `smsp_result`.
    ///
    /// # Safety
    /// `body` comes from `bench_body_new` and is not used again.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn bench_result_of_body(body: *mut Vec<u8>) -> *mut c_void {
        // SAFETY: the caller's promise.
        let body = unsafe { Box::from_raw(body) };
        result_of_answer(200, *body, "300", "key").cast()
    }
}
