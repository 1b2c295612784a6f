//! `smsp_options`: settings, made by one thread at a time.

use std::ffi::{CString, c_char};
use std::time::Duration;

use crate::error_codes::{self, SMSP_OK, smsp_error};
use crate::guard::{accessor, guard};
use crate::pointers::{self, Argument};
use smsp::Error;
use smsp::Options;
use smsp::Trust;

/// Trust Mozilla's certificate authorities, bundled with the library.
pub const SMSP_TRUST_BUNDLED: i32 = 0;
/// Trust the certificate authorities of the operating system.
pub const SMSP_TRUST_SYSTEM: i32 = 1;
/// Trust both.
pub const SMSP_TRUST_BOTH: i32 = 2;

/// Settings for a client. Opaque; made by smsp_options_new(), freed by
/// smsp_options_free(). One thread at a time may use it. Since 1.0.
pub struct smsp_options {
    pub(crate) options: Options,
    error_message: CString,
}

impl smsp_options {
    fn new() -> Self {
        Self {
            options: Options::new(),
            error_message: CString::default(),
        }
    }
}

/// Makes options with default values; the comment of each setter gives its
/// default. This function reads the proxy variables of the environment, once.
///
/// Ownership: free the options with smsp_options_free(); never NULL. A client
/// copies what it needs, so the options may be freed right after
/// smsp_client_new().
/// Threads: any. Afterwards, one thread at a time may use the handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub extern "C" fn smsp_options_new() -> *mut smsp_options {
    guard(
        || pointers::give(smsp_options::new()),
        || pointers::give(smsp_options::new()),
    )
}

/// Sets the address to which requests are sent, without "/bulk-status".
/// Default: "https://api.smspartner.fr/v1". The URL must be https, or http to
/// this machine (localhost, 127.0.0.1, [::1]), without user name, query or
/// fragment.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
/// Ownership: the library copies the string.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_base_url(
    options: *mut smsp_options,
    url: *const c_char,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set_text` asks for.
    unsafe { set_text(options, url, "base URL", Options::set_base_url) }
}

/// Sets the maximum time for a call, in milliseconds, including retries and
/// their pauses: 1 to 86400000 (24 hours). Default: 10000.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_timeout_ms(
    options: *mut smsp_options,
    total: i64,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe { set(options, |o| o.set_timeout(milliseconds(total)?)) }
}

/// Sets the maximum time for one attempt to connect, in milliseconds, including
/// name lookup and TLS: 1 to 86400000 (24 hours). Default: 5000.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_connect_timeout_ms(
    options: *mut smsp_options,
    connect: i64,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe { set(options, |o| o.set_connect_timeout(milliseconds(connect)?)) }
}

/// Sets how many times a failed attempt is repeated: 0 to 100. Default: 2. An
/// attempt is repeated if no connection could be made, after too many requests
/// (429) and after HTTP 502, 503 and 504. The pauses between attempts grow, are
/// at least as long as the server asks, and never go past the timeout.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_max_retries(
    options: *mut smsp_options,
    retries: i32,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe {
        set(options, |o| {
            o.set_max_retries(not_negative(retries.into())?)
        })
    }
}

/// Sets the maximum size of a response, in bytes after decompression: 1 to
/// 2147483647. Default: 67108864 (64 MiB), about 780000 recipients.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_max_response_bytes(
    options: *mut smsp_options,
    bytes: i64,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe { set(options, |o| o.set_max_response_bytes(not_negative(bytes)?)) }
}

/// Sets the maximum number of connections that a client has at the same time: 1
/// to 1024. Further calls wait for their turn, within their timeout. Default:
/// 8.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_max_connections(
    options: *mut smsp_options,
    connections: i32,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe {
        set(options, |o| {
            o.set_max_connections(not_negative(connections.into())?)
        })
    }
}

/// Sets the proxy: "http://[user:password@]host[:port]", or "" for no proxy.
/// The default port is 80. In the user name and the password, "/", "?", "#",
/// spaces and control characters must be percent-encoded, and other characters
/// may be. Other kinds of proxy (https, socks) are not supported.
/// Default: the first of the variables https_proxy, HTTPS_PROXY, all_proxy and
/// ALL_PROXY that is not empty, unless no_proxy, or else NO_PROXY, excludes the
/// host by curl's rules. A call that would use a proxy of the environment whose
/// value is unusable fails with SMSP_ERROR_INVALID_ARGUMENT. A base URL with
/// plain http is this machine and never uses a proxy.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
/// Ownership: the library copies the string.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_proxy(
    options: *mut smsp_options,
    url: *const c_char,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set_text` asks for.
    unsafe { set_text(options, url, "proxy", Options::set_proxy) }
}

/// Trusts the certificates in this PEM file and no others. The file is read
/// during this call, completely: a certificate in it that cannot be read is an
/// error. A server is accepted if one of the authorities in the file signed its
/// certificate, or if that certificate itself is in the file; its host name and
/// dates must be right too. Each of this function and smsp_options_set_trust()
/// replaces the setting of the other.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
/// Ownership: the library copies the string.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT if the file cannot be read, contains no
/// certificate or a damaged one, is not an ordinary file or has more than 16
/// MiB; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_ca_file(
    options: *mut smsp_options,
    pem_path: *const c_char,
) -> smsp_error {
    let set_ca_file = |options: &mut Options, path: &str| options.set_ca_file(path);
    // SAFETY: the caller's promise at the top of smsp.h is the one `set_text` asks for.
    unsafe { set_text(options, pem_path, "certificate file", set_ca_file) }
}

/// Sets the trusted certificate authorities: SMSP_TRUST_BUNDLED (the default),
/// SMSP_TRUST_SYSTEM or SMSP_TRUST_BOTH. The system's certificates are read
/// during this call, from the files that the environment variables
/// SSL_CERT_FILE and SSL_CERT_DIR name or, if neither is set, from the usual
/// places. A system without certificates adds none to SMSP_TRUST_BOTH.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT for any other number, if SSL_CERT_FILE
/// names a file that cannot be read, or for SMSP_TRUST_SYSTEM if the system has
/// no certificates; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_trust(
    options: *mut smsp_options,
    trust: i32,
) -> smsp_error {
    let set_trust = |options: &mut Options| match trust {
        SMSP_TRUST_BUNDLED => options.set_trust(Trust::Bundled),
        SMSP_TRUST_SYSTEM => options.set_trust(Trust::System),
        SMSP_TRUST_BOTH => options.set_trust(Trust::Both),
        other => Err(Error::invalid_argument(format!(
            "There is no trust with the number {other}; pass one of the SMSP_TRUST_ constants."
        ))),
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe { set(options, set_trust) }
}

/// Sets the User-Agent header: 1 to 256 visible ASCII characters and spaces.
/// Default: "libsmsp/" and the version.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
/// Ownership: the library copies the string.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_user_agent(
    options: *mut smsp_options,
    text: *const c_char,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set_text` asks for.
    unsafe { set_text(options, text, "user agent", Options::set_user_agent) }
}

/// Sets the maximum number of requests that a client begins within any 60
/// seconds: 1 to 1000000, or 0 for no limit. Default: 0. If the limit does not
/// let a call begin before its timeout, the call fails at once with
/// SMSP_ERROR_RATE_LIMITED and reports the time to wait.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_max_requests_per_minute(
    options: *mut smsp_options,
    requests: i32,
) -> smsp_error {
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe {
        set(options, |o| {
            o.set_max_requests_per_minute(not_negative(requests.into())?)
        })
    }
}

/// Sets the pause before the second poll of a wait (first) and the longest
/// pause (longest), in milliseconds: 1 to 172800000 (48 hours), with first not
/// above longest. The pauses grow up to the longest. Defaults: 2000 and 300000.
///
/// NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
/// Threads: one at a time per handle.
/// Errors: SMSP_ERROR_INVALID_ARGUMENT; the old values stay.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_set_poll_interval_ms(
    options: *mut smsp_options,
    first: i64,
    longest: i64,
) -> smsp_error {
    let set_interval = |options: &mut Options| {
        options.set_poll_interval(milliseconds(first)?, milliseconds(longest)?)
    };
    // SAFETY: the caller's promise at the top of smsp.h is the one `set` asks for.
    unsafe { set(options, set_interval) }
}

/// Returns the reason why the last setter on these options failed, as an English
/// sentence; "" if it succeeded or none was called. It never contains the API key.
///
/// NULL: returns "".
/// Ownership: the options own the string; it is valid until the next setter is
/// called or the options are freed.
/// Threads: one at a time per handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_error_message(options: *const smsp_options) -> *const c_char {
    // SAFETY: by the promise at the top of smsp.h it is NULL or live options.
    let options = || unsafe { pointers::borrow(options) };
    accessor(
        || c"".as_ptr(),
        || options().map_or(c"".as_ptr(), |options| options.error_message.as_ptr()),
    )
}

/// Frees options. Clients that were made with them do not change.
///
/// NULL: does nothing.
/// Threads: from this call on, no thread may use the handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_options_free(options: *mut smsp_options) {
    // SAFETY: by the promise at the top of smsp.h the handle came from
    // smsp_options_new() and is not used again.
    guard(|| (), || drop(unsafe { pointers::take_back(options) }));
}

/// Runs a setter and gives its number.
///
/// # Safety
/// As for [`pointers::borrow_mut`].
unsafe fn set(
    options: *mut smsp_options,
    setter: impl FnOnce(&mut Options) -> Result<(), Error>,
) -> smsp_error {
    guard(
        || error_codes::SMSP_ERROR_INTERNAL,
        || {
            // SAFETY: by this function's own contract.
            let Some(options) = (unsafe { pointers::borrow_mut(options) }) else {
                return error_codes::SMSP_ERROR_INVALID_ARGUMENT;
            };
            let outcome = setter(&mut options.options);
            let message = outcome.as_ref().map_or_else(Error::message, |()| "");
            options.error_message = pointers::c_string(message);
            outcome.map_or_else(|error| error_codes::error_code(error.kind()), |()| SMSP_OK)
        },
    )
}

/// Runs a setter that takes a text.
///
/// # Safety
/// As for [`pointers::borrow_mut`] and [`Argument::new`].
unsafe fn set_text(
    options: *mut smsp_options,
    text: *const c_char,
    what: &str,
    setter: impl FnOnce(&mut Options, &str) -> Result<(), Error>,
) -> smsp_error {
    // SAFETY: by this function's own contract.
    let text = unsafe { Argument::new(text) };
    // SAFETY: the same.
    unsafe { set(options, |options| setter(options, text.text(what)?)) }
}

fn milliseconds(number: i64) -> Result<Duration, Error> {
    let number = u64::try_from(number).map_err(|_| out_of_range(number))?;
    Ok(Duration::from_millis(number))
}

fn not_negative(number: i64) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| out_of_range(number))
}

/// A number that the setters of the core cannot even be given.
fn out_of_range(number: i64) -> Error {
    Error::invalid_argument(format!(
        "The number {number} is out of range; smsp.h gives the range of each setter."
    ))
}
