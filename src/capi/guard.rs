//! One guard around every entry: a panic becomes a value.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// How many entries of this library are under way on this thread.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

static SILENCE: Once = Once::new();

/// Runs an entry; if it panics, the answer is `fallback`'s and nothing is printed.
pub(super) fn guard<T>(fallback: impl FnOnce() -> T, entry: impl FnOnce() -> T) -> T {
    SILENCE.call_once(silence_own_panics);
    DEPTH.set(DEPTH.get() + 1);
    // Nothing that the entry was changing is looked at again: results are made
    // whole at the end, options keep their old value, locks ignore poison.
    let outcome = panic::catch_unwind(AssertUnwindSafe(entry));
    DEPTH.set(DEPTH.get() - 1);
    outcome.unwrap_or_else(|_| fallback())
}

/// Keeps the text and backtrace of a panic inside this library off stderr. Any
/// other panic of the program still reaches the hook that was set before; a
/// hook that is set later replaces this one and decides for itself.
fn silence_own_panics() {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if DEPTH.get() == 0 {
            previous(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_the_fallback() {
        assert_eq!(guard(|| -11, || panic!("planted")), -11);
        assert_eq!(guard(|| -11, || 5), 5);
    }
}
