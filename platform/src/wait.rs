//! The one wait: for a socket, for a wake-up, or for a moment to come.

use std::array;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::socket::Socket;
use crate::wake::Wake;

/// The most descriptors of one wait.
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
///
/// # Errors
/// The system's own, such as a lack of memory.
///
/// # Panics
/// If there are more than five stops.
pub fn wait<'a>(
    interest: Interest<'a>,
    stops: impl IntoIterator<Item = &'a Wake>,
    until: Instant,
) -> io::Result<Event> {
    let interest = match interest {
        Interest::Nothing => None,
        Interest::Readable(socket) => Some(socket.poll_fd(PollFlags::IN)),
        Interest::Writable(socket) => Some(socket.poll_fd(PollFlags::OUT)),
        Interest::Done(wake) => Some(wake.poll_fd()),
    };
    let interests = usize::from(interest.is_some());
    let mut polled = interest
        .into_iter()
        .chain(stops.into_iter().map(Wake::poll_fd));
    let Some(first) = polled.next() else {
        thread::sleep(until.saturating_duration_since(Instant::now()));
        return Ok(Event::TimedOut);
    };
    let mut count = 1;
    let mut list: [PollFd; MOST] = array::from_fn(|_| first.clone());
    for next in polled {
        list[count] = next;
        count += 1;
    }
    let list = &mut list[..count];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let pause = Timespec::try_from(left.min(LONGEST)).expect("a day is a short time");
        match poll(list, Some(&pause)) {
            Ok(0) if left <= LONGEST => return Ok(Event::TimedOut),
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) if list[interests..].iter().any(has_happened) => return Ok(Event::Stopped),
            Ok(_) => return Ok(Event::Ready),
            Err(reason) => return Err(reason.into()),
        }
    }
}

fn has_happened(polled: &PollFd) -> bool {
    !polled.revents().is_empty()
}

#[cfg(test)]
mod tests {
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
