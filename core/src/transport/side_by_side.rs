//! Connecting to a host with several addresses, side by side (RFC 8305, section 5): an
//! address that stays silent holds up the next one for a moment only, and is not given
//! up.

use std::fmt;
use std::net::SocketAddr;

use smsp_platform::{Interest, Socket, reason_of};
use ureq::Error;

use super::attempts::Attempts;
use super::call::SlotCall;
use super::connect_failure::ConnectFailure;

/// Connects to the address that answers first, and says which one it is. All other
/// attempts are closed.
///
/// # Errors
/// Each address has failed, or a limit of the call is reached; or the call is stopped.
pub(super) fn connect(
    host: &str,
    addresses: &[SocketAddr],
    call: &SlotCall,
) -> Result<(Socket, SocketAddr), Error> {
    let end = call.limit().end;
    let mut attempts = Attempts::new(addresses, end);
    loop {
        match call.go_on() {
            Err(Error::Timeout(limit)) => {
                return Err(ConnectFailure::Silent {
                    host: host.to_owned(),
                    reasons: attempts.into_reasons().text(host),
                    limit,
                }
                .boxed());
            }
            other => other?,
        }
        attempts.begin_what_is_due();
        let Some(next_look) = attempts.next_look(end) else {
            return Err(not_connected(host, attempts.into_reasons().text(host)));
        };
        let is_ready = call.wait_until(Interest::AnyWritable(attempts.sockets()), next_look);
        let is_ready = is_ready.map_err(|reason| not_connected(host, reason_of(&reason)))?;
        if is_ready {
            if let Some(connected) = attempts.take_connected() {
                return Ok(connected);
            }
        }
    }
}

fn not_connected(host: &str, reasons: impl fmt::Display) -> Error {
    ConnectFailure::Tcp {
        host: host.to_owned(),
        reasons: reasons.to_string(),
    }
    .boxed()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::thread;
    use std::time::{Duration, Instant};

    use smsp_fault_server::{Blackhole, closed_port};

    use super::*;
    use crate::limits::Limits;
    use crate::stop::Stop;
    use crate::transport::attempts::HEAD_START;

    /// Far from what anything here takes.
    const LONG: Duration = Duration::from_secs(60);

    fn call(timeout: Duration) -> (SlotCall, Stop) {
        let stop = Stop::new();
        stop.arm().unwrap();
        let call = SlotCall::new(LONG);
        call.begin(&Limits {
            deadline: Instant::now() + timeout,
            stop: stop.clone(),
        });
        (call, stop)
    }

    fn listener() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    /// Connects; where to, and how long it took.
    fn reached(addresses: &[SocketAddr]) -> (SocketAddr, Duration) {
        let (call, _) = call(LONG);
        let begin = Instant::now();
        let (socket, address) = connect("host", addresses, &call).unwrap();
        assert!(socket.outcome().unwrap().is_ok());
        (address, begin.elapsed())
    }

    fn text(failure: &Error) -> String {
        failure.to_string()
    }

    #[test]
    fn a_silent_address_holds_up_the_next_one_for_a_moment() {
        let (_listener, good) = listener();
        for count in [1, 5] {
            let silent: Vec<_> = (0..count).map(|_| Blackhole::start().unwrap()).collect();
            let mut addresses: Vec<_> = silent.iter().map(Blackhole::address).collect();
            addresses.push(good);
            let (address, took) = reached(&addresses);
            assert_eq!(address, good);
            assert!(took >= count * HEAD_START && took < LONG / 4, "{took:?}");
        }
    }

    #[test]
    fn an_address_that_fails_holds_up_nothing() {
        let (_listener, good) = listener();
        let mut addresses: Vec<_> = (0..200).map(|_| closed_port()).collect();
        addresses.push(good);
        let (address, took) = reached(&addresses);
        assert_eq!(address, good);
        assert!(took < 20 * HEAD_START, "{took:?}");
    }

    #[test]
    fn the_first_that_answers_wins_and_the_others_are_closed() {
        let silent = Blackhole::start().unwrap();
        let (_listener, good) = listener();
        let (call, _) = call(LONG);
        let addresses = [silent.address(), good];
        let (_socket, address) = connect("host", &addresses, &call).unwrap();
        assert_eq!(address, good);
        assert!(!silent.is_waited_for().unwrap());
    }

    #[test]
    fn a_slow_address_is_not_given_up_when_the_others_fail() {
        let slow = Blackhole::start().unwrap();
        let addresses = [slow.address(), closed_port(), closed_port()];
        let (address, _) = thread::scope(|scope| {
            scope.spawn(|| {
                while !slow.is_waited_for().unwrap() {
                    thread::yield_now();
                }
                thread::sleep(2 * HEAD_START); // until the others have failed, as a rule
                slow.answer().unwrap();
            });
            reached(&addresses)
        });
        assert_eq!(address, slow.address());
    }

    #[test]
    fn the_last_failure_ends_it_with_each_reason() {
        let (call, _) = call(LONG);
        // No connection can lead to many machines.
        let nowhere: SocketAddr = "224.0.0.1:9".parse().unwrap();
        let failure = connect("sms.example", &[nowhere, closed_port()], &call).unwrap_err();
        let reasons = "Connection refused (127.0.0.1), Network is unreachable (224.0.0.1)";
        assert_eq!(
            text(&failure),
            format!("other: connection to sms.example: {reasons}")
        );
        let failure = connect("sms.example", &[], &call).unwrap_err();
        assert!(text(&failure).contains("no address"), "{failure}");
    }

    #[test]
    fn a_limit_ends_it_with_each_reason() {
        let silent = Blackhole::start().unwrap();
        let (call, _) = call(Duration::from_millis(600));
        let addresses = [silent.address(), closed_port()];
        let begin = Instant::now();
        let failure = connect("sms.example", &addresses, &call).unwrap_err();
        assert!(begin.elapsed() >= Duration::from_millis(600));
        assert!(begin.elapsed() < LONG / 4);
        let text = text(&failure);
        assert!(text.contains("no answer (127.0.0.1)"), "{text}");
    }

    #[test]
    fn a_stop_ends_it() {
        let silent = Blackhole::start().unwrap();
        let (call, stop) = call(LONG);
        let addresses = [silent.address(), silent.address(), silent.address()];
        let begin = Instant::now();
        thread::scope(|scope| {
            let connecting = scope.spawn(|| connect("host", &addresses, &call).is_err());
            while !silent.is_waited_for().unwrap() {
                thread::yield_now();
            }
            stop.raise();
            assert!(connecting.join().unwrap());
        });
        assert!(begin.elapsed() < LONG / 4);
        assert!(!silent.is_waited_for().unwrap());
    }
}
