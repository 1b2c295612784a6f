//! The C ABI called from Rust: the declarations of `include/smsp.h`, and owners
//! for its handles. Reading a text checks what every text promises.

use std::ffi::{CStr, CString, c_char};
use std::ptr;

// The functions are in this crate; without it the linker would not look there.
use smsp_c_api as _;

macro_rules! handles {
    ($($name:ident),*) => { $(#[repr(C)] pub struct $name { _opaque: [u8; 0] })* };
}
handles!(smsp_client, smsp_options, smsp_result);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct smsp_entry {
    pub date: i64,
    pub status: i32,
    pub stop_sms: i32,
    pub phone_number: *const c_char,
}

#[rustfmt::skip] // One function a line, as in smsp_ffi.h.
unsafe extern "C" {
    fn smsp_options_new() -> *mut smsp_options;
    fn smsp_options_set_base_url(options: *mut smsp_options, url: *const c_char) -> i32;
    fn smsp_options_set_max_retries(options: *mut smsp_options, retries: i32) -> i32;
    fn smsp_options_set_max_response_bytes(options: *mut smsp_options, bytes: i64) -> i32;
    fn smsp_options_free(options: *mut smsp_options);

    fn smsp_client_new(api_key: *const c_char, options: *const smsp_options) -> *mut smsp_client;
    fn smsp_client_bulk_status(client: *const smsp_client, message_id: *const c_char) -> *mut smsp_result;
    fn smsp_client_free(client: *mut smsp_client);

    fn smsp_result_error_code(result: *const smsp_result) -> i32;
    fn smsp_result_error_message(result: *const smsp_result) -> *const c_char;
    fn smsp_result_http_status(result: *const smsp_result) -> i32;
    fn smsp_result_api_code(result: *const smsp_result) -> i32;
    fn smsp_result_retry_after(result: *const smsp_result) -> i32;
    fn smsp_result_message_id(result: *const smsp_result) -> *const c_char;
    fn smsp_result_count(result: *const smsp_result) -> i32;
    fn smsp_result_phone_number(result: *const smsp_result, index: i32) -> *const c_char;
    fn smsp_result_status(result: *const smsp_result, index: i32) -> i32;
    fn smsp_result_status_text(result: *const smsp_result, index: i32) -> *const c_char;
    fn smsp_result_stop_sms(result: *const smsp_result, index: i32) -> i32;
    fn smsp_result_date(result: *const smsp_result, index: i32) -> i64;
    fn smsp_result_date_text(result: *const smsp_result, index: i32) -> *const c_char;
    fn smsp_result_count_status(result: *const smsp_result, status: i32) -> i32;
    fn smsp_result_find(result: *const smsp_result, phone_number: *const c_char) -> i32;
    fn smsp_result_entry(result: *const smsp_result, index: i32, out: *mut smsp_entry) -> i32;
    fn smsp_result_phone_number_copy(result: *const smsp_result, index: i32, buffer: *mut c_char, capacity: i32) -> i32;
    fn smsp_result_message_id_copy(result: *const smsp_result, buffer: *mut c_char, capacity: i32) -> i32;
    fn smsp_result_error_message_copy(result: *const smsp_result, buffer: *mut c_char, capacity: i32) -> i32;
    fn smsp_result_free(result: *mut smsp_result);
}

pub const SMSP_OK: i32 = 0;
pub const SMSP_ERROR_RATE_LIMITED: i32 = -7;
pub const SMSP_ERROR_INTERNAL: i32 = -11;

pub const SMSP_STATUS_UNKNOWN: i32 = 0;
/// Every SMSP_STATUS_ constant.
pub const STATUSES: std::ops::RangeInclusive<i32> = SMSP_STATUS_UNKNOWN..=4;

/// `smsp_options`.
pub struct Options(*mut smsp_options);

#[allow(clippy::new_without_default)] // Its functions are those of the C ABI.
impl Options {
    pub fn new() -> Self {
        // SAFETY: it takes nothing.
        let options = unsafe { smsp_options_new() };
        assert!(!options.is_null(), "options are never NULL");
        Self(options)
    }

    pub fn set_base_url(&self, url: &str) {
        let url = c_string(url);
        // SAFETY: here and below, the handle lives as long as `self`, and the
        // text until the end of the function.
        accepted(unsafe { smsp_options_set_base_url(self.0, url.as_ptr()) });
    }

    pub fn set_max_retries(&self, retries: i32) {
        // SAFETY: as above.
        accepted(unsafe { smsp_options_set_max_retries(self.0, retries) });
    }

    pub fn set_max_response_bytes(&self, bytes: i64) {
        // SAFETY: as above.
        accepted(unsafe { smsp_options_set_max_response_bytes(self.0, bytes) });
    }
}

fn accepted(outcome: i32) {
    assert_eq!(outcome, SMSP_OK, "a setter refused its argument");
}

impl Drop for Options {
    fn drop(&mut self) {
        // SAFETY: the handle is this value's alone.
        unsafe { smsp_options_free(self.0) }
    }
}

/// `smsp_client`.
pub struct Client(*mut smsp_client);

impl Client {
    pub fn new(api_key: &str, options: &Options) -> Self {
        let api_key = c_string(api_key);
        // SAFETY: the text and the options live until the end of the function.
        let client = unsafe { smsp_client_new(api_key.as_ptr(), options.0) };
        assert!(!client.is_null(), "a client is never NULL");
        Self(client)
    }

    pub fn bulk_status(&self, message_id: &str) -> CallResult {
        let message_id = c_string(message_id);
        // SAFETY: the client lives as long as `self`; the result is new.
        unsafe { CallResult::own(smsp_client_bulk_status(self.0, message_id.as_ptr())) }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: the handle is this value's alone.
        unsafe { smsp_client_free(self.0) }
    }
}

/// `smsp_result`.
pub struct CallResult(*mut smsp_result);

impl CallResult {
    /// # Safety
    /// The handle is a result that nobody else frees.
    pub unsafe fn own(result: *mut smsp_result) -> Self {
        assert!(!result.is_null(), "a result is never NULL");
        Self(result)
    }

    pub fn error_code(&self) -> i32 {
        // SAFETY: here and below, the handle lives as long as `self`.
        unsafe { smsp_result_error_code(self.0) }
    }

    pub fn error_message(&self) -> &str {
        // SAFETY: as above.
        unsafe { text(smsp_result_error_message(self.0)) }
    }

    pub fn http_status(&self) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_http_status(self.0) }
    }

    pub fn api_code(&self) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_api_code(self.0) }
    }

    pub fn retry_after(&self) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_retry_after(self.0) }
    }

    pub fn message_id(&self) -> &str {
        // SAFETY: as above.
        unsafe { text(smsp_result_message_id(self.0)) }
    }

    pub fn count(&self) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_count(self.0) }
    }

    pub fn phone_number(&self, index: i32) -> &str {
        // SAFETY: as above.
        unsafe { text(smsp_result_phone_number(self.0, index)) }
    }

    pub fn status(&self, index: i32) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_status(self.0, index) }
    }

    pub fn status_text(&self, index: i32) -> &str {
        // SAFETY: as above.
        unsafe { text(smsp_result_status_text(self.0, index)) }
    }

    pub fn stop_sms(&self, index: i32) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_stop_sms(self.0, index) }
    }

    pub fn date(&self, index: i32) -> i64 {
        // SAFETY: as above.
        unsafe { smsp_result_date(self.0, index) }
    }

    pub fn date_text(&self, index: i32) -> &str {
        // SAFETY: as above.
        unsafe { text(smsp_result_date_text(self.0, index)) }
    }

    pub fn count_status(&self, status: i32) -> i32 {
        // SAFETY: as above.
        unsafe { smsp_result_count_status(self.0, status) }
    }

    pub fn find(&self, phone_number: &str) -> i32 {
        let phone_number = c_string(phone_number);
        // SAFETY: as above, and the text lives until the end of the function.
        unsafe { smsp_result_find(self.0, phone_number.as_ptr()) }
    }

    /// The entry and the text in it; `None` if there is no such entry.
    pub fn entry(&self, index: i32) -> Option<(smsp_entry, &str)> {
        let untouched = smsp_entry {
            date: i64::MIN,
            status: i32::MIN,
            stop_sms: i32::MIN,
            phone_number: ptr::null(),
        };
        let mut entry = untouched;
        // SAFETY: as above, and the struct is this function's own.
        match unsafe { smsp_result_entry(self.0, index, &mut entry) } {
            // SAFETY: a filled entry holds a text of the result.
            1 => Some((entry, unsafe { text(entry.phone_number) })),
            0 => {
                assert!(entry.phone_number.is_null() && entry.date == untouched.date);
                assert!(entry.status == i32::MIN && entry.stop_sms == i32::MIN);
                None
            }
            other => panic!("smsp_result_entry() returned {other}"),
        }
    }

    pub fn phone_number_copy(&self, index: i32, capacity: i32) -> Copied {
        // SAFETY: as above, and the buffer has that capacity.
        copy(capacity, |buffer| unsafe {
            smsp_result_phone_number_copy(self.0, index, buffer, capacity)
        })
    }

    pub fn message_id_copy(&self, capacity: i32) -> Copied {
        // SAFETY: as for the phone number.
        copy(capacity, |buffer| unsafe {
            smsp_result_message_id_copy(self.0, buffer, capacity)
        })
    }

    pub fn error_message_copy(&self, capacity: i32) -> Copied {
        // SAFETY: as for the phone number.
        copy(capacity, |buffer| unsafe {
            smsp_result_error_message_copy(self.0, buffer, capacity)
        })
    }
}

impl Drop for CallResult {
    fn drop(&mut self) {
        // SAFETY: the handle is this value's alone.
        unsafe { smsp_result_free(self.0) }
    }
}

/// The outcome of one of the `_copy` functions.
#[derive(Debug, PartialEq)]
pub struct Copied {
    /// The number it returned.
    pub length: i32,
    /// The text in the buffer before the NUL; `None` if nothing was written.
    pub text: Option<String>,
}

/// Calls a `_copy` function with a buffer of this capacity, and checks that it
/// wrote a text, its NUL and not a byte more.
fn copy(capacity: i32, call: impl FnOnce(*mut c_char) -> i32) -> Copied {
    /// Stands in no UTF-8 text.
    const UNTOUCHED: u8 = 0xff;
    /// The number of bytes behind the buffer that must stay untouched.
    const BEHIND: usize = 16;
    let capacity = usize::try_from(capacity).unwrap_or(0);
    let mut buffer = vec![UNTOUCHED; capacity + BEHIND];
    let length = call(buffer.as_mut_ptr().cast());
    let text = (capacity > 0).then(|| {
        let copied = CStr::from_bytes_until_nul(&buffer[..capacity]).expect("a copy ends with NUL");
        copied.to_str().expect("a copy is UTF-8").to_owned()
    });
    let written = text.as_ref().map_or(0, |text| text.len() + 1);
    assert!(buffer[written..].iter().all(|&byte| byte == UNTOUCHED));
    Copied { length, text }
}

/// A text that the library handed out.
///
/// # Safety
/// It is NULL or belongs to a handle that lives for `'a`.
unsafe fn text<'a>(start: *const c_char) -> &'a str {
    assert!(!start.is_null(), "a text is never NULL");
    // SAFETY: by the contract above; that it ends with NUL is what is tested,
    // and AddressSanitizer sees if it does not.
    let text = unsafe { CStr::from_ptr(start) };
    text.to_str().expect("a text is UTF-8")
}

fn c_string(text: &str) -> CString {
    CString::new(text).expect("a text for C has no NUL inside")
}
