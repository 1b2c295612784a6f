//! What a `fork()` must not break: the one room that knows of it.
//!
//! A child inherits a copy of its parent's memory as it was at that moment: locks
//! that another thread holds, values that another thread is half done with, and
//! descriptors whose other end belongs to the parent. So:
//!
//! - what must not be cut in half happens within [`undivided`], for which a fork
//!   waits;
//! - a process has a [`generation`], which is another one in each child, so that a
//!   value that was made before the fork can be told from the child's own;
//! - the child closes the descriptors of this library at once, before its own code
//!   runs. Later a number may be that of a file of the host's.
//!
//! `pthread_atfork` handlers do this. A child that was made without them, by a raw
//! `clone` system call, is seen by a page of memory that such a child finds wiped
//! (`MADV_WIPEONFORK`, Linux 4.14).

/// Runs a step that a fork must not cut in half: it is short and waits for
/// nothing. Steps are run one after the other.
pub fn undivided<T>(step: impl FnOnce() -> T) -> T {
    system::prepare_once();
    generation();
    let _lock = system::Lock::take();
    step()
}

/// The number of forks that lie between this process and the one that loaded the
/// library. To be compared before anything that was made earlier is touched, a
/// lock above all. Safe in a signal handler.
pub fn generation() -> u64 {
    system::generation()
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::cell::UnsafeCell;
    use std::hint;
    use std::ptr;
    use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Ordering};

    use crate::registry;

    static GENERATION: AtomicU64 = AtomicU64::new(0);

    /// A word that is 1, and 0 in a child that was made by a raw system call.
    static MARK: AtomicPtr<AtomicU32> = AtomicPtr::new(ptr::null_mut());

    static IS_PREPARED: AtomicBool = AtomicBool::new(false);

    /// The lock of [`super::undivided`], for which a fork waits.
    struct ForkLock(UnsafeCell<libc::pthread_mutex_t>);

    // SAFETY: a mutex is made to be shared; only pthread functions touch it.
    unsafe impl Sync for ForkLock {}

    /// Recursive, so that a fork in a signal handler that interrupts a step does
    /// not wait for itself.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    const UNLOCKED: libc::pthread_mutex_t = libc::PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    const UNLOCKED: libc::pthread_mutex_t = libc::PTHREAD_MUTEX_INITIALIZER;

    static LOCK: ForkLock = ForkLock(UnsafeCell::new(UNLOCKED));

    pub(super) struct Lock;

    impl Lock {
        pub(super) fn take() -> Self {
            lock();
            Self
        }
    }

    impl Drop for Lock {
        fn drop(&mut self) {
            unlock();
        }
    }

    fn lock() {
        // SAFETY: the mutex is static and initialised.
        unsafe { libc::pthread_mutex_lock(LOCK.0.get()) };
    }

    fn unlock() {
        // SAFETY: the mutex is static and initialised, and this thread holds it:
        // `Lock` and the handlers below unlock what they have locked.
        unsafe { libc::pthread_mutex_unlock(LOCK.0.get()) };
    }

    /// For a child, which begins with one thread.
    fn reset_lock() {
        // SAFETY: the only thread of this process writes here.
        unsafe { LOCK.0.get().write(UNLOCKED) };
    }

    /// The linker's list of functions that run when the library is loaded. So the
    /// handlers are there before a second thread can be in the middle of a call.
    #[used]
    #[cfg_attr(
        not(target_vendor = "apple"),
        // SAFETY: the section holds pointers to functions that take no argument
        // they need, and this is one.
        unsafe(link_section = ".init_array")
    )]
    #[cfg_attr(
        target_vendor = "apple",
        // SAFETY: the same for Apple's systems.
        unsafe(link_section = "__DATA,__mod_init_func")
    )]
    static AT_LOAD: extern "C" fn() = {
        extern "C" fn at_load() {
            prepare_once();
        }
        at_load
    };

    /// Registers the handlers, unless that has been done: a program that links
    /// the Rust crate may leave the list above out.
    pub(super) fn prepare_once() {
        if IS_PREPARED.swap(true, Ordering::AcqRel) {
            return;
        }
        // An allocator may register handlers at its first use, which hold its locks
        // across a fork. Those that are registered first run last before a fork: they
        // have to wait for a step that needs memory, not the other way round.
        drop(hint::black_box(Box::new(0_u8)));
        // SAFETY: the three are functions without arguments that stay in memory:
        // the C library unregisters them when a plug-in that holds them goes.
        unsafe { libc::pthread_atfork(Some(before), Some(in_parent), Some(in_child)) };
        if let Some(mark) = wiped_in_children() {
            MARK.store(mark, Ordering::Release);
        }
    }

    extern "C" fn before() {
        // A child that was made by a raw system call may fork before it calls
        // anything else here: what it inherited is not its own.
        generation();
        lock();
    }

    extern "C" fn in_parent() {
        unlock();
    }

    extern "C" fn in_child() {
        registry::close_all();
        begin_generation();
        // The thread has another number here than the one that it locked with, so
        // it may not unlock.
        reset_lock();
    }

    pub(super) fn generation() -> u64 {
        let mark = MARK.load(Ordering::Acquire);
        // SAFETY: it is null or the word that `wiped_in_children` made for ever.
        let was_wiped = unsafe { mark.as_ref() }.is_some_and(|m| m.load(Ordering::Acquire) == 0);
        if was_wiped {
            // No handler ran in this child. The lock may be held by a thread that
            // is not here, and the descriptors may be shared on purpose.
            reset_lock();
            registry::forget_all();
            begin_generation();
        }
        GENERATION.load(Ordering::Acquire)
    }

    fn begin_generation() {
        GENERATION.fetch_add(1, Ordering::AcqRel);
        // SAFETY: as in `generation`.
        if let Some(mark) = unsafe { MARK.load(Ordering::Acquire).as_ref() } {
            mark.store(1, Ordering::Release);
        }
    }

    #[cfg(target_os = "linux")]
    fn wiped_in_children() -> Option<*mut AtomicU32> {
        const SIZE: usize = 4096;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: a new mapping, which touches no other memory.
        let page = unsafe { libc::mmap(ptr::null_mut(), SIZE, access, kind, -1, 0) };
        if page == libc::MAP_FAILED {
            return None;
        }
        // SAFETY: the page is the one from above. A kernel before 4.14 refuses.
        if unsafe { libc::madvise(page, SIZE, libc::MADV_WIPEONFORK) } != 0 {
            // SAFETY: the same page, which nobody has seen.
            unsafe { libc::munmap(page, SIZE) };
            return None;
        }
        let mark = page.cast::<AtomicU32>();
        // SAFETY: the page is zeroed, aligned and mapped until the process ends.
        unsafe { &*mark }.store(1, Ordering::Release);
        Some(mark)
    }

    #[cfg(not(target_os = "linux"))]
    fn wiped_in_children() -> Option<*mut AtomicU32> {
        None
    }
}

#[cfg(windows)]
use windows as system;

/// Windows has no fork.
#[cfg(windows)]
mod windows {
    use std::sync::{Mutex, MutexGuard, PoisonError};

    static LOCK: Mutex<()> = Mutex::new(());

    pub(super) struct Lock(#[allow(dead_code)] MutexGuard<'static, ()>);

    impl Lock {
        pub(super) fn take() -> Self {
            Self(LOCK.lock().unwrap_or_else(PoisonError::into_inner))
        }
    }

    pub(super) fn prepare_once() {}

    pub(super) fn generation() -> u64 {
        0
    }
}
