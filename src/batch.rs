//! `smsp_batch`: many messages at once.

use std::borrow::Cow;
use std::ffi::{c_char, c_void};
use std::sync::OnceLock;

use crate::client::{no_client, smsp_client};
use crate::guard::{accessor, call_back, guard};
use crate::pointers::{self, Argument, as_i32};
use crate::result::smsp_result;
use smsp::Report;
use smsp::{Error, ErrorKind};

/// smsp_client_bulk_status_many() calls this function as each result arrives,
/// on the calling thread and without holding a lock. index is the position of
/// the message ID in the array; the batch owns result. The function returns
/// nonzero to continue, 0 to stop. It must not throw, longjmp or unwind. Since
/// 1.0.
pub type smsp_batch_fn = Option<
    unsafe extern "C" fn(index: i32, result: *const smsp_result, user_data: *mut c_void) -> i32,
>;

/// The results of many messages, in the order of their IDs. Opaque; made by
/// smsp_client_bulk_status_many(), freed by smsp_batch_free(). It never
/// changes, so any number of threads may read it at the same time. Since 1.0.
pub struct smsp_batch {
    results: Vec<OnceLock<smsp_result>>,
    /// The call itself could not be understood.
    is_refused: bool,
}

/// Requests the delivery reports of many messages, over as many connections as
/// the options allow. Returns when every message has a result. The results are
/// in the order of the IDs, in whatever order they arrive. A failure for one
/// message does not affect the others. If the server answers "too many
/// requests" (429), the whole batch pauses for a growing time, at least as long
/// as the server asks, and then requests these IDs again. They end
/// with SMSP_ERROR_RATE_LIMITED only if the server answers nothing else during
/// ten pauses. If the callback returns 0, the remaining messages end with
/// SMSP_ERROR_CANCELLED.
///
/// NULL: a NULL or empty ID in the array fails with
/// SMSP_ERROR_MESSAGE_ID_REQUIRED in its own result; with a NULL client, every
/// result fails with SMSP_ERROR_INVALID_ARGUMENT. A NULL array with a count
/// above 0, or a negative count, returns an empty batch, and its error count
/// is 1. A NULL callback is not called. The library only passes user_data to
/// the callback.
/// Ownership: free the batch with smsp_batch_free(); never NULL. The library
/// copies the strings.
/// Threads: any, at the same time. Threads that the function starts end before
/// it returns.
/// Errors: the results report every error.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_client_bulk_status_many(
    client: *const smsp_client,
    message_ids: *const *const c_char,
    count: i32,
    on_result: smsp_batch_fn,
    user_data: *mut c_void,
) -> *mut smsp_batch {
    guard(
        || pointers::give(smsp_batch::failed(count)),
        || {
            // SAFETY: by the promise at the top of smsp.h it is NULL or an array
            // of `count` pointers, each NULL or a text.
            let Some(ids) = (unsafe { pointers::arguments(message_ids, count) }) else {
                return pointers::give(smsp_batch::refused());
            };
            // SAFETY: by the same promise it is NULL or a live client. A callback
            // may free it, so the batch goes by a share of its own.
            let client = unsafe { pointers::borrow(client) }.cloned();
            let batch = smsp_batch::empty(ids.len());
            let notify = on_result.map(|on_result| {
                move |index: usize, result: &smsp_result| {
                    // SAFETY: the caller gave a function of this type, to be called
                    // with this pointer; index is below `count`.
                    call_back(|| unsafe { on_result(index as i32, result, user_data) } != 0)
                }
            });
            batch.fill(client.as_ref(), &ids, notify);
            pointers::give(batch)
        },
    )
}

/// Returns the number of results, which is the number of IDs.
///
/// NULL: returns 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_batch_count(batch: *const smsp_batch) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one `borrow` asks for.
    let batch = || unsafe { pointers::borrow(batch) };
    accessor(
        || 0,
        || batch().map_or(0, |batch| as_i32(batch.results.len())),
    )
}

/// Returns the number of results that are failures; 1 for a batch that was
/// refused as a whole and has no results.
///
/// NULL: returns 0.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_batch_error_count(batch: *const smsp_batch) -> i32 {
    // SAFETY: the caller's promise at the top of smsp.h is the one `borrow` asks for.
    let batch = || unsafe { pointers::borrow(batch) };
    accessor(|| 0, || batch().map_or(0, |batch| as_i32(batch.failures())))
}

/// Returns the result of the message ID at this index, or NULL if there is no
/// such index. The batch owns the result: do not free it.
///
/// NULL: returns NULL. The same applies to an index below 0 or above the
/// count - 1.
/// Ownership: the batch owns the result; it is valid until the batch is freed.
/// Threads: any, at the same time.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_batch_result(
    batch: *const smsp_batch,
    index: i32,
) -> *const smsp_result {
    let result = || {
        // SAFETY: the caller's promise at the top of smsp.h is the one `borrow` asks for.
        let batch = unsafe { pointers::borrow(batch) }?;
        let place = batch.results.get(usize::try_from(index).ok()?)?;
        place.get().map(std::ptr::from_ref)
    };
    accessor(std::ptr::null, || result().unwrap_or(std::ptr::null()))
}

/// Frees a batch, its results and every string that was read from them.
///
/// NULL: does nothing.
/// Threads: from this call on, no thread may use the handle.
/// Since: 1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smsp_batch_free(batch: *mut smsp_batch) {
    // SAFETY: by the promise at the top of smsp.h the handle came from
    // smsp_client_bulk_status_many() and is not used again.
    guard(|| (), || drop(unsafe { pointers::take_back(batch) }));
}

impl smsp_batch {
    fn empty(count: usize) -> Self {
        let mut results = Vec::new();
        results.resize_with(count, OnceLock::new);
        Self {
            results,
            is_refused: false,
        }
    }

    fn refused() -> Self {
        Self {
            results: Vec::new(),
            is_refused: true,
        }
    }

    /// What is left of a batch that met a fault.
    fn failed(count: i32) -> Self {
        let batch = Self::empty(usize::try_from(count).unwrap_or(0));
        batch.fill_rest(ErrorKind::Internal, &[]);
        batch
    }

    fn failures(&self) -> usize {
        let results = self.results.iter().filter_map(OnceLock::get);
        let failures = results.filter(|result| result.outcome().is_err()).count();
        failures + usize::from(self.is_refused)
    }

    /// Asks for every ID, and hands each result to the caller, if he wants it,
    /// who says whether to go on.
    fn fill(
        &self,
        client: Option<&smsp_client>,
        ids: &[Argument],
        mut notify: Option<impl FnMut(usize, &smsp_result) -> bool>,
    ) {
        let is_awaited = notify.is_some();
        let mut hand_out = |place: usize, outcome: Result<Report, Error>| {
            let result = smsp_result::new(outcome, &asked(ids, place));
            let result = self.results[place].get_or_init(|| result);
            notify.as_mut().is_none_or(|notify| notify(place, result))
        };
        // What needs no request is answered first.
        let mut asking = None;
        let mut questions = Vec::new();
        for (place, &id) in ids.iter().enumerate() {
            match client.ok_or_else(no_client).and_then(|c| c.with_id(id)) {
                Ok((client, id)) => {
                    asking = Some(client);
                    questions.push((place, id));
                }
                Err(error) => {
                    if !hand_out(place, Err(error)) {
                        return self.fill_rest(ErrorKind::Cancelled, ids);
                    }
                }
            }
        }
        let mut answers =
            asking.map(|client| client.bulk_status_many(questions.iter().map(|(_, id)| *id)));
        if let Some(answers) = answers.as_mut().filter(|_| !is_awaited) {
            answers.wait_for_all();
        }
        for (nth, outcome) in answers.iter_mut().flatten() {
            if !hand_out(questions[nth].0, outcome) {
                drop(answers);
                return self.fill_rest(ErrorKind::Cancelled, ids);
            }
        }
        let is_inherited = answers.is_some_and(|answers| answers.is_inherited());
        // In a child that was forked in a callback, no more answers come. Otherwise
        // a worker that met a fault took its question with it.
        let kind = if is_inherited {
            ErrorKind::Cancelled
        } else {
            ErrorKind::Internal
        };
        self.fill_rest(kind, ids);
    }

    /// Gives the same failure to every ID without a result.
    fn fill_rest(&self, kind: ErrorKind, ids: &[Argument]) {
        for (place, result) in self.results.iter().enumerate() {
            result.get_or_init(|| smsp_result::new(Err(kind.into()), &asked(ids, place)));
        }
    }
}

/// The ID at this place.
fn asked<'a>(ids: &[Argument<'a>], place: usize) -> Cow<'a, str> {
    ids.get(place).map_or(Cow::Borrowed(""), |id| id.as_given())
}
