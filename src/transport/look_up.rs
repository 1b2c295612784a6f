//! From a host name to its addresses, within a deadline.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::call;
use crate::base_url::ip_address;

/// How soon a cancelled look-up is noticed.
const NOTICE_CANCEL: Duration = Duration::from_millis(50);

/// The addresses of a URL's host.
///
/// An address needs no look-up and `localhost` is this machine (RFC 6761,
/// section 6.3). A name is looked up by the operating system, which knows no
/// deadline, so that happens on a thread. It ends before this function returns,
/// unless the deadline comes first: then it ends with the system's answer.
pub(super) fn addresses(host: &str, port: u16, deadline: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Some(address) = ip_address(host) {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    if host.eq_ignore_ascii_case("localhost") {
        let both: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        return Ok(both.map(|address| SocketAddr::new(address, port)).into());
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let name = host.to_owned();
    let thread = thread::Builder::new()
        .name("smsp-look-up".to_owned())
        .spawn(move || {
            let found = (name.as_str(), port).to_socket_addrs();
            // Nobody listens any more where the deadline has passed.
            let _ = sender.send(found.map(Vec::from_iter));
        })?;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left.min(NOTICE_CANCEL)) {
            Ok(found) => {
                let _ = thread.join();
                return found.map_err(real_reason);
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the look-up ended without an answer"));
            }
            Err(RecvTimeoutError::Timeout) if left.is_zero() || call::is_stopped() => {
                return Err(io::ErrorKind::TimedOut.into());
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The system says "name not known" even where it had no file descriptor left
/// to ask with; what opening a socket says is the reason then.
fn real_reason(reported: io::Error) -> io::Error {
    match std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)) {
        Err(no_descriptor) => no_descriptor,
        Ok(_) => reported,
    }
}
