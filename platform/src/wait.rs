//! The one wait: for a socket, for a wake-up, or for a moment to come.

use std::array;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::socket::Socket;
use crate::wake::Wake;

/// The most descriptors of one wait that needs no memory.
const MOST: usize = 6;

/// The longest pause of one system call; a longer wait makes another one.
const LONGEST: Duration = Duration::from_secs(86_400);

/// The event that the caller hopes for.
#[derive(Debug, Clone, Copy)]
pub enum Interest<'a> {
    /// None: the wait is a sleep.
    Nothing,
    /// The socket has something to read, or has ended.
    Readable(&'a Socket),
    /// The socket takes something to write, or has ended.
    Writable(&'a Socket),
    /// The same for one of several sockets.
    AnyWritable(&'a [Socket]),
    /// Another thread has finished.
    Done(&'a Wake),
}

/// The event that ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The one that the caller hoped for.
    Ready,
    /// One of the stops was raised.
    Stopped,
    /// The time is over.
    TimedOut,
}

/// Waits until `interest` is met, one of `stops` is raised or `until` has come,
/// with one system call. A signal does not end the wait. If several events have
/// happened, a stop counts before the interest, and the interest before the time.
/// A wake-up that is not whole ends nothing.
///
/// # Errors
/// The system's own, such as a lack of memory.
///
/// # Panics
/// If there are more than five stops.
pub fn wait<'a>(
    mut interest: Interest<'a>,
    stops: impl IntoIterator<Item = &'a Wake>,
    until: Instant,
) -> io::Result<Event> {
    let mut stops = up_to_five(stops);
    loop {
        let wanted = interest.poll_fds();
        let interests = wanted.clone().count();
        let polled = || {
            let stops = stops.iter().flatten().map(|stop| stop.poll_fd());
            wanted.clone().chain(stops)
        };
        let left = until.saturating_duration_since(Instant::now());
        let Some(first) = polled().next() else {
            thread::sleep(left);
            return Ok(Event::TimedOut);
        };
        let count = polled().count();
        let mut few: [PollFd; MOST] = array::from_fn(|_| first.clone());
        let mut many;
        let list = if count <= MOST {
            few.iter_mut()
                .zip(polled())
                .for_each(|(place, next)| *place = next);
            &mut few[..count]
        } else {
            many = Vec::from_iter(polled());
            &mut many[..]
        };
        let pause = Timespec::try_from(left.min(LONGEST)).expect("a day is a short time");
        match poll(list, Some(&pause)) {
            Ok(0) if left <= LONGEST => return Ok(Event::TimedOut),
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) => {}
            Err(reason) => return Err(reason.into()),
        }
        let raised = stops.iter_mut().filter(|stop| stop.is_some());
        for (stop, _) in raised
            .zip(&list[interests..])
            .filter(|(_, p)| has_happened(p))
        {
            if stop.is_some_and(Wake::is_whole) {
                return Ok(Event::Stopped);
            }
            *stop = None;
        }
        if list[..interests].iter().any(has_happened) {
            match interest {
                Interest::Done(wake) if !wake.is_whole() => interest = Interest::Nothing,
                _ => return Ok(Event::Ready),
            }
        }
    }
}

impl<'a> Interest<'a> {
    fn poll_fds(self) -> impl Iterator<Item = PollFd<'a>> + Clone {
        let (one, several): (_, &[Socket]) = match self {
            Self::Nothing => (None, &[]),
            Self::Readable(socket) => (Some(socket.poll_fd(PollFlags::IN)), &[]),
            Self::Writable(socket) => (Some(socket.poll_fd(PollFlags::OUT)), &[]),
            Self::AnyWritable(sockets) => (None, sockets),
            Self::Done(wake) => (Some(wake.poll_fd()), &[]),
        };
        let several = several.iter().map(|socket| socket.poll_fd(PollFlags::OUT));
        one.into_iter().chain(several)
    }
}

fn up_to_five<'a>(stops: impl IntoIterator<Item = &'a Wake>) -> [Option<&'a Wake>; MOST - 1] {
    let mut list = [None; MOST - 1];
    for (count, stop) in stops.into_iter().enumerate() {
        list[count] = Some(stop);
    }
    list
}

fn has_happened(polled: &PollFd) -> bool {
    !polled.revents().is_empty()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_wait_ends_with_the_time() {
        let wake = Wake::new().unwrap();
        let until = Instant::now() + Duration::from_millis(20);
        assert_eq!(
            wait(Interest::Nothing, [&wake], until).unwrap(),
            Event::TimedOut
        );
        assert_eq!(wait(Interest::Nothing, [], until).unwrap(), Event::TimedOut);
        assert!(Instant::now() >= until);
    }

    #[test]
    fn one_of_many_sockets_ends_a_wait() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Wake::new().unwrap();
        for count in [1, 2, MOST + 3] {
            let connect = |_| Socket::connect(&address).unwrap();
            let sockets: Vec<_> = (0..count).map(connect).collect();
            let interest = Interest::AnyWritable(&sockets);
            let until = Instant::now() + LONG;
            while sockets.iter().any(|socket| socket.outcome().is_none()) {
                assert_eq!(wait(interest, [&stop], until).unwrap(), Event::Ready);
            }
            assert!(
                sockets
                    .iter()
                    .all(|socket| socket.outcome().unwrap().is_ok())
            );
            stop.raise();
            assert_eq!(wait(interest, [&stop], until).unwrap(), Event::Stopped);
            stop.lower();
        }
        let until = Instant::now() + Duration::from_millis(20);
        let none = Interest::AnyWritable(&[]);
        assert_eq!(wait(none, [&stop], until).unwrap(), Event::TimedOut);
    }

    #[test]
    fn a_raised_stop_ends_every_wait_and_counts_before_the_interest() {
        let (done, stop) = (Wake::new().unwrap(), Wake::new().unwrap());
        let until = Instant::now() + LONG;
        done.raise();
        assert_eq!(
            wait(Interest::Done(&done), [&stop], until).unwrap(),
            Event::Ready
        );
        thread::scope(|scope| {
            scope.spawn(|| stop.raise());
            assert_eq!(
                wait(Interest::Nothing, [&stop], until).unwrap(),
                Event::Stopped
            );
        });
        assert_eq!(
            wait(Interest::Done(&done), [&stop], until).unwrap(),
            Event::Stopped
        );
        assert!(Instant::now() < until);
    }
}
