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

    #[cfg(test)]
    mod tests {
        use std::io::{Read, Write};
        use std::net::{TcpListener, TcpStream};
        use std::os::fd::AsFd;

        use super::*;

        #[test]
        fn a_look_tells_an_open_connection_that_has_received_as_many_bytes() {
            let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let mut server = listener.accept().unwrap().0;
            assert_eq!(is_open_and_has_received(client.as_fd(), 0), None);
            server.write_all(b"answer").unwrap();
            client.read_exact(&mut [0; 6]).unwrap();
            for (bytes, is_meant) in [(5, false), (6, true), (7, false)] {
                let told = is_open_and_has_received(client.as_fd(), bytes);
                assert_eq!(told, Some(is_meant), "{bytes}");
            }
            drop(server);
            assert_eq!(client.read(&mut [0]).unwrap(), 0);
            for bytes in 5..=7 {
                assert_eq!(is_open_and_has_received(client.as_fd(), bytes), Some(false));
            }
        }

        #[test]
        fn what_is_no_connection_is_told_and_a_refusal_is_not() {
            let file = std::fs::File::open("/dev/null").unwrap();
            assert_eq!(is_open_and_has_received(file.as_fd(), 0), Some(false));
            for code in [libc::EPERM, libc::EACCES, libc::ENOSYS] {
                assert!(is_refused(&io::Error::from_raw_os_error(code)));
            }
            assert!(!is_refused(&io::Error::from_raw_os_error(libc::ENOTSOCK)));
        }
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
