//! Sockets and wake-ups.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use smsp_platform::{Event, Interest, Socket, Wake, wait};

use crate::support::{LONG, connection, descriptors, fork, holds_in_child};

#[test]
fn an_address_that_cannot_be_reached_is_refused_at_once() {
    let broadcast = SocketAddr::from(([255, 255, 255, 255], 1));
    assert!(Socket::connect(&broadcast).is_err());
}

#[test]
fn a_socket_sends_and_receives_and_a_look_takes_nothing_away() {
    let (socket, mut server) = connection();
    let would_block = socket.receive(&mut [0; 8]).unwrap_err();
    assert_eq!(would_block.kind(), io::ErrorKind::WouldBlock);
    assert!(socket.is_quiet());
    assert_eq!(socket.send(b"question").unwrap(), 8);
    let mut question = [0; 8];
    io::Read::read_exact(&mut server, &mut question).unwrap();
    assert_eq!(&question, b"question");
    io::Write::write_all(&mut server, b"answer").unwrap();
    let until = Instant::now() + LONG;
    assert_eq!(
        wait(Interest::Readable(&socket), [], until).unwrap(),
        Event::Ready
    );
    assert!(!socket.is_quiet());
    let mut answer = [0; 8];
    assert_eq!(socket.receive(&mut answer).unwrap(), 6);
    assert_eq!(&answer[..6], b"answer");
    assert!(socket.is_quiet());
    drop(server);
    assert_eq!(
        wait(Interest::Readable(&socket), [], until).unwrap(),
        Event::Ready
    );
    assert!(!socket.is_quiet());
    assert_eq!(socket.receive(&mut answer).unwrap(), 0);
}

#[test]
fn a_new_connection_is_quiet_until_it_ends_or_is_another() {
    assert!(holds_in_child(fork, || {
        let before = descriptors();
        let (socket, server) = connection();
        assert!(socket.is_quiet());
        let (stranger, _other_end) = connection();
        let number = |socket: &Socket| {
            let text = format!("{socket:?}");
            let digits = text.split("fd: ").nth(1).unwrap();
            let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<i32>().unwrap()
        };
        let (ours, other) = (number(&socket), number(&stranger));
        assert!(before.iter().all(|(known, _)| *known != ours));
        // SAFETY: takes two numbers, and asks what is known of them.
        let flags = unsafe {
            (
                libc::fcntl(ours, libc::F_GETFD),
                libc::fcntl(ours, libc::F_GETFL),
            )
        };
        assert!(flags.0 & libc::FD_CLOEXEC != 0 && flags.1 & libc::O_NONBLOCK != 0);
        drop(server);
        let until = Instant::now() + LONG;
        wait(Interest::Readable(&socket), [], until).unwrap();
        assert!(!socket.is_quiet());
        // SAFETY: the number is that of the library, which must get along with it.
        assert_eq!(unsafe { libc::dup2(other, ours) }, ours);
        !socket.is_quiet()
    }));
}

#[test]
fn a_lack_of_descriptors_is_told_from_other_failures() {
    for (code, is_lack) in [
        (libc::EMFILE, true),
        (libc::ENFILE, true),
        (libc::ENOBUFS, true),
        (libc::ENOMEM, true),
        (libc::ECONNREFUSED, false),
    ] {
        let reason = io::Error::from_raw_os_error(code);
        assert_eq!(Socket::is_lack(&reason), is_lack, "{code}");
    }
    assert!(!Socket::is_lack(&io::Error::other("a text")));
    assert!(holds_in_child(fork, || {
        let none = libc::rlimit {
            rlim_cur: 3,
            rlim_max: 3,
        };
        // SAFETY: the structure lives during the call.
        unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const none) };
        let refused = Socket::connect(&([127, 0, 0, 1], 1).into());
        Socket::is_lack(&refused.unwrap_err())
    }));
}

#[test]
fn a_connection_that_is_refused_says_so() {
    // A port that no test is given.
    let address = ([127, 0, 0, 1], 1).into();
    let refused = Socket::connect(&address).and_then(|socket| {
        wait(Interest::Writable(&socket), [], Instant::now() + LONG)?;
        socket.outcome().unwrap()
    });
    assert_eq!(
        refused.unwrap_err().kind(),
        io::ErrorKind::ConnectionRefused
    );
}

#[test]
fn a_lowered_wake_up_can_be_raised_again() {
    let wake = Wake::new().unwrap();
    let now = || wait(Interest::Done(&wake), [], Instant::now()).unwrap();
    for _ in 0..3 {
        assert_eq!(now(), Event::TimedOut);
        for _ in 0..200 {
            wake.raise();
        }
        assert_eq!(now(), Event::Ready);
        wake.lower();
    }
    assert_eq!(now(), Event::TimedOut);
}
