//! From a host name to its addresses, within the limits of a call.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc;

use smsp_platform::{self as platform, Interest, Wake, spawn};
use ureq::Error;

use super::call::SlotCall;
use super::connect_failure::ConnectFailure;
use crate::authority::ip_address;

/// The addresses of a URL's host.
///
/// An address needs no look-up and `localhost` is this machine (RFC 6761,
/// section 6.3). The operating system looks up a name. It knows no deadline, so
/// that happens on a thread, which ends before this function returns. If the
/// call ends before, the thread ends with the system's answer.
pub(super) fn addresses(host: &str, port: u16, call: &SlotCall) -> Result<Vec<SocketAddr>, Error> {
    if let Some(address) = ip_address(host) {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    if host.eq_ignore_ascii_case("localhost") {
        let both: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        return Ok(both.map(|address| SocketAddr::new(address, port)).into());
    }
    let failed = |reason| ConnectFailure::look_up(host, reason);
    let done = Arc::new(Wake::new().map_err(failed)?);
    let (sender, receiver) = mpsc::sync_channel(1);
    let name = host.to_owned();
    let is_done = done.clone();
    let thread = spawn("smsp-look-up", None, move || {
        // Nobody listens any more if the call has ended.
        let _ = sender.send(platform::look_up(&name, port));
        is_done.raise();
    })
    .map_err(failed)?;
    let answered = call.wait(Interest::Done(&done));
    answered.map_err(|failure| match failure {
        Error::Timeout(limit) => {
            let silence = "the look-up of its name got no answer";
            ConnectFailure::silent(host, silence, limit)
        }
        other => other,
    })?;
    let _ = thread.join();
    let found = receiver.try_recv();
    let found = found.unwrap_or_else(|_| Err(io::Error::other("it ended without an answer")));
    found.map_err(real_reason).map_err(failed)
}

/// The system says "name not known" even if it had no file descriptor left to
/// ask with; what opening a socket says is the reason then.
fn real_reason(reported: io::Error) -> io::Error {
    match std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)) {
        Err(no_descriptor) => no_descriptor,
        Ok(_) => reported,
    }
}
