//! Threads of the library: the host's signal handlers never run on them.

use std::io;
use std::thread::{Builder, JoinHandle};

/// Starts a thread that takes no signals but those of a fault of its own. The
/// stack is as large as the system makes it, unless `stack` gives its bytes.
///
/// # Errors
/// The system refuses the thread.
pub fn spawn(
    name: &str,
    stack: Option<usize>,
    work: impl FnOnce() + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    let mut builder = Builder::new().name(name.to_owned());
    if let Some(bytes) = stack {
        builder = builder.stack_size(bytes);
    }
    // A new thread begins with the mask of the one that starts it.
    let _mask = system::SignalsBlocked::begin();
    builder.spawn(work)
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::mem::MaybeUninit;
    use std::ptr;

    /// What a thread gets for its own fault. Blocked, they would end the process.
    const FAULTS: [i32; 7] = [
        libc::SIGSEGV,
        libc::SIGBUS,
        libc::SIGFPE,
        libc::SIGILL,
        libc::SIGTRAP,
        libc::SIGABRT,
        libc::SIGSYS,
    ];

    /// All other signals wait, or go to another thread, until this is dropped.
    pub(super) struct SignalsBlocked(libc::sigset_t);

    impl SignalsBlocked {
        pub(super) fn begin() -> Self {
            let mut all = MaybeUninit::uninit();
            let mut before = MaybeUninit::uninit();
            // SAFETY: each call gets a set of this function's own; the first one
            // makes `all` a set and the last one `before`, which cannot fail with
            // arguments that are valid.
            unsafe {
                libc::sigfillset(all.as_mut_ptr());
                for fault in FAULTS {
                    libc::sigdelset(all.as_mut_ptr(), fault);
                }
                libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
                Self(before.assume_init())
            }
        }
    }

    impl Drop for SignalsBlocked {
        fn drop(&mut self) {
            // SAFETY: the set is the one that this thread had before.
            unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, ptr::null_mut()) };
        }
    }
}

#[cfg(windows)]
use windows as system;

/// Windows has no signals of this kind.
#[cfg(windows)]
mod windows {
    pub(super) struct SignalsBlocked;

    impl SignalsBlocked {
        pub(super) fn begin() -> Self {
            Self
        }
    }
}
