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

/// Asks with one API key and one set of options and keeps its connections.
/// Opaque; made by smsp_client_new(), freed by smsp_client_free(). Any number
/// of threads may share it, and a child after fork() may go on using it.
/// Since 1.0.
pub struct smsp_client {
    /// Or what every call answers, where the API key is not usable.
    pub(crate) client: Result<Client, Error>,
}

/// Asks what became of one message. No set-up: it asks
/// https://api.smspartner.fr/v1 with Mozilla's certificates, for 10 seconds at
/// most, and keeps its connections for the next call with the same key (the
/// eight keys used last). The proxy variables of the environment and
/// SMSP_BASE_URL, another address for a program that cannot be rebuilt, are
/// read at the first call with a key.
///
/// NULL: a NULL or empty key is SMSP_ERROR_API_KEY_REQUIRED, a NULL or empty
/// ID SMSP_ERROR_MESSAGE_ID_REQUIRED, in that order and without a request.
/// Ownership: free the result with smsp_result_free(); never NULL. The texts
/// are copied.
/// Threads: any, at the same time.
/// Errors: all, in the result: see smsp_result_error_code().
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

/// Makes a client. Nothing is sent yet; an API key that is missing or not
/// UTF-8 is told by each call.
///
/// NULL: NULL options are the defaults; a NULL key is a missing one.
/// Ownership: free it with smsp_client_free(); never NULL. The key and the
/// options are copied.
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

/// Asks what became of one message.
///
/// NULL: a NULL client is SMSP_ERROR_INVALID_ARGUMENT; a NULL or empty ID is
/// SMSP_ERROR_MESSAGE_ID_REQUIRED, without a request.
/// Ownership: free the result with smsp_result_free(); never NULL. It outlives
/// the client. The text is copied.
/// Threads: any, at the same time.
/// Errors: all, in the result: see smsp_result_error_code().
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

/// Ends every call on this client as SMSP_ERROR_CANCELLED: those under way on
/// other threads and all later ones.
///
/// NULL: nothing happens.
/// Threads: any, at the same time; not from a signal handler.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_cancel(client: *const smsp_client) {
    guard(
        || (),
        || {
            // SAFETY: by the promise at the top of smsp.h it is NULL or a live client.
            if let Some(Ok(client)) = unsafe { pointers::borrow(client) }.map(|c| &c.client) {
                client.cancel();
            }
        },
    );
}

/// Frees a client, closes its connections and wipes its API key.
///
/// NULL: nothing happens.
/// Threads: none may use the handle any more; wait for its calls first.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_free(client: *mut smsp_client) {
    // SAFETY: by the promise at the top of smsp.h the handle came from
    // smsp_client_new() and is not used again.
    guard(|| (), || unsafe { pointers::take_back(client) });
}

fn make(key: Argument, options: Option<&smsp_options>) -> Result<Client, Error> {
    if key.is_missing() {
        return Err(ErrorKind::ApiKeyRequired.into());
    }
    let key = key.text("API key")?;
    Ok(match options {
        Some(options) => Client::new(key, &options.0),
        None => Client::new(key, &Options::new()),
    })
}

impl smsp_client {
    /// The client and the ID, if both are usable. Missing ones are told first,
    /// the key before the ID.
    pub(crate) fn with_id<'a>(&'a self, id: Argument<'a>) -> Result<(&'a Client, &'a str), Error> {
        match &self.client {
            Err(error) if error.kind() == ErrorKind::ApiKeyRequired => Err(error.clone()),
            _ if id.is_missing() => Err(ErrorKind::MessageIdRequired.into()),
            Err(error) => Err(error.clone()),
            Ok(client) => Ok((client, id.text("message ID")?)),
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
    let asked = id.text("message ID").unwrap_or_default();
    guard(
        || pointers::give(smsp_result::new(Err(ErrorKind::Internal.into()), asked)),
        || pointers::give(smsp_result::new(call(), asked)),
    )
}
