//! `pthread_cancel`: a thread that is cancelled within Rust code ends the process,
//! so the thread is cancelled after the call instead.

/// While it lives, this thread is not cancelled.
#[derive(Debug)]
#[must_use]
pub struct CancellationDisabled(system::State);

impl CancellationDisabled {
    /// Disables the cancellation of this thread.
    pub fn begin() -> Self {
        Self(system::set(system::DISABLED))
    }
}

impl Drop for CancellationDisabled {
    fn drop(&mut self) {
        system::set(self.0);
    }
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
use posix as system;

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
mod posix {
    use std::ffi::c_int;

    pub(super) type State = c_int;

    /// Of <pthread.h>; the crate libc does not have it.
    #[cfg(target_os = "linux")]
    pub(super) const DISABLED: State = 1;
    #[cfg(target_vendor = "apple")]
    pub(super) const DISABLED: State = 0;

    unsafe extern "C" {
        fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
    }

    /// Sets the state of this thread and gives the one before.
    pub(super) fn set(state: State) -> State {
        let mut before = state;
        // SAFETY: POSIX's function, and a number of this function's own.
        unsafe { pthread_setcancelstate(state, &raw mut before) };
        before
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
use others as system;

/// Other systems have no such function.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
mod others {
    pub(super) type State = ();

    pub(super) const DISABLED: State = ();

    pub(super) fn set(_: State) -> State {}
}
