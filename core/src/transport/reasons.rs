//! Why no address of a host could be connected to.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};

use smsp_platform::reason_of;

/// How many addresses a message names.
const MOST_NAMED: usize = 8;

/// The addresses that failed, each with its reason.
#[derive(Debug, Default)]
pub(super) struct Reasons(Vec<(IpAddr, Reason)>);

#[derive(Debug)]
enum Reason {
    Failed(io::Error),
    Silent,
    NotTried,
}

impl Reasons {
    pub(super) fn add(&mut self, address: SocketAddr, reason: io::Error) {
        self.0.push((address.ip(), Reason::Failed(reason)));
    }

    /// It has not answered.
    pub(super) fn add_silent(&mut self, address: SocketAddr) {
        self.0.push((address.ip(), Reason::Silent));
    }

    pub(super) fn add_not_tried(&mut self, address: SocketAddr) {
        self.0.push((address.ip(), Reason::NotTried));
    }

    /// The reasons, the most telling one first, each with its addresses; without them if
    /// there is only one and it is the host that the message names.
    pub(super) fn text(mut self, host: &str) -> String {
        self.0.sort_by_key(|(_, reason)| reason.rank());
        let named = self.0.iter().take(MOST_NAMED);
        let mut groups: Vec<(String, String)> = Vec::new();
        for (address, reason) in named {
            let (address, text) = (address.to_string(), reason.text());
            match groups.last_mut() {
                Some((last, addresses)) if *last == text => {
                    addresses.push_str(", ");
                    addresses.push_str(&address);
                }
                _ => groups.push((text, address)),
            }
        }
        match &groups[..] {
            [(reason, address)] if host.trim_matches(['[', ']']) == address => {
                return reason.clone();
            }
            _ => {}
        }
        let parts: Vec<_> = groups
            .iter()
            .map(|(reason, addresses)| format!("{reason} ({addresses})"))
            .collect();
        let text = parts.join(", ");
        match self.0.len() {
            0 => "the name has no address".to_owned(),
            count if count > MOST_NAMED => format!("{text} and {} more", count - MOST_NAMED),
            _ => text,
        }
    }
}

impl Reason {
    /// The smallest tells most: what the server's machine said, what this one lacks, then
    /// what the network said, and last that this machine has no such network.
    fn rank(&self) -> u8 {
        let Self::Failed(reason) = self else {
            return if matches!(self, Self::Silent) { 2 } else { 6 };
        };
        match reason.kind() {
            ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted => 0,
            ErrorKind::TimedOut => 2,
            ErrorKind::HostUnreachable => 3,
            ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => 4,
            ErrorKind::AddrNotAvailable | ErrorKind::Unsupported => 5,
            _ => 1,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Failed(reason) => reason_of(reason).to_string(),
            Self::Silent => "no answer".to_owned(),
            Self::NotTried => "not tried".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(failed: &[(&str, ErrorKind)]) -> Reasons {
        let mut reasons = Reasons::default();
        for (address, kind) in failed {
            reasons.add(at(address), (*kind).into());
        }
        reasons
    }

    fn at(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 443)
    }

    #[test]
    fn each_address_has_its_reason_and_the_most_telling_one_is_first() {
        let mut all = Reasons::default();
        all.add_not_tried(at("10.0.0.9"));
        all = Reasons(
            [
                all.0,
                reasons(&[
                    ("::1", ErrorKind::AddrNotAvailable),
                    ("::2", ErrorKind::NetworkUnreachable),
                    ("10.0.0.1", ErrorKind::HostUnreachable),
                    ("10.0.0.2", ErrorKind::PermissionDenied),
                    ("10.0.0.3", ErrorKind::ConnectionRefused),
                    ("10.0.0.4", ErrorKind::ConnectionRefused),
                ])
                .0,
            ]
            .into_iter()
            .flatten()
            .collect(),
        );
        all.add_silent(at("10.0.0.5"));
        assert_eq!(
            all.text("sms.example"),
            "connection refused (10.0.0.3, 10.0.0.4), permission denied (10.0.0.2), \
             no answer (10.0.0.5), host unreachable (10.0.0.1), network unreachable (::2), \
             address not available (::1), not tried (10.0.0.9)"
        );
    }

    #[test]
    fn an_address_that_is_the_host_is_not_named_again() {
        let refused = |address| reasons(&[(address, ErrorKind::ConnectionRefused)]);
        assert_eq!(refused("127.0.0.1").text("127.0.0.1"), "connection refused");
        assert_eq!(refused("::1").text("[::1]"), "connection refused");
        let text = refused("127.0.0.1").text("localhost");
        assert_eq!(text, "connection refused (127.0.0.1)");
    }

    #[test]
    fn a_message_names_eight_addresses_at_most() {
        let text = |count: u8| {
            let mut reasons = Reasons::default();
            (0..count).for_each(|last| reasons.add_silent(([10, 0, 0, last], 443).into()));
            reasons.text("host")
        };
        assert!(text(8).ends_with(", 10.0.0.7)"), "{}", text(8));
        assert!(text(9).ends_with(", 10.0.0.7) and 1 more"), "{}", text(9));
        assert_eq!(text(0), "the name has no address");
    }
}
