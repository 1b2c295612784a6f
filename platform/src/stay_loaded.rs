//! Keeps the library in memory once it has been used: a name look-up that
//! outlives its call runs its code. On other systems than Windows, `build.rs`
//! marks the shared library so.

use std::ptr;

use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// From now on, `FreeLibrary` leaves the module that holds this code alone.
pub fn stay_loaded() {
    static WITHIN: u16 = 0;
    let mut module = ptr::null_mut();
    // SAFETY: with FROM_ADDRESS, the second argument is not read as a name: it
    // is any address within the module. The third one is this function's own.
    unsafe {
        GetModuleHandleExW(
            GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
            &raw const WITHIN,
            &raw mut module,
        );
    }
}
