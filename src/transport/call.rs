//! The call under way on this thread, as far as the steps inside the HTTP
//! library must know of it. That library hands nothing of ours through, but it
//! does all work of a call on the calling thread.

use std::cell::RefCell;

use crate::stop::Stop;

thread_local! {
    static CURRENT: RefCell<Current> = RefCell::default();
}

#[derive(Debug, Default)]
struct Current {
    stop: Stop,
    has_connected: bool,
}

/// Begins an attempt that this stop ends.
pub(super) fn begin(stop: &Stop) {
    CURRENT.replace(Current {
        stop: stop.clone(),
        has_connected: false,
    });
}

/// Whether the call is to be given up.
pub(super) fn is_stopped() -> bool {
    CURRENT.with_borrow(|current| current.stop.is_raised())
}

/// To be called where a new connection is made.
pub(super) fn connects() {
    CURRENT.with_borrow_mut(|current| current.has_connected = true);
}

/// Whether the attempt needed a new connection, so that the request did not go
/// out over one kept from an earlier call.
pub(super) fn has_connected() -> bool {
    CURRENT.with_borrow(|current| current.has_connected)
}
