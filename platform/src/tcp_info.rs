//! What the system knows of a TCP connection: one look that tells whether it is open
//! and has nothing to read, and whether it is the connection that is meant.

pub(crate) use system::is_open_and_has_received;

#[cfg(target_os = "linux")]
use linux as system;

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::mem;
    use std::os::fd::AsRawFd;
    use std::ptr;

    use rustix::fd::BorrowedFd;

    /// The start of `struct tcp_info` in <linux/tcp.h>, as far as it is read here.
    #[repr(C)]
    #[derive(Default)]
    struct TcpInfo {
        state: u8,
        small: [u8; 7],
        counters: [u32; 24],
        rates: [u64; 3],
        /// Since Linux 4.1.
        bytes_received: u64,
    }

    const ESTABLISHED: u8 = 1;

    /// Whether this is an open connection that has received so many bytes, no more and
    /// no less; `None` if the system does not tell. Another file is none, and another
    /// connection has received another number of bytes.
    pub(crate) fn is_open_and_has_received(descriptor: BorrowedFd, bytes: u64) -> Option<bool> {
        let mut info = TcpInfo::default();
        let mut length = mem::size_of::<TcpInfo>() as libc::socklen_t;
        // SAFETY: the system writes at most `length` bytes to `info`, which is plain
        // numbers, and the length to `length`.
        let outcome = unsafe {
            libc::getsockopt(
                descriptor.as_raw_fd(),
                libc::IPPROTO_TCP,
                libc::TCP_INFO,
                ptr::from_mut(&mut info).cast(),
                &raw mut length,
            )
        };
        let is_told = length as usize == mem::size_of::<TcpInfo>() && info.bytes_received > 0;
        match outcome {
            0 if is_told => Some(info.state == ESTABLISHED && info.bytes_received == bytes),
            0 => None,
            _ if is_refused(&io::Error::last_os_error()) => None,
            _ => Some(false),
        }
    }

    /// Whether the question was refused, by a filter of system calls, so that nothing is
    /// known of the descriptor.
    fn is_refused(reason: &io::Error) -> bool {
        let refusals = [libc::EPERM, libc::EACCES, libc::ENOSYS];
        reason
            .raw_os_error()
            .is_some_and(|code| refusals.contains(&code))
    }
}

#[cfg(not(target_os = "linux"))]
use others as system;

#[cfg(not(target_os = "linux"))]
mod others {
    use rustix::fd::BorrowedFd;

    pub(crate) fn is_open_and_has_received(_: BorrowedFd, _: u64) -> Option<bool> {
        None
    }
}
