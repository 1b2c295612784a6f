//! The handlers of fork() are there before the first call. A test of its own, since
//! nothing of the library may have been called before.
#![cfg(target_os = "linux")]

use smsp_platform::{generation, undivided};

#[test]
fn a_child_that_is_forked_before_the_first_call_has_a_generation_of_its_own() {
    // SAFETY: the child calls what is safe in it.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let is_whole = generation() == 1 && undivided(|| true);
        // SAFETY: ends the child and nothing else.
        unsafe { libc::_exit(i32::from(!is_whole)) };
    }
    let mut status = -1;
    // SAFETY: the child is ours, and the status this function's own.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0);
    assert_eq!(generation(), 0);
}
