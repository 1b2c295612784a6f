//! The one place where a raw pointer becomes a reference, a text or a box.
//!
//! Every function here takes NULL. What a caller of the C ABI promises for any
//! other pointer is the same everywhere, and stands at the top of `smsp.h`: it
//! came from this library or points to a NUL-terminated text, and it has not
//! been freed.

use std::borrow::Cow;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::slice;

use smsp::Error;

/// The handle behind a pointer.
///
/// # Safety
/// `handle` is NULL, or came from [`give`] and is neither freed nor changed
/// while `'a` lasts.
pub(crate) unsafe fn borrow<'a, T>(handle: *const T) -> Option<&'a T> {
    // SAFETY: by the contract above it is NULL or points to a live `T`.
    unsafe { handle.as_ref() }
}

/// The same, to be changed.
///
/// # Safety
/// As for [`borrow`], and no other thread uses the handle meanwhile.
pub(crate) unsafe fn borrow_mut<'a, T>(handle: *mut T) -> Option<&'a mut T> {
    // SAFETY: by the contract above it is NULL or points to a `T` that is ours alone.
    unsafe { handle.as_mut() }
}

/// Hands a value to the caller, who gives it back to a `…_free` function.
pub(crate) fn give<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// Takes back what [`give`] handed out; it is freed when the answer is dropped.
///
/// # Safety
/// `handle` is NULL, or came from [`give`] and is not used again by anyone.
pub(crate) unsafe fn take_back<T>(handle: *mut T) -> Option<Box<T>> {
    // SAFETY: by the contract above the box is whole and ours again.
    (!handle.is_null()).then(|| unsafe { Box::from_raw(handle) })
}

/// A text argument.
#[derive(Clone, Copy)]
pub(crate) struct Argument<'a>(Option<&'a CStr>);

impl<'a> Argument<'a> {
    /// # Safety
    /// `text` is NULL, or points to a NUL-terminated text that lives and stays
    /// as it is for `'a`.
    pub(crate) unsafe fn new(text: *const c_char) -> Self {
        if text.is_null() {
            return Self(None);
        }
        // SAFETY: by the contract above it points to a NUL-terminated text.
        Self(Some(unsafe { CStr::from_ptr(text) }))
    }

    /// Whether it is NULL or empty.
    pub(crate) fn is_missing(self) -> bool {
        self.0.is_none_or(CStr::is_empty)
    }

    /// The text, with U+FFFD in place of what is not UTF-8; empty if it is NULL.
    pub(crate) fn as_given(self) -> Cow<'a, str> {
        self.0.map_or(Cow::Borrowed(""), CStr::to_string_lossy)
    }

    /// The text; `what` names it for the message where it is NULL or not UTF-8.
    pub(crate) fn text(self, what: &str) -> Result<&'a str, Error> {
        let text = self
            .0
            .ok_or_else(|| Error::invalid_argument(format!("The {what} is NULL; pass a text.")))?;
        text.to_str().map_err(|_| {
            Error::invalid_argument(format!(
                "The {what} is not UTF-8; convert it before the call."
            ))
        })
    }
}

/// An array of text arguments; `None` where the array itself is missing.
///
/// # Safety
/// `texts` is NULL, or points to `count` pointers for which the promise of
/// [`Argument::new`] holds.
pub(crate) unsafe fn arguments<'a>(
    texts: *const *const c_char,
    count: i32,
) -> Option<Vec<Argument<'a>>> {
    let count = usize::try_from(count).ok()?;
    if count == 0 {
        return Some(Vec::new());
    }
    if texts.is_null() {
        return None;
    }
    // SAFETY: by the contract above there are `count` pointers.
    let texts = unsafe { slice::from_raw_parts(texts, count) };
    // SAFETY: by the same contract each is NULL or points to a text.
    Some(
        texts
            .iter()
            .map(|&text| unsafe { Argument::new(text) })
            .collect(),
    )
}

/// A text for C to read. A NUL inside becomes U+FFFD, so that it hides nothing.
pub(crate) fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{FFFD}")).unwrap_or_default()
}

/// Where a text begins that is ended by the first NUL in this memory.
pub(crate) fn start_of(memory: &str) -> *const c_char {
    debug_assert!(memory.contains('\0'));
    memory.as_ptr().cast()
}

/// Copies a text by the rules of `snprintf`: what fits, always ended by a NUL,
/// and the answer is the text's whole length in bytes. A character that does
/// not fit whole is left out, so that the copy is UTF-8 too.
///
/// # Safety
/// `buffer` is NULL, or `capacity` bytes can be written there.
pub(crate) unsafe fn copy(text: &str, buffer: *mut c_char, capacity: i32) -> i32 {
    let room = usize::try_from(capacity)
        .ok()
        .and_then(|n| n.checked_sub(1));
    if let Some(room) = room.filter(|_| !buffer.is_null()) {
        let mut end = room.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let fitting = &text[..end];
        // SAFETY: `fitting` and the NUL are at most `capacity` bytes, which by
        // the contract above can be written; the text is the library's own
        // memory, so the two do not overlap.
        unsafe {
            ptr::copy_nonoverlapping(fitting.as_ptr().cast(), buffer, fitting.len());
            *buffer.add(fitting.len()) = 0;
        }
    }
    i32::try_from(text.len()).unwrap_or(i32::MAX)
}

/// A count for C. The limit of the answer's size keeps every count within 31 bits.
pub(crate) fn as_i32(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
