//! The address that worked last, which the next connection tries first, and those that
//! answered and yet led nowhere, which it tries last.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the connections of a client share: all of them lead to one host. It belongs to
/// one process, as they do. A clone is the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    last: Option<SocketAddr>,
    /// The one that failed last at the end.
    failed: Vec<SocketAddr>,
}

/// How many addresses that failed are known; a host has fewer, as a rule.
const MOST_FAILED: usize = 32;

impl Reached {
    /// A connection to this address is there.
    pub(super) fn remember(&self, address: SocketAddr) {
        let mut known = self.lock();
        known.last = Some(address);
        known.failed.retain(|failed| *failed != address);
    }

    /// This address took a connection and did not see it through: its machine is going
    /// down, say, while the host's others work.
    pub(super) fn avoid(&self, address: SocketAddr) {
        let mut known = self.lock();
        known.last = known.last.filter(|last| *last != address);
        known.failed.retain(|failed| *failed != address);
        if known.failed.len() == MOST_FAILED {
            known.failed.remove(0);
        }
        known.failed.push(address);
    }

    /// The addresses in the order in which they are tried: the one that worked last, then
    /// the families in turns, beginning with that of the first address (RFC 8305,
    /// section 4), then those that failed, the one that failed last at the end.
    pub(super) fn in_order(&self, addresses: &[SocketAddr]) -> Vec<SocketAddr> {
        let known = self.lock();
        let mut ordered = in_turns(known.last, addresses);
        let place = |address: &SocketAddr| known.failed.iter().position(|failed| failed == address);
        // None comes first, and what is equal stays in its order.
        ordered.sort_by_key(place);
        ordered
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_turns(last: Option<SocketAddr>, addresses: &[SocketAddr]) -> Vec<SocketAddr> {
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
    #[test]
    fn an_address_that_led_nowhere_is_tried_last_until_it_works() {
        let reached = Reached::default();
        let [one, two, three] = ["1.1.1.1", "::2", "1.1.1.3"];
        let all = list(&[one, two, three]);
        reached.remember(all[0]);
        reached.avoid(all[0]);
        assert_eq!(reached.in_order(&all), list(&[two, three, one]));
        reached.avoid(all[1]);
        assert_eq!(reached.in_order(&all), list(&[three, one, two]));
        reached.avoid(all[0]);
        assert_eq!(reached.in_order(&all), list(&[three, two, one]));
        reached.avoid(all[2]);
        assert_eq!(reached.in_order(&all), list(&[two, one, three]));
        reached.remember(all[2]);
        assert_eq!(reached.in_order(&all), list(&[three, two, one]));
    }

    #[test]
    fn few_addresses_are_known_to_have_failed() {
        let reached = Reached::default();
        for port in 1..1000 {
            reached.avoid(([127, 0, 0, 1], port).into());
        }
        assert_eq!(reached.lock().failed.len(), MOST_FAILED);
    }
}
