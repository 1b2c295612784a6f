//! What the host's signals and cancellations do to threads.

use std::sync::mpsc;
use std::thread;

use smsp_platform::{CancellationDisabled, spawn};

#[test]
fn a_thread_takes_no_signals_but_those_of_a_fault() {
    let mask = || {
        let mut mask = std::mem::MaybeUninit::uninit();
        // SAFETY: reads the mask of this thread into a set of this function's own.
        unsafe {
            libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), mask.as_mut_ptr());
            let mask = mask.assume_init();
            move |signal| libc::sigismember(&raw const mask, signal) == 1
        }
    };
    let before: Vec<bool> = (1..32).map(mask()).collect();
    let (sender, receiver) = mpsc::channel();
    let thread = spawn("smsp-test", Some(256 << 10), move || {
        let name = thread::current().name().map(str::to_owned);
        sender
            .send(((1..32).map(mask()).collect::<Vec<_>>(), name))
            .unwrap();
    });
    thread.unwrap().join().unwrap();
    let (blocked, name) = receiver.recv().unwrap();
    assert_eq!(name.as_deref(), Some("smsp-test"));
    for signal in 1..32 {
        let is_fault = [
            libc::SIGSEGV,
            libc::SIGBUS,
            libc::SIGFPE,
            libc::SIGILL,
            libc::SIGTRAP,
            libc::SIGABRT,
            libc::SIGSYS,
        ]
        .contains(&signal);
        let cannot_be = [libc::SIGKILL, libc::SIGSTOP].contains(&signal);
        assert_eq!(
            blocked[signal as usize - 1],
            !is_fault && !cannot_be,
            "{signal}"
        );
    }
    assert_eq!((1..32).map(mask()).collect::<Vec<_>>(), before);
}

unsafe extern "C" {
    fn pthread_setcancelstate(state: i32, before: *mut i32) -> i32;
}

#[test]
fn a_thread_is_not_cancelled_within_and_is_as_before_after() {
    let state = || {
        let (mut before, mut current) = (0, 0);
        // SAFETY: sets a state and back; both numbers are this function's own.
        unsafe {
            pthread_setcancelstate(1, &raw mut before);
            pthread_setcancelstate(before, &raw mut current);
        }
        before
    };
    let enabled = state();
    let disabled = CancellationDisabled::begin();
    assert_ne!(state(), enabled);
    drop(disabled);
    assert_eq!(state(), enabled);
}
