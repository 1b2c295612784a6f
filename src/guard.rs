//! One guard around every entry: a panic becomes a value, and a thread is not
//! cancelled in the middle.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use smsp_platform::{CancellationDisabled, undivided};

thread_local! {
    /// How many entries of this library are under way on this thread. It has no
    /// destructor, so it is there for calls at the end of a thread too.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs an entry; if it panics, the answer is `fallback`'s and nothing is printed.
/// `pthread_cancel` takes effect after it, also if it hits the thread in a callback:
/// glibc's way to end a thread cannot pass `catch_unwind`, it ends the process there.
pub(crate) fn guard<T>(fallback: impl FnOnce() -> T, entry: impl FnOnce() -> T) -> T {
    let _disabled = CancellationDisabled::begin();
    accessor(fallback, entry)
}

/// The guard of an entry that reads from memory only, which is no place where a
/// thread is cancelled.
pub(crate) fn accessor<T>(fallback: impl FnOnce() -> T, entry: impl FnOnce() -> T) -> T {
    begin_once();
    DEPTH.set(DEPTH.get() + 1);
    // Nothing that the entry was changing is looked at again: results are made
    // whole at the end, options keep their old value, locks ignore poison.
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        #[cfg(smsp_planted_panic)]
        plant_panic();
        entry()
    }));
    DEPTH.set(DEPTH.get() - 1);
    outcome.unwrap_or_else(|_| fallback())
}

/// Calls the host back. Its panics are not this library's.
pub(crate) fn call_back<T>(host: impl FnOnce() -> T) -> T {
    let depth = DEPTH.replace(0);
    let answer = host();
    DEPTH.set(depth);
    answer
}

static HAS_BEGUN: AtomicBool = AtomicBool::new(false);

/// In every entry, so it is no call.
#[inline(always)]
fn begin_once() {
    if !HAS_BEGUN.load(Ordering::Acquire) {
        begin();
    }
}

/// What the first entry does. A fork waits for it, since a child would wait for
/// ever for the thread that is doing it.
#[cold]
fn begin() {
    undivided(|| {
        if !HAS_BEGUN.load(Ordering::Acquire) {
            silence_own_panics();
            #[cfg(windows)]
            smsp_platform::stay_loaded();
            HAS_BEGUN.store(true, Ordering::Release);
        }
    });
}

/// Keeps the text and backtrace of a panic inside this library off stderr. Any
/// other panic of the program still reaches the hook that was set before; a
/// hook that is set later replaces this one and decides for itself.
fn silence_own_panics() {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if DEPTH.get() == 0 && !is_own_thread() {
            previous(panic);
        }
    }));
}

/// Whether the library started this thread.
fn is_own_thread() -> bool {
    thread::current()
        .name()
        .is_some_and(|name| name.starts_with("smsp-"))
}

/// Lets a test see what a fault in any entry does.
#[cfg(smsp_planted_panic)]
fn plant_panic() {
    assert!(
        std::env::var_os("SMSP_TEST_PANIC").is_none(),
        "a planted panic"
    );
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    static SEEN_BY_HOST: AtomicU32 = AtomicU32::new(0);

    #[test]
    fn a_panic_becomes_the_fallback_and_the_host_s_hook_sees_only_its_own() {
        panic::set_hook(Box::new(|_| {
            SEEN_BY_HOST.fetch_add(1, Ordering::Relaxed);
        }));
        assert_eq!(guard(|| -11, || 5), 5);
        assert_eq!(guard(|| -11, || panic!("planted inside")), -11);
        assert_eq!(SEEN_BY_HOST.load(Ordering::Relaxed), 0);
        assert!(thread::spawn(|| panic!("planted outside")).join().is_err());
        assert_eq!(SEEN_BY_HOST.load(Ordering::Relaxed), 1);
    }
}
