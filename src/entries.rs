//! The entries of an `smsp_result`, one for each recipient.

use std::ffi::c_char;

use crate::guard::accessor;
use crate::pointers::{self, Argument, as_i32};
use crate::result::{read, smsp_result};
use crate::status_codes::{self, smsp_status};
use smsp::Delivery;

/// One recipient, as smsp_result_entry() fills it. The layout is frozen: later
/// versions add functions, not members. Since 1.0.
#[repr(C)]
pub struct smsp_entry {
    /// The time when the status was reported, in seconds since 1970-01-01 00:00
    /// UTC; 0 if there is no date.
    pub date: i64,
    /// One of the SMSP_STATUS_ constants.
    pub status: i32,
    /// 1 if the recipient answered STOP, otherwise 0.
    pub stop_sms: i32,
    /// The recipient's phone number; valid until the result is freed.
    pub phone_number: *const c_char,
}

/// Returns the number of entries, one per recipient, or 0 after a failure.
///
/// NULL: returns 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_count(result: *const smsp_result) -> i32 {
    let count = |result: &smsp_result| result.report().map_or(0, |report| as_i32(report.len()));
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, 0, count) }
}

/// Returns the recipient's phone number as the server wrote it, such as
/// "+33639980001", or "" if the server sent none.
///
/// NULL: returns "". The same applies to an index below 0 or above the
/// count - 1.
/// Ownership: the result owns the string; it is valid until the result is
/// freed.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_phone_number(
    result: *const smsp_result,
    index: i32,
) -> *const c_char {
    let number = |entry: Delivery| pointers::start_of(entry.phone_number_with_nul());
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, c"".as_ptr(), number) }
}

/// Returns the recipient's delivery status, one of the SMSP_STATUS_ constants.
///
/// NULL: returns SMSP_STATUS_UNKNOWN. The same applies to an index out of
/// range.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_status(result: *const smsp_result, index: i32) -> smsp_status {
    let status = |entry: Delivery| status_codes::status_code(entry.status());
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, status_codes::SMSP_STATUS_UNKNOWN, status) }
}

/// Returns the recipient's delivery status as the server wrote it. The text
/// says more than SMSP_STATUS_UNKNOWN. If the server wrote neither a text nor a
/// number, it is the JSON of the value.
///
/// NULL: returns "". The same applies to an index out of range.
/// Ownership: the result owns the string; it is valid until the result is
/// freed.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_status_text(
    result: *const smsp_result,
    index: i32,
) -> *const c_char {
    let text = |entry: Delivery| pointers::start_of(entry.status_text_with_nul());
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, c"".as_ptr(), text) }
}

/// Returns 1 if the recipient answered STOP, otherwise 0.
///
/// NULL: returns 0. The same applies to an index out of range.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_stop_sms(result: *const smsp_result, index: i32) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, 0, |entry| i32::from(entry.stop_sms())) }
}

/// Returns the time when the status was reported, in seconds since 1970-01-01
/// 00:00 UTC, or 0 if the server sent no date or a date that is not a Unix
/// time.
///
/// NULL: returns 0. The same applies to an index out of range.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_date(result: *const smsp_result, index: i32) -> i64 {
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, 0, |entry| entry.date().unwrap_or(0)) }
}

/// Returns the date as the server wrote it, or "" if the server sent none. If
/// the server wrote an object (PHP does), it is the object's "date"; any other
/// value that is neither a text nor a number is returned as JSON.
///
/// NULL: returns "". The same applies to an index out of range.
/// Ownership: the result owns the string; it is valid until the result is
/// freed.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_date_text(
    result: *const smsp_result,
    index: i32,
) -> *const c_char {
    let text = |entry: Delivery| pointers::start_of(entry.date_text_with_nul());
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, c"".as_ptr(), text) }
}

/// Returns the number of entries with this status.
///
/// NULL: returns 0. The same applies to a number that is not a status.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_count_status(
    result: *const smsp_result,
    status: smsp_status,
) -> i32 {
    let count = |result: &smsp_result| match (result.report(), status_codes::status_of(status)) {
        (Some(report), Some(status)) => as_i32(report.count_status(status)),
        _ => 0,
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, 0, count) }
}

/// Returns the index of the first entry with exactly this phone number, as the
/// server wrote it, or -1 if there is none.
///
/// NULL: returns -1, for either argument.
/// Ownership: the library does not keep the string.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_find(
    result: *const smsp_result,
    phone_number: *const c_char,
) -> i32 {
    // SAFETY: by the promise at the top of smsp.h it is NULL or a text.
    let number = unsafe { Argument::new(phone_number) };
    let find = |result: &smsp_result| {
        let place = match (result.report(), number.text("phone number")) {
            (Some(report), Ok(number)) => report.find(number),
            _ => None,
        };
        place.map_or(-1, as_i32)
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, -1, find) }
}

/// Fills the caller's struct with one entry, for languages that cannot receive
/// a 64-bit number from a function. Returns 1. If there is no such entry, it
/// returns 0 and writes nothing.
///
/// NULL: returns 0, for either pointer.
/// Ownership: the caller owns the struct. The result owns the string in it,
/// which is valid until the result is freed.
/// Threads: any, at the same time, each with its own struct.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_entry(
    result: *const smsp_result,
    index: i32,
    out: *mut smsp_entry,
) -> i32 {
    let fill = |entry: Delivery| {
        if out.is_null() {
            return 0;
        }
        let filled = smsp_entry {
            date: entry.date().unwrap_or(0),
            status: status_codes::status_code(entry.status()),
            stop_sms: i32::from(entry.stop_sms()),
            phone_number: pointers::start_of(entry.phone_number_with_nul()),
        };
        // SAFETY: by the promise at the top of smsp.h a struct can be written
        // there; what was in it needs no drop.
        unsafe { out.write(filled) };
        1
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, 0, fill) }
}

/// Copies an entry's phone number into the caller's buffer, for languages that
/// cannot read a C string. Like snprintf(), it copies what fits, always adds a
/// NUL and returns the full length in bytes. If this length is not less than
/// capacity, the copy is truncated. A character that does not fit completely is
/// left out. If capacity is 0 or less, it writes nothing.
///
/// NULL: for a NULL result or an index out of range, copies "" and returns 0.
/// Does not write to a NULL buffer.
/// Ownership: the caller owns the buffer.
/// Threads: any, at the same time, each with its own buffer.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_phone_number_copy(
    result: *const smsp_result,
    index: i32,
    buffer: *mut c_char,
    capacity: i32,
) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one these ask for.
    unsafe {
        let number = read_entry(result, index, "", |entry| entry.phone_number());
        pointers::copy(number, buffer, capacity)
    }
}

/// Copies the delivery status of an entry, as the server spelled it, into the caller's
/// buffer, like smsp_result_phone_number_copy().
///
/// NULL: for a NULL result or an index out of range, copies "" and returns 0.
/// Does not write to a NULL buffer.
/// Ownership: the caller owns the buffer.
/// Threads: any, at the same time, each with its own buffer.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_status_text_copy(
    result: *const smsp_result,
    index: i32,
    buffer: *mut c_char,
    capacity: i32,
) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one these ask for.
    unsafe {
        let text = read_entry(result, index, "", |entry| entry.status_text());
        pointers::copy(text, buffer, capacity)
    }
}

/// Copies the date of an entry, as the server spelled it, into the caller's
/// buffer, like smsp_result_phone_number_copy().
///
/// NULL: for a NULL result or an index out of range, copies "" and returns 0.
/// Does not write to a NULL buffer.
/// Ownership: the caller owns the buffer.
/// Threads: any, at the same time, each with its own buffer.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_date_text_copy(
    result: *const smsp_result,
    index: i32,
    buffer: *mut c_char,
    capacity: i32,
) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one these ask for.
    unsafe {
        let text = read_entry(result, index, "", |entry| entry.date_text());
        pointers::copy(text, buffer, capacity)
    }
}

/// Copies the date of an entry in the form "2018-02-07T07:38:31Z" (ISO 8601, UTC)
/// into the caller's buffer, like smsp_result_phone_number_copy(). Copies "" if
/// smsp_result_date() returns 0. 21 bytes are enough until the year 9999.
///
/// NULL: for a NULL result or an index out of range, copies "" and returns 0.
/// Does not write to a NULL buffer.
/// Ownership: the caller owns the buffer.
/// Threads: any, at the same time, each with its own buffer.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_date_iso8601_copy(
    result: *const smsp_result,
    index: i32,
    buffer: *mut c_char,
    capacity: i32,
) -> i32 {
    let copy = || {
        // SAFETY: the caller's promise at the top of smsp.h is the one this asks for.
        let entry = unsafe { read_entry(result, index, None, Some) };
        // A date of 0 is none to C.
        let entry = entry.filter(|entry| entry.date() != Some(0));
        let text = entry.and_then(|entry| entry.date_iso8601());
        // SAFETY: the same.
        unsafe { pointers::copy(&text.unwrap_or_default(), buffer, capacity) }
    };
    accessor(|| 0, copy)
}

/// Reads from one entry; `absent` is the answer where there is none.
///
/// # Safety
/// As for [`pointers::borrow`].
unsafe fn read_entry<'a, T: Copy>(
    result: *const smsp_result,
    index: i32,
    absent: T,
    read_one: impl FnOnce(Delivery<'a>) -> T,
) -> T {
    let entry = |result: &'a smsp_result| {
        let index = usize::try_from(index).ok()?;
        result.report()?.get(index)
    };
    // SAFETY: by this function's own contract.
    unsafe {
        read(result, absent, |result| {
            entry(result).map_or(absent, read_one)
        })
    }
}
