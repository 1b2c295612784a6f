//! Waiting until no recipient is waiting any more: `smsp_client_wait`, and
//! `smsp_watch` for hosts without callbacks or with an event loop.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::client::{answer, no_client, smsp_client};
use crate::guard::{accessor, call_back, guard};
use crate::pointers::{self, Argument};
use crate::result::smsp_result;
use smsp::{Canceller, Watch};
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
    /// What smsp_watch_cancel() needs, whatever another thread does meanwhile.
    canceller: Option<Canceller>,
    /// Or the one error that is all there is to report. A child may have inherited
    /// it locked, so nobody waits for the lock.
    polls: Mutex<Result<Watch, Option<Error>>>,
    message_id: String,
    /// A fault inside the library was reported, which is the end.
    met_a_fault: AtomicBool,
}

impl smsp_watch {
    fn new(polls: Result<Watch, Error>, message_id: &str) -> Self {
        Self {
            canceller: polls.as_ref().ok().map(Watch::canceller),
            polls: Mutex::new(polls.map_err(Some)),
            message_id: message_id.to_owned(),
            met_a_fault: AtomicBool::new(false),
        }
    }

    /// The result of the next poll; `None` after the last, and if another thread
    /// has the watch.
    fn next(&self) -> Option<smsp_result> {
        let mut polls = self.polls.try_lock().ok()?;
        let outcome = match &mut *polls {
            Ok(polls) => polls.next(),
            Err(error) => error.take().map(Err),
        };
        Some(smsp_result::new(outcome?, &self.message_id))
    }

    /// What is reported if a poll met a fault: once, since a program may go on until
    /// there is no result.
    fn fault(&self) -> Option<smsp_result> {
        let is_first = !self.met_a_fault.swap(true, Ordering::Relaxed);
        is_first.then(|| smsp_result::new(Err(ErrorKind::Internal.into()), &self.message_id))
    }

    fn delay(&self) -> Option<Duration> {
        if self.met_a_fault.load(Ordering::Relaxed) {
            return None;
        }
        match &*self.polls.try_lock().ok()? {
            Ok(polls) => polls.delay(),
            Err(error) => error.as_ref().map(|_| Duration::ZERO),
        }
    }
}

/// Asks again and again until no recipient is waiting any more. It asks at
/// once, then after pauses that grow from the first to the longest poll
/// interval of the options, and later if the server asks for a longer pause. A
/// message that has no recipients yet counts as waiting.
///
/// Transient failures (no connection, a timeout, a broken connection, too many
/// requests, HTTP 5xx, 408, 421, 425) do not end the wait. Once a report has
/// come, only a positive code, SMSP_ERROR_CANCELLED,
/// SMSP_ERROR_INVALID_ARGUMENT and SMSP_ERROR_INTERNAL end it. The wait may
/// exceed max_wait_ms by at most one second; it ends early if the server asks
/// for a pause that reaches past its end. When the wait is over, the function
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
    let failure = |error: Error| answer(id, || Err(error));
    guard(
        || failure(ErrorKind::Internal.into()),
        || {
            let notify = |result: &smsp_result| {
                let Some(on_poll) = on_poll else {
                    return true;
                };
                // SAFETY: the caller gave a function of this type, to be called with
                // this pointer.
                call_back(|| unsafe { on_poll(result, user_data) } != 0)
            };
            match watch() {
                Ok(watch) => wait(watch, &id.as_given(), notify)
                    .map_or_else(|| failure(ErrorKind::Timeout.into()), pointers::give),
                Err(error) => {
                    let result = smsp_result::new(Err(error), &id.as_given());
                    notify(&result);
                    pointers::give(result)
                }
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
/// copies the string. The client may be freed before the watch, which then
/// reports SMSP_ERROR_CANCELLED.
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
    let broken = || pointers::give(smsp_watch::new(Err(ErrorKind::Internal.into()), ""));
    guard(broken, || {
        // SAFETY: by the promise at the top of smsp.h it is NULL or a text.
        let id = unsafe { Argument::new(message_id) };
        // SAFETY: by the same promise it is NULL or a live client.
        let client = unsafe { pointers::borrow(client) };
        let polls = watch(client, id, max_wait_ms);
        pointers::give(smsp_watch::new(polls, &id.as_given()))
    })
}

/// Sleeps until the next poll is due, polls and returns the result, or NULL
/// after the last poll. It does not sleep if the time that
/// smsp_watch_delay_ms() returned has passed.
///
/// NULL: returns NULL.
/// Ownership: free each result with smsp_result_free(); it stays valid after
/// the watch is freed.
/// Threads: one at a time per handle. smsp_watch_cancel() and smsp_client_cancel()
/// from another thread end the sleep.
/// Errors: the result reports every error.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_watch_next(watch: *mut smsp_watch) -> *mut smsp_result {
    // SAFETY: by the promise at the top of smsp.h it is NULL or a live watch.
    let watch = unsafe { pointers::borrow(watch.cast_const()) };
    let result = guard(
        || watch.and_then(smsp_watch::fault),
        || watch.and_then(smsp_watch::next),
    );
    result.map_or(ptr::null_mut(), pointers::give)
}

/// Ends a watch: smsp_watch_next(), which is running or is called next, returns
/// SMSP_ERROR_CANCELLED. That result is the last.
///
/// NULL: does nothing.
/// Threads: any, at the same time; also from a signal handler.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_watch_cancel(watch: *const smsp_watch) {
    // As in smsp_client_cancel(), without the guard.
    // SAFETY: by the promise at the top of smsp.h it is NULL or a live watch.
    if let Some(canceller) = unsafe { pointers::borrow(watch) }.and_then(|w| w.canceller.as_ref()) {
        canceller.cancel();
    }
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
    // SAFETY: by the promise at the top of smsp.h it is NULL or a live watch.
    let delay = || unsafe { pointers::borrow(watch) }.and_then(smsp_watch::delay);
    // Rounded up: after that time the poll is due.
    let milliseconds = |delay: Duration| delay.as_micros().div_ceil(1000) as i64;
    accessor(|| -1, || delay().map_or(-1, milliseconds))
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
    guard(|| (), || drop(unsafe { pointers::take_back(watch) }));
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
