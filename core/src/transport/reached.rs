//! The address that worked last, which the next connection tries first.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// What the connections of a client share: all of them lead to one host. It belongs to
/// one process, as they do. A clone is the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached(Arc<Mutex<Option<SocketAddr>>>);

impl Reached {
    pub(super) fn remember(&self, address: SocketAddr) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(address);
    }

    /// The addresses in the order in which they are tried: the one that worked last, then
    /// the families in turns, beginning with that of the first address (RFC 8305,
    /// section 4).
    pub(super) fn in_order(&self, addresses: &[SocketAddr]) -> Vec<SocketAddr> {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_there = |address: &SocketAddr| addresses.contains(address);
        let mut ordered: Vec<_> = last.filter(is_there).into_iter().collect();
        let begins_with_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
        let is_first = |address: &&SocketAddr| address.is_ipv4() == begins_with_v4;
        let mut first = addresses.iter().filter(is_first);
        let mut second = addresses.iter().filter(|address| !is_first(address));
        loop {
            let pair = [first.next(), second.next()];
            if pair == [None, None] {
                return ordered;
            }
            for address in pair.into_iter().flatten() {
                if !ordered.contains(address) {
                    ordered.push(*address);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(addresses: &[&str]) -> Vec<SocketAddr> {
        let at = |address: &&str| SocketAddr::new(address.parse().unwrap(), 443);
        addresses.iter().map(at).collect()
    }

    #[test]
    fn the_families_take_turns_and_no_address_comes_twice() {
        for (given, expected) in [
            (&[][..], &[][..]),
            (&["::1"], &["::1"]),
            (
                &["::1", "::2", "::3", "1.1.1.1", "1.1.1.2"],
                &["::1", "1.1.1.1", "::2", "1.1.1.2", "::3"],
            ),
            (
                &["1.1.1.1", "1.1.1.2", "1.1.1.3", "::1"],
                &["1.1.1.1", "::1", "1.1.1.2", "1.1.1.3"],
            ),
            (
                &["1.1.1.1", "1.1.1.1", "::1", "::1", "1.1.1.2"],
                &["1.1.1.1", "::1", "1.1.1.2"],
            ),
        ] {
            assert_eq!(Reached::default().in_order(&list(given)), list(expected));
        }
    }

    #[test]
    fn the_address_that_worked_last_is_tried_first_if_the_host_still_has_it() {
        let reached = Reached::default();
        let [one, two, three] = ["1.1.1.1", "::2", "1.1.1.3"];
        let all = list(&[one, two, three]);
        reached.remember(all[2]);
        assert_eq!(reached.in_order(&all), list(&[three, one, two]));
        assert_eq!(reached.in_order(&all[..2]), list(&[one, two]));
        reached.clone().remember(all[1]);
        assert_eq!(reached.in_order(&all), list(&[two, one, three]));
    }
}
