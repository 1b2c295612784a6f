//! What the libraries below make at their first use, made before a fork can cut
//! it in half: a child would wait for ever for the thread that was making it.

use std::sync::atomic::{AtomicBool, Ordering};

use rustls::crypto::ring;
use smsp_platform::undivided;

use crate::transport;

/// Makes all of it, unless that has been done. A fork waits meanwhile.
pub(crate) fn once() {
    static IS_DONE: AtomicBool = AtomicBool::new(false);
    if IS_DONE.load(Ordering::Acquire) {
        return;
    }
    undivided(|| {
        if !IS_DONE.load(Ordering::Acquire) {
            transport::warm_up();
            // ring finds out what the processor can do.
            for suite in ring::ALL_CIPHER_SUITES {
                if let Some(suite) = suite.tls13() {
                    suite.common.hash_provider.hash(&[]);
                }
            }
            IS_DONE.store(true, Ordering::Release);
        }
    });
}
