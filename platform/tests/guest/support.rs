//! What several of these modules share: children, and connections.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use smsp_platform::{Event, Interest, Socket, wait};

pub const LONG: Duration = Duration::from_secs(60);

/// Runs a check in a child and says whether it held. The child does nothing that
/// another thread of this process could have locked.
pub fn holds_in_child(child: impl FnOnce() -> libc::pid_t, check: impl FnOnce() -> bool) -> bool {
    let pid = child();
    assert!(pid >= 0, "a child can be made");
    if pid == 0 {
        // SAFETY: an alarm without a handler ends a child that hangs.
        unsafe { libc::alarm(20) };
        // A panic would end this thread, which is the last one here, and be a success.
        let holds = panic::catch_unwind(AssertUnwindSafe(check)).unwrap_or(false);
        let code = i32::from(!holds);
        // SAFETY: ends the child and nothing else.
        unsafe { libc::_exit(code) };
    }
    let mut status = 0;
    // SAFETY: the child is ours, and the status this function's own.
    assert_eq!(unsafe { libc::waitpid(pid, &raw mut status, 0) }, pid);
    libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
}

pub fn fork() -> libc::pid_t {
    // SAFETY: the child calls only what `holds_in_child` lets it.
    unsafe { libc::fork() }
}

pub fn raw_clone() -> libc::pid_t {
    // SAFETY: with these arguments it is a fork without its handlers.
    unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) as libc::pid_t }
}

/// A connection, and its other end.
pub fn connection() -> (Socket, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let socket = Socket::connect(&address).unwrap();
    let until = Instant::now() + LONG;
    let event = wait(Interest::Writable(&socket), [], until).unwrap();
    assert_eq!(event, Event::Ready);
    socket.outcome().unwrap().unwrap();
    (socket, listener.accept().unwrap().0)
}

pub fn is_open(descriptor: i32) -> bool {
    // SAFETY: looks at a number, whatever that is.
    unsafe { libc::fcntl(descriptor, libc::F_GETFD) >= 0 }
}

/// The descriptors of this process, with what they are.
pub fn descriptors() -> Vec<(i32, String)> {
    let entries = fs::read_dir("/proc/self/fd").unwrap().flatten();
    let entries = entries.filter_map(|entry| {
        let number = entry.file_name().to_string_lossy().parse().ok()?;
        Some((
            number,
            fs::read_link(entry.path())
                .ok()?
                .to_string_lossy()
                .into_owned(),
        ))
    });
    entries.collect()
}
