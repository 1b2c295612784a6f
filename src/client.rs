//! The calls: one without set-up, and `smsp_client`.

use std::ffi::c_char;

use crate::guard::guard;
use crate::options::smsp_options;
use crate::pointers::{self, Argument};
use crate::result::smsp_result;
use smsp::Client;
use smsp::{Error, ErrorKind};

use smsp::Options;
use smsp::Report;

/// Sends requests with one API key and one set of options, and keeps its
/// connections. Opaque; made by smsp_client_new(), freed by smsp_client_free().
/// Any number of threads may share it, and a child process may continue to use
/// it after fork(). Since 1.0.
#[derive(Clone)]
pub struct smsp_client {
    /// Or what every call answers, where the API key is not usable.
    pub(crate) client: Result<Client, Error>,
}

/// Requests the delivery report of one message. It needs no set-up: it sends
/// the request to https://api.smspartner.fr/v1, trusts Mozilla's certificate
/// authorities and takes at most 10 seconds. It keeps the connections of the
/// eight keys used last, for the next call with the same key. The first call
/// with a key reads the proxy variables of the environment and three more, for a
/// program that cannot be rebuilt: SMSP_BASE_URL sets another address;
/// SMSP_CA_FILE names the certificates to trust, as smsp_options_set_ca_file();
/// or else SMSP_TRUST ("bundled", "system" or "both") sets the trusted
/// authorities, as smsp_options_set_trust(). A program with more rights than its
/// user (set-user-ID) ignores them all.
///
/// NULL: a NULL or empty api_key fails with SMSP_ERROR_API_KEY_REQUIRED, a NULL
/// or empty message_id with SMSP_ERROR_MESSAGE_ID_REQUIRED. The key is checked
/// first; no request is sent.
/// Ownership: free the result with smsp_result_free(); never NULL. The library
/// copies the strings.
/// Threads: any, at the same time.
/// Errors: the result reports every error; see smsp_result_error_code().
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_bulk_status(
    api_key: *const c_char,
    message_id: *const c_char,
) -> *mut smsp_result {
    // SAFETY: by the promise at the top of smsp.h both are NULL or texts.
    let (key, id) = unsafe { (Argument::new(api_key), Argument::new(message_id)) };
    answer(id, || {
        if key.is_missing() {
            return Err(ErrorKind::ApiKeyRequired.into());
        }
        if id.is_missing() {
            return Err(ErrorKind::MessageIdRequired.into());
        }
        smsp::bulk_status(key.text("API key")?, id.text("message ID")?)
    })
}

/// Makes a client. Nothing is sent yet; every call reports an API key that is
/// missing or not UTF-8.
///
/// NULL: NULL options are the defaults; a NULL api_key is a missing key.
/// Ownership: free the client with smsp_client_free(); never NULL. The library
/// copies the key and the options.
/// Threads: any.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_new(
    api_key: *const c_char,
    options: *const smsp_options,
) -> *mut smsp_client {
    let broken = || {
        pointers::give(smsp_client {
            client: Err(ErrorKind::Internal.into()),
        })
    };
    guard(broken, || {
        // SAFETY: by the promise at the top of smsp.h it is NULL or a text.
        let key = unsafe { Argument::new(api_key) };
        // SAFETY: by the same promise it is NULL or live options.
        let options = unsafe { pointers::borrow(options) };
        pointers::give(smsp_client {
            client: make(key, options),
        })
    })
}

/// Requests the delivery report of one message.
///
/// NULL: a NULL client fails with SMSP_ERROR_INVALID_ARGUMENT; a NULL or empty
/// message_id fails with SMSP_ERROR_MESSAGE_ID_REQUIRED. No request is sent.
/// Ownership: free the result with smsp_result_free(); never NULL. It stays
/// valid after the client is freed. The library copies the string.
/// Threads: any, at the same time.
/// Errors: the result reports every error; see smsp_result_error_code().
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_bulk_status(
    client: *const smsp_client,
    message_id: *const c_char,
) -> *mut smsp_result {
    // SAFETY: by the promise at the top of smsp.h it is NULL or a text.
    let id = unsafe { Argument::new(message_id) };
    answer(id, || {
        // SAFETY: by the same promise it is NULL or a live client.
        let client = unsafe { pointers::borrow(client) }.ok_or_else(no_client)?;
        let (client, id) = client.with_id(id)?;
        client.bulk_status(id)
    })
}

/// Ends every call on this client with SMSP_ERROR_CANCELLED: the calls that are
/// running on other threads and all later calls.
///
/// NULL: does nothing.
/// Threads: any, at the same time; also from a signal handler.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_cancel(client: *const smsp_client) {
    // A signal handler may not enter the guard, whose first use on a thread may
    // need memory. Nothing here panics.
    // SAFETY: by the promise at the top of smsp.h it is NULL or a live client.
    if let Some(Ok(client)) = unsafe { pointers::borrow(client) }.map(|c| &c.client) {
        client.cancel();
    }
}

/// Cancels a client as smsp_client_cancel() does and frees it. Calls that are
/// running on other threads, and watches of this client, keep what they need
/// until they end. With the last of them the connections are closed and the API
/// key is wiped. In a child after fork(), the inherited key is wiped at once.
///
/// NULL: does nothing.
/// Threads: any. No call with this handle may begin afterwards.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_free(client: *mut smsp_client) {
    // SAFETY: by the promise at the top of smsp.h the handle came from
    // smsp_client_new() and is not used again.
    let client = move || unsafe { pointers::take_back(client) };
    guard(
        || (),
        || {
            if let Some(Ok(client)) = client().map(|handle| handle.client) {
                client.close();
            }
        },
    );
}

fn make(key: Argument, options: Option<&smsp_options>) -> Result<Client, Error> {
    if key.is_missing() {
        return Err(ErrorKind::ApiKeyRequired.into());
    }
    let key = key.text("API key")?;
    Ok(match options {
        Some(options) => Client::new(key, &options.options),
        None => Client::new(key, &Options::new()),
    })
}

impl smsp_client {
    /// The client and the ID, if both are usable. Missing ones are reported first,
    /// the key before the ID. The client is a share of its own, since the handle may
    /// be freed during the call.
    pub(crate) fn with_id<'a>(&self, id: Argument<'a>) -> Result<(Client, &'a str), Error> {
        match &self.client {
            Err(error) if error.kind() == ErrorKind::ApiKeyRequired => Err(error.clone()),
            _ if id.is_missing() => Err(ErrorKind::MessageIdRequired.into()),
            Err(error) => Err(error.clone()),
            Ok(client) => Ok((client.clone(), id.text("message ID")?)),
        }
    }
}

/// What is answered for a NULL client.
pub(crate) fn no_client() -> Error {
    Error::invalid_argument("The client is NULL; pass one from smsp_client_new().")
}

/// Runs a call and makes its result, whatever happens.
pub(crate) fn answer(
    id: Argument,
    call: impl FnOnce() -> Result<Report, Error>,
) -> *mut smsp_result {
    let result = |outcome| pointers::give(smsp_result::new(outcome, &id.as_given()));
    guard(
        || result(Err(ErrorKind::Internal.into())),
        || result(call()),
    )
}
