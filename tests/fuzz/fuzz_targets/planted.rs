//! Holds a fault on purpose: it reads one byte behind its memory. A fuzzer that
//! does not find it proves nothing when it finds nothing in the other targets.

#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let copy = black_box([input, b"!"].concat());
    // SAFETY: none. That is the fault.
    black_box(unsafe { copy.as_ptr().add(copy.len()).read() });
});
