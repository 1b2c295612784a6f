//! Waiting until no recipient is waiting any more: `smsp_client_wait`, and
//! `smsp_watch` for hosts without callbacks or with an event loop.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::time::Duration;

use crate::client::{answer, no_client, smsp_client};
use crate::guard::{guard, outside};
use crate::pointers::{self, Argument};
use crate::result::smsp_result;
use smsp::Watch;
use smsp::{Error, ErrorKind};

/// smsp_client_wait() calls this function after each poll, on the calling
/// thread and without holding a lock. The result is valid only until this
/// function returns. The function returns nonzero to continue, 0 to stop. It
/// must not throw, longjmp or unwind. Since 1.0.
pub type smsp_progress_fn =
    Option<unsafe extern "C" fn(result: *const smsp_result, user_data: *mut c_void) -> i32>;

/// Polls one message, for a program that does not want a callback. Opaque; made
/// by smsp_watch_new(), freed by smsp_watch_free(). One thread at a time may
/// use it. Since 1.0.
pub struct smsp_watch {
    /// Or the one error that is all there is to tell.
    polls: Result<Watch, Option<Error>>,
    message_id: String,
}

/// Asks again and again until no recipient is waiting any more. It asks at
/// once, then after pauses that grow from the first to the longest poll
/// interval of the options. A message that has no recipients yet counts as
/// waiting. Transient failures (no connection, a timeout, HTTP 5xx, too many
/// requests) do not end the wait; any other failure does. The wait may exceed
/// max_wait_ms by at most one second. When max_wait_ms is over, the function
/// returns the newest report, or the last failure if no report came. If the
/// callback returns 0, the function returns the result that the callback
/// received.
///
/// NULL: as for smsp_client_bulk_status(). A NULL callback is not called. The
/// library only passes user_data to the callback.
/// Ownership: free the result with smsp_result_free(); never NULL. The library
/// copies the string.
/// Threads: any, at the same time.
/// Errors: the result reports every error. It reports
/// SMSP_ERROR_INVALID_ARGUMENT for a negative wait.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_wait(
    client: *const smsp_client,
    message_id: *const c_char,
    max_wait_ms: i64,
    on_poll: smsp_progress_fn,
    user_data: *mut c_void,
) -> *mut smsp_result {
    // SAFETY: by the promise at the top of smsp.h it is NULL or a text.
    let id = unsafe { Argument::new(message_id) };
    // SAFETY: by the same promise it is NULL or a live client.
    let watch = || watch(unsafe { pointers::borrow(client) }, id, max_wait_ms);
    let notify = |result: &smsp_result| {
        let Some(on_poll) = on_poll else {
            return true;
        };
        // SAFETY: the caller gave a function of this type, to be called with
        // this pointer.
        outside(|| unsafe { on_poll(result, user_data) } != 0)
    };
    let failure = |error: Error| answer(id, || Err(error));
    guard(
        || failure(ErrorKind::Internal.into()),
        || match watch() {
            Ok(watch) => wait(watch, id.text("message ID").unwrap_or_default(), notify)
                .map_or_else(|| failure(ErrorKind::Timeout.into()), pointers::give),
            Err(error) => {
                let result =
                    smsp_result::new(Err(error), id.text("message ID").unwrap_or_default());
                notify(&result);
                pointers::give(result)
            }
        },
    )
}

/// Makes a watch, which polls as smsp_client_wait() does, but without a
/// callback. smsp_watch_next() returns the result of each poll. Nothing is sent
/// yet.
///
/// NULL: as for smsp_client_bulk_status(); the first smsp_watch_next() reports
/// the error.
/// Ownership: free the watch with smsp_watch_free(); never NULL. The library
/// copies the string. The client must outlive the watch.
/// Threads: any. Afterwards, one thread at a time may use the handle.
/// Errors: the first result reports every error; SMSP_ERROR_INVALID_ARGUMENT
/// for a negative max_wait_ms.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_watch_new(
    client: *const smsp_client,
    message_id: *const c_char,
    max_wait_ms: i64,
) -> *mut smsp_watch {
    let broken = || {
        pointers::give(smsp_watch {
            polls: Err(Some(ErrorKind::Internal.into())),
            message_id: String::new(),
        })
    };
    guard(broken, || {
        // SAFETY: by the promise at the top of smsp.h it is NULL or a text.
        let id = unsafe { Argument::new(message_id) };
        // SAFETY: by the same promise it is NULL or a live client.
        let client = unsafe { pointers::borrow(client) };
        pointers::give(smsp_watch {
            polls: watch(client, id, max_wait_ms).map_err(Some),
            message_id: id.text("message ID").unwrap_or_default().to_owned(),
        })
    })
}

/// Sleeps until the next poll is due, polls and returns the result, or NULL
/// after the last poll. It does not sleep if the time that
/// smsp_watch_delay_ms() returned has passed.
///
/// NULL: returns NULL.
/// Ownership: free each result with smsp_result_free(); it stays valid after
/// the watch is freed.
/// Threads: one at a time per handle. smsp_client_cancel() from another thread
/// ends the sleep.
/// Errors: the result reports every error.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_watch_next(watch: *mut smsp_watch) -> *mut smsp_result {
    guard(ptr::null_mut, || {
        // SAFETY: by the promise at the top of smsp.h it is NULL or a live watch
        // that no other thread uses now.
        let Some(watch) = (unsafe { pointers::borrow_mut(watch) }) else {
            return ptr::null_mut();
        };
        let outcome = match &mut watch.polls {
            Ok(polls) => polls.next(),
            Err(error) => error.take().map(Err),
        };
        match outcome {
            Some(outcome) => pointers::give(smsp_result::new(outcome, &watch.message_id)),
            None => ptr::null_mut(),
        }
    })
}

/// Returns the number of milliseconds until the next poll is due: 0 if it is
/// due now, -1 if there is no next poll. A program with an event loop waits for
/// this time, then calls smsp_watch_next().
///
/// NULL: returns -1.
/// Threads: one at a time per handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_watch_delay_ms(watch: *const smsp_watch) -> i64 {
    let delay = || {
        // SAFETY: by the promise at the top of smsp.h it is NULL or a live watch.
        match &unsafe { pointers::borrow(watch) }?.polls {
            Ok(polls) => polls.delay(),
            Err(error) => error.as_ref().map(|_| Duration::ZERO),
        }
    };
    // Rounded up: after that time the poll is due.
    let milliseconds = |delay: Duration| delay.as_micros().div_ceil(1000) as i64;
    guard(|| -1, || delay().map_or(-1, milliseconds))
}

/// Frees a watch. Its results stay valid.
///
/// NULL: does nothing.
/// Threads: from this call on, no thread may use the handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_watch_free(watch: *mut smsp_watch) {
    // SAFETY: by the promise at the top of smsp.h the handle came from
    // smsp_watch_new() and is not used again.
    guard(|| (), || unsafe { pointers::take_back(watch) });
}

/// The polls, if the arguments are usable.
fn watch(client: Option<&smsp_client>, id: Argument, max_wait_ms: i64) -> Result<Watch, Error> {
    let (client, id) = client.ok_or_else(no_client)?.with_id(id)?;
    let max_wait = u64::try_from(max_wait_ms).map_err(|_| {
        Error::invalid_argument("The longest wait is negative; pass 0 or more milliseconds.")
    })?;
    Ok(client.watch(id, Duration::from_millis(max_wait)))
}

/// Polls to the end, or until the caller wants no more; the best answer.
fn wait(
    watch: Watch,
    message_id: &str,
    mut notify: impl FnMut(&smsp_result) -> bool,
) -> Option<smsp_result> {
    let mut best: Option<smsp_result> = None;
    for outcome in watch {
        let result = smsp_result::new(outcome, message_id);
        if !notify(&result) {
            return Some(result);
        }
        best = match best {
            Some(earlier) if !Watch::is_better(result.outcome(), earlier.outcome()) => {
                Some(earlier)
            }
            _ => Some(result),
        };
    }
    best
}
