//! What a guest in a foreign process promises: forks, signals, descriptors.
#![cfg(target_os = "linux")]

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use smsp_platform::{
    CancellationDisabled, Event, Interest, Published, Socket, Wake, generation, is_trusted, spawn,
    undivided, variable, wait,
};

const LONG: Duration = Duration::from_secs(60);

/// Runs a check in a child and says whether it held. The child does nothing that
/// another thread of this process could have locked.
fn holds_in_child(child: impl FnOnce() -> libc::pid_t, check: impl FnOnce() -> bool) -> bool {
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

fn fork() -> libc::pid_t {
    // SAFETY: the child calls only what `holds_in_child` lets it.
    unsafe { libc::fork() }
}

fn raw_clone() -> libc::pid_t {
    // SAFETY: with these arguments it is a fork without its handlers.
    unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) as libc::pid_t }
}

/// A connection, and its other end.
fn connection() -> (Socket, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let socket = Socket::connect(&address).unwrap();
    let until = Instant::now() + LONG;
    let event = wait(Interest::Writable(&socket), [], until).unwrap();
    assert_eq!(event, Event::Ready);
    socket.outcome().unwrap().unwrap();
    (socket, listener.accept().unwrap().0)
}

fn is_open(descriptor: i32) -> bool {
    // SAFETY: looks at a number, whatever that is.
    unsafe { libc::fcntl(descriptor, libc::F_GETFD) >= 0 }
}

/// The descriptors of this process, with what they are.
fn descriptors() -> Vec<(i32, String)> {
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

#[test]
fn each_child_has_a_generation_of_its_own() {
    let here = generation();
    assert!(holds_in_child(fork, || generation() == here + 1));
    assert!(holds_in_child(raw_clone, || generation() == here + 1));
    let grandchild = || holds_in_child(fork, || generation() == here + 2);
    assert!(holds_in_child(fork, || generation() == here + 1 && grandchild()));
    assert_eq!(generation(), here);
}

#[test]
fn the_fork_closes_the_descriptors_and_their_owners_close_no_other_file() {
    let (socket, _server) = connection();
    let wake = Wake::new().unwrap();
    let ours: Vec<i32> = {
        let known = descriptors();
        let kinds = ["socket:", "pipe:"];
        let is_ours = |kind: &String| kinds.iter().any(|name| kind.starts_with(name));
        let ours = known
            .iter()
            .filter(|(number, kind)| *number > 2 && is_ours(kind));
        ours.map(|(number, _)| *number).collect()
    };
    assert!(ours.len() >= 3);
    assert!(holds_in_child(fork, || {
        let pipes_and_socket = ours.iter().filter(|number| !is_open(**number)).count();
        if pipes_and_socket < 3 {
            return false;
        }
        // The numbers are the host's now.
        let closed: Vec<i32> = ours
            .iter()
            .copied()
            .filter(|number| !is_open(*number))
            .collect();
        // SAFETY: `closed` are no open files, and 2 is one.
        let taken = closed
            .iter()
            .all(|number| unsafe { libc::dup2(2, *number) } == *number);
        drop((socket, wake));
        taken && closed.into_iter().all(is_open)
    }));
}

#[test]
fn a_descriptor_that_was_closed_is_not_closed_again_by_a_fork() {
    // Many, so that one of their numbers is that of the host's file.
    let before: Vec<Wake> = (0..50).map(|_| Wake::new().unwrap()).collect();
    drop(before);
    let files: Vec<fs::File> = (0..200)
        .map(|_| fs::File::open("/dev/null").unwrap())
        .collect();
    let numbers: Vec<i32> = files.iter().map(AsRawFd::as_raw_fd).collect();
    assert!(holds_in_child(fork, || numbers
        .iter()
        .all(|number| is_open(*number))));
}

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
fn a_raw_clone_shares_its_descriptors_and_its_children_do_too() {
    // In a child, which has one thread: the C library's own fork() needs locks.
    assert!(holds_in_child(fork, || {
        let known: Vec<i32> = (0..1024).filter(|number| is_open(*number)).collect();
        let _wake = Wake::new().unwrap();
        let new = (0..1024).filter(|number| is_open(*number) && !known.contains(number));
        let ours: Vec<i32> = new.collect();
        let are_open = || ours.iter().all(|number| is_open(*number));
        ours.len() == 2
            && holds_in_child(raw_clone, || {
                generation();
                are_open() && holds_in_child(fork, are_open)
            })
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
fn an_address_that_cannot_be_reached_is_refused_at_once() {
    let broadcast = SocketAddr::from(([255, 255, 255, 255], 1));
    assert!(Socket::connect(&broadcast).is_err());
}

/// Is run as another user by the test below.
#[test]
fn says_whether_the_environment_is_trusted() {
    println!("trusted: {}", is_trusted());
}

#[test]
fn a_set_user_id_program_does_not_trust_its_environment() {
    // SAFETY: it gives a number.
    if unsafe { libc::geteuid() } != 0 {
        let line = "SKIPPED: a set-user-ID program can only be made by root\n";
        io::Write::write_all(&mut io::stderr(), line.as_bytes()).unwrap();
        return;
    }
    let program = std::env::temp_dir().join(format!("smsp-set-user-id-{}", std::process::id()));
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mode = |mode| fs::set_permissions(&program, fs::Permissions::from_mode(mode)).unwrap();
    let trusted = || {
        let mut command = std::process::Command::new(&program);
        command.args([
            "--exact",
            "says_whether_the_environment_is_trusted",
            "--nocapture",
        ]);
        command.uid(65_534).gid(65_534);
        // A child that another test has forked may have the file open for writing still.
        let output = loop {
            match command.output() {
                Err(reason) if reason.kind() == io::ErrorKind::ExecutableFileBusy => {
                    thread::sleep(Duration::from_millis(10));
                }
                output => break output.unwrap(),
            }
        };
        String::from_utf8_lossy(&output.stdout).contains("trusted: true")
    };
    mode(0o755);
    let as_plain_program = trusted();
    mode(0o4755);
    let as_set_user_id = trusted();
    fs::remove_file(&program).unwrap();
    assert!(as_plain_program && !as_set_user_id);
}

#[test]
fn a_raw_clone_may_go_on_with_locks_that_were_held() {
    let (started, is_started) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    let holder = thread::spawn(move || {
        undivided(|| {
            started.send(()).unwrap();
            may_end.recv().unwrap();
        });
    });
    is_started.recv().unwrap();
    assert!(holds_in_child(raw_clone, || undivided(
        || Wake::new().is_ok()
    )));
    end.send(()).unwrap();
    holder.join().unwrap();
}

#[test]
fn a_fork_waits_for_a_step_that_it_must_not_cut_in_half() {
    let is_whole = Arc::new(AtomicBool::new(false));
    let (started, is_started) = mpsc::channel();
    let step = thread::spawn({
        let is_whole = is_whole.clone();
        move || {
            undivided(|| {
                started.send(()).unwrap();
                // Long enough for a fork that does not wait to come first.
                thread::sleep(Duration::from_millis(100));
                is_whole.store(true, Ordering::Release);
            });
        }
    });
    is_started.recv().unwrap();
    assert!(holds_in_child(fork, || is_whole.load(Ordering::Acquire)
        && undivided(|| true)));
    step.join().unwrap();
    assert!(undivided(|| true));
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

#[test]
fn a_thread_takes_no_signals_but_those_of_a_fault() {
    let mask = || {
        let mut mask = std::mem::MaybeUninit::uninit();
        // SAFETY: reads the mask of this thread into a set of this function's own.
        unsafe {
            libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), mask.as_mut_ptr());
            let mask = mask.assume_init();
            move |signal| libc::sigismember(&raw const mask, signal) == 1
        }
    };
    let before: Vec<bool> = (1..32).map(mask()).collect();
    let (sender, receiver) = mpsc::channel();
    let thread = spawn("smsp-test", Some(256 << 10), move || {
        let name = thread::current().name().map(str::to_owned);
        sender
            .send(((1..32).map(mask()).collect::<Vec<_>>(), name))
            .unwrap();
    });
    thread.unwrap().join().unwrap();
    let (blocked, name) = receiver.recv().unwrap();
    assert_eq!(name.as_deref(), Some("smsp-test"));
    for signal in 1..32 {
        let is_fault = [
            libc::SIGSEGV,
            libc::SIGBUS,
            libc::SIGFPE,
            libc::SIGILL,
            libc::SIGTRAP,
            libc::SIGABRT,
            libc::SIGSYS,
        ]
        .contains(&signal);
        let cannot_be = [libc::SIGKILL, libc::SIGSTOP].contains(&signal);
        assert_eq!(
            blocked[signal as usize - 1],
            !is_fault && !cannot_be,
            "{signal}"
        );
    }
    assert_eq!((1..32).map(mask()).collect::<Vec<_>>(), before);
}

unsafe extern "C" {
    fn pthread_setcancelstate(state: i32, before: *mut i32) -> i32;
}

#[test]
fn a_thread_is_not_cancelled_within_and_is_as_before_after() {
    let state = || {
        let (mut before, mut current) = (0, 0);
        // SAFETY: sets a state and back; both numbers are this function's own.
        unsafe {
            pthread_setcancelstate(1, &raw mut before);
            pthread_setcancelstate(before, &raw mut current);
        }
        before
    };
    let enabled = state();
    let disabled = CancellationDisabled::begin();
    assert_ne!(state(), enabled);
    drop(disabled);
    assert_eq!(state(), enabled);
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

#[test]
fn a_variable_is_text_or_an_error() {
    assert!(is_trusted());
    let bad = std::ffi::OsStr::from_bytes(b"\xff");
    // SAFETY: no other thread of this test reads or writes these names.
    unsafe {
        std::env::set_var("SMSP_TEST_TEXT", "text");
        std::env::set_var("SMSP_TEST_BAD", bad);
    }
    assert_eq!(variable("SMSP_TEST_TEXT"), Ok(Some("text".to_owned())));
    assert_eq!(variable("SMSP_TEST_NONE"), Ok(None));
    assert!(variable("SMSP_TEST_BAD").is_err());
}

#[test]
fn an_empty_place_has_nothing_to_drop() {
    drop(Published::<String>::default());
}
