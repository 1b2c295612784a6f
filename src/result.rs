//! `smsp_result`: what a call answered. as a whole. Its entries are in [`super::entries`].

use std::ffi::{CString, c_char};

use crate::error_codes::{self, smsp_error};
use crate::guard::{accessor, guard};
use crate::pointers;
use smsp::Error;
use smsp::Report;

/// The result of a call: an error, or a report with one entry per recipient.
/// Opaque; freed by smsp_result_free(). It never changes, so any number of
/// threads may read it at the same time. Since 1.0.
pub struct smsp_result {
    outcome: Result<Report, Error>,
    message_id: CString,
    error_message: CString,
}

impl smsp_result {
    /// `asked_id` stands for the answer's own ID where the call failed.
    pub(crate) fn new(outcome: Result<Report, Error>, asked_id: &str) -> Self {
        let (message_id, error_message) = match &outcome {
            Ok(report) => (report.message_id(), ""),
            Err(error) => (asked_id, error.message()),
        };
        Self {
            message_id: pointers::c_string(message_id),
            error_message: pointers::c_string(error_message),
            outcome,
        }
    }

    pub(crate) fn outcome(&self) -> &Result<Report, Error> {
        &self.outcome
    }

    pub(crate) fn report(&self) -> Option<&Report> {
        self.outcome.as_ref().ok()
    }

    fn error(&self) -> Option<&Error> {
        self.outcome.as_ref().err()
    }
}

/// Returns SMSP_OK if the call succeeded. Otherwise returns the reason: one of
/// the SMSP_ERROR_ constants, or a positive code of the provider, unchanged.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_error_code(result: *const smsp_result) -> smsp_error {
    let code = |result: &smsp_result| {
        result.error().map_or(error_codes::SMSP_OK, |error| {
            error_codes::error_code(error.kind())
        })
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, error_codes::SMSP_ERROR_INVALID_ARGUMENT, code) }
}

/// Returns the error message for people: the provider's own text if it sent one
/// with a code (usually in French), otherwise an English sentence, with the
/// server's own words at its end if it sent any. At most 500 characters of the
/// server's are kept. It never contains the API key. On success, it is "".
///
/// NULL: returns "".
/// Ownership: the result owns the string; it is valid until the result is
/// freed.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_error_message(result: *const smsp_result) -> *const c_char {
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, c"".as_ptr(), |result| result.error_message.as_ptr()) }
}

/// Returns the HTTP status of the response, or 0 if no HTTP response came.
///
/// NULL: returns 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_http_status(result: *const smsp_result) -> i32 {
    let status = |result: &smsp_result| match &result.outcome {
        Ok(report) => i32::from(report.http_status()),
        Err(error) => error.http_status().map_or(0, i32::from),
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, 0, status) }
}

/// Returns the "code" of the response: 200 on success, the provider's number on
/// failure, or 0 if there is no code or no response.
///
/// NULL: returns 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_api_code(result: *const smsp_result) -> i32 {
    let code = |result: &smsp_result| match &result.outcome {
        Ok(report) => report.api_code(),
        Err(error) => error.api_code().unwrap_or(0),
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, 0, code) }
}

/// Returns the number of seconds that the server asked to wait before the next
/// request, or 0 if it did not ask.
///
/// NULL: returns 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_retry_after(result: *const smsp_result) -> i32 {
    let seconds = |result: &smsp_result| {
        let pause = result
            .error()
            .and_then(Error::retry_after)
            .unwrap_or_default();
        i32::try_from(pause.as_secs()).unwrap_or(i32::MAX)
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, 0, seconds) }
}

/// Returns the message ID of the response, or the requested message ID if the
/// response has none or the call failed. If the requested ID is not UTF-8,
/// U+FFFD stands in place of what is wrong.
///
/// NULL: returns "".
/// Ownership: the result owns the string; it is valid until the result is
/// freed.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_message_id(result: *const smsp_result) -> *const c_char {
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, c"".as_ptr(), |result| result.message_id.as_ptr()) }
}

/// Copies the message ID into the caller's buffer, by the rules of
/// smsp_result_phone_number_copy().
///
/// NULL: for a NULL result, copies "" and returns 0. Does not write to a NULL
/// buffer.
/// Ownership: the caller owns the buffer.
/// Threads: any, at the same time, each with its own buffer.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_message_id_copy(
    result: *const smsp_result,
    buffer: *mut c_char,
    capacity: i32,
) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one these ask for.
    unsafe {
        let id = read(result, c"", |result| &result.message_id);
        pointers::copy(id.to_str().unwrap_or_default(), buffer, capacity)
    }
}

/// Copies the error message into the caller's buffer, by the rules of
/// smsp_result_phone_number_copy().
///
/// NULL: for a NULL result, copies "" and returns 0. Does not write to a NULL
/// buffer.
/// Ownership: the caller owns the buffer.
/// Threads: any, at the same time, each with its own buffer.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_error_message_copy(
    result: *const smsp_result,
    buffer: *mut c_char,
    capacity: i32,
) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one these ask for.
    unsafe {
        let message = read(result, c"", |result| &result.error_message);
        pointers::copy(message.to_str().unwrap_or_default(), buffer, capacity)
    }
}

/// Frees a result and every string that was read from it.
///
/// NULL: does nothing.
/// Threads: from this call on, no thread may use the handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_free(result: *mut smsp_result) {
    // SAFETY: by the promise at the top of smsp.h the handle is a result that
    // the caller owns and does not use again.
    guard(|| (), || drop(unsafe { pointers::take_back(result) }));
}

/// Reads from a result; `absent` is the answer for NULL.
///
/// # Safety
/// As for [`pointers::borrow`].
pub(crate) unsafe fn read<'a, T: Copy>(
    result: *const smsp_result,
    absent: T,
    read: impl FnOnce(&'a smsp_result) -> T,
) -> T {
    // SAFETY: by this function's own contract.
    accessor(
        || absent,
        || unsafe { pointers::borrow(result) }.map_or(absent, read),
    )
}
