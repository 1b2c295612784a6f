//! The entries of an `smsp_result`, one for each recipient.

use std::ffi::c_char;

use crate::pointers::{self, Argument, as_i32};
use crate::result::{read, smsp_result};
use crate::status_codes::{self, smsp_status};
use smsp::Delivery;

/// One recipient, as smsp_result_entry() fills it. The layout is frozen: later
/// versions add functions, not members. Since 1.0.
#[repr(C)]
pub struct smsp_entry {
    /// When the status was reported, in seconds since 1970-01-01 00:00 UTC; 0
    /// where there is no date.
    pub date: i64,
    /// One of the SMSP_STATUS_ constants.
    pub status: i32,
    /// 1 if the recipient answered STOP, otherwise 0.
    pub stop_sms: i32,
    /// The recipient's number; valid until the result is freed.
    pub phone_number: *const c_char,
}

/// How many entries there are: one for each recipient; 0 after a failure.
///
/// NULL: 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_count(result: *const smsp_result) -> i32 {
    let count = |result: &smsp_result| result.report().map_or(0, |report| as_i32(report.len()));
    // SAFETY: the caller's promise at the top of smsp.h is the one `read` asks for.
    unsafe { read(result, 0, count) }
}

/// The recipient's number as the server spelt it, such as "+33639980001"; ""
/// where it sent none.
///
/// NULL: "". The same for an index that is not from 0 to the count - 1.
/// Ownership: the result's; valid until the result is freed.
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

/// The recipient's delivery status: one of the SMSP_STATUS_ constants.
///
/// NULL: SMSP_STATUS_UNKNOWN. The same for an index out of range.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_status(result: *const smsp_result, index: i32) -> smsp_status {
    let status = |entry: Delivery| status_codes::status_code(entry.status());
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, status_codes::SMSP_STATUS_UNKNOWN, status) }
}

/// The recipient's delivery status as the server spelt it, which tells more
/// than SMSP_STATUS_UNKNOWN.
///
/// NULL: "". The same for an index out of range.
/// Ownership: the result's; valid until the result is freed.
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

/// 1 if the recipient answered STOP, otherwise 0.
///
/// NULL: 0. The same for an index out of range.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_stop_sms(result: *const smsp_result, index: i32) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, 0, |entry| i32::from(entry.stop_sms())) }
}

/// When the status was reported, in seconds since 1970-01-01 00:00 UTC; 0 where
/// the server sent no date or one that is no epoch number.
///
/// NULL: 0. The same for an index out of range.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_result_date(result: *const smsp_result, index: i32) -> i64 {
    // SAFETY: the caller's promise at the top of smsp.h is the one `read_entry` asks for.
    unsafe { read_entry(result, index, 0, |entry| entry.date().unwrap_or(0)) }
}

/// The date as the server spelt it; "" where it sent none.
///
/// NULL: "". The same for an index out of range.
/// Ownership: the result's; valid until the result is freed.
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

/// How many entries have this status.
///
/// NULL: 0. The same for a number that is no status.
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

/// The index of the first entry with exactly this number, as the server spells
/// it; -1 if there is none.
///
/// NULL: -1, for either argument.
/// Ownership: the text is not kept.
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

/// Fills a struct of the caller's with one entry, for languages that cannot
/// take a 64-bit number from a function. Returns 1; or 0 if there is no such
/// entry, and then nothing is written.
///
/// NULL: 0, for either pointer.
/// Ownership: the struct is the caller's; the text in it is the result's and
/// valid until the result is freed.
/// Threads: any, at the same time, each with a struct of its own.
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

/// Copies an entry's phone number into a buffer of the caller's, for languages
/// that cannot read a C string. As snprintf(): what fits is copied, always
/// ended by a NUL, and the whole length in bytes is returned; it was cut if
/// that is not less than the capacity. A character that does not fit whole is
/// left out. A capacity of 0 or less writes nothing.
///
/// NULL: 0 for a NULL result or an index out of range, which gives ""; a NULL
/// buffer is not written to.
/// Ownership: the buffer is the caller's.
/// Threads: any, at the same time, each with a buffer of its own.
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
