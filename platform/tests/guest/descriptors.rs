//! The descriptors of the library, beside those of the host.

use std::io;
use std::net::TcpListener;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use smsp_platform::{Event, Interest, Socket, Wake, wait};

use crate::support::{LONG, connection, fork, holds_in_child, is_open};

#[test]
fn what_the_host_opens_at_a_number_that_it_closed_is_its_own() {
    // In a child, whose descriptors no other test opens.
    assert!(holds_in_child(fork, || {
        let open = || (3..1024).filter(|number| is_open(*number));
        let before: Vec<i32> = open().collect();
        let (socket, mut server) = connection();
        let from_server = server.as_raw_fd();
        let (wake, stop) = (Wake::new().unwrap(), Wake::new().unwrap());
        let is_new = |number: &i32| !before.contains(number) && *number != from_server;
        let ours: Vec<i32> = open().filter(is_new).collect();
        io::Write::write_all(&mut server, b"a").unwrap();
        let until = Instant::now() + LONG;
        wait(Interest::Readable(&socket), [&stop], until).unwrap();
        assert_eq!(socket.receive(&mut [0; 8]).unwrap(), 1);
        assert!(socket.is_quiet() && wake.is_whole() && !wake.is_lost());

        let (mut host, other_end) = UnixStream::pair().unwrap();
        io::Write::write_all(&mut host, b"mine").unwrap();
        for number in &ours {
            // SAFETY: the numbers are those of the library, which must get along with it.
            assert_eq!(
                // SAFETY: the other end is open, and the number is this child's to use.
                unsafe { libc::dup2(other_end.as_raw_fd(), *number) },
                *number
            );
        }
        assert!(!socket.is_quiet());
        let soon = Instant::now() + Duration::from_millis(20);
        let sleep = wait(Interest::Done(&wake), [&stop], soon).unwrap();
        assert_eq!(sleep, Event::TimedOut);
        wake.raise();
        wake.lower();
        assert!(wake.is_lost() && stop.is_lost() && !stop.is_whole());
        let before: Vec<i32> = open().collect();
        let half = Wake::new().unwrap();
        let end = open().find(|number| !before.contains(number)).unwrap();
        // SAFETY: the same.
        assert_eq!(unsafe { libc::dup2(other_end.as_raw_fd(), end) }, end);
        assert!(!half.is_whole());
        drop((socket, wake, stop, half));
        let are_open = || ours.iter().all(|number| is_open(*number));
        assert!(are_open() && holds_in_child(fork, are_open));
        host.set_nonblocking(true).unwrap();
        let nothing = io::Read::read(&mut host, &mut [0; 8]).unwrap_err();
        assert_eq!(nothing.kind(), io::ErrorKind::WouldBlock);
        other_end.set_nonblocking(true).unwrap();
        io::Read::read(&mut &other_end, &mut [0; 8]).unwrap() == 4
    }));
}

#[test]
fn a_program_that_is_executed_inherits_no_descriptor() {
    // In a child, whose descriptors no other test opens.
    assert!(holds_in_child(fork, || {
        let is_inherited = |number: i32| {
            // SAFETY: reads the flags of a number, whatever that is.
            let flags = unsafe { libc::fcntl(number, libc::F_GETFD) };
            flags >= 0 && flags & libc::FD_CLOEXEC == 0
        };
        let before = (0..1024).filter(|number| is_inherited(*number)).count();
        let opened = (Wake::new(), Socket::connect(&([127, 0, 0, 1], 9).into()));
        let after = (0..1024).filter(|number| is_inherited(*number)).count();
        opened.0.is_ok() && before == after
    }));
}

#[test]
fn descriptors_are_three_or_above_even_if_the_standard_streams_are_closed() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    assert!(holds_in_child(fork, || {
        for standard in 0..3 {
            // SAFETY: the child does not use its standard streams.
            unsafe { libc::close(standard) };
        }
        let opened = (Socket::connect(&address), Wake::new());
        opened.0.is_ok() && opened.1.is_ok() && !(0..3).any(is_open)
    }));
}
