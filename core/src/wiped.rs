//! Memory for what a server sent, which may hold an echo of the API key.

use std::collections::TryReserveError;
use std::hint::black_box;
use std::sync::atomic::{Ordering, compiler_fence};

/// Overwrites bytes that are about to be freed, as fast as memory can be written:
/// the ordinary answer pays for it too.
pub(crate) fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    // The zeros are written, though nobody reads them.
    black_box(bytes);
    compiler_fence(Ordering::SeqCst);
}

/// A block of at least so many bytes is moved by the system, page by page.
const MOVED: usize = 1 << 20;

/// Makes room for exactly so many more bytes, and leaves no copy behind.
pub(crate) fn reserve_exact(bytes: &mut Vec<u8>, more: usize) -> Result<(), TryReserveError> {
    if bytes.capacity() >= MOVED {
        // Never needs the room for both, which may be more than there is.
        return bytes.try_reserve_exact(more);
    }
    if bytes.capacity() - bytes.len() < more {
        let mut larger = Vec::new();
        larger.try_reserve_exact(bytes.len().saturating_add(more))?;
        larger.extend_from_slice(bytes);
        wipe(bytes);
        *bytes = larger;
    }
    Ok(())
}

/// A text in the making, which is wiped with its owner and leaves no copy behind
/// when it grows.
#[derive(Default)]
pub(crate) struct Wiped(Vec<u8>);

impl Wiped {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn clear(&mut self) {
        wipe(&mut self.0);
        self.0.clear();
    }

    /// Makes room for so many more bytes.
    pub(crate) fn reserve(&mut self, more: usize) -> Result<(), TryReserveError> {
        if self.0.capacity() - self.0.len() >= more {
            return Ok(());
        }
        let mut larger = Vec::new();
        larger.try_reserve(more.max(self.0.len()).saturating_add(self.0.len()))?;
        larger.extend_from_slice(&self.0);
        *self = Self(larger);
        Ok(())
    }

    /// Appends bytes for which there is room, or makes room.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), TryReserveError> {
        self.reserve(bytes.len())?;
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_is_there_however_often_it_grows() {
        let mut text = Wiped::default();
        for _ in 0..1000 {
            text.push(b"0123456789").unwrap();
        }
        assert_eq!(text.as_bytes(), "0123456789".repeat(1000).as_bytes());
        text.clear();
        assert_eq!(text.as_bytes(), b"");
    }

    #[test]
    fn wiped_bytes_are_zeros() {
        let mut bytes = *b"secret";
        wipe(&mut bytes);
        assert_eq!(bytes, [0; 6]);
    }
}
