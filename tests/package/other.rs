//! Another library made in Rust, with a standard library of its own inside.

/// A panic that is caught where it was thrown: the two libraries must not mix up
/// their panics.
#[unsafe(no_mangle)]
pub extern "C" fn other_caught_panics(count: i32) -> i32 {
    std::panic::set_hook(Box::new(|_| {}));
    let caught = (0..count).filter(|_| std::panic::catch_unwind(|| panic!("on purpose")).is_err());
    caught.count() as i32
}
