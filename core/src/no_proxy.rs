//! Which hosts `NO_PROXY` excepts, by the rules of curl (lib/noproxy.c of 7.88) with
//! the differences that tests/c_abi/proxy_peer.rs lists.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::authority::{self, ip_address};

/// Whether a list excepts a URL's host on this port.
///
/// `*` alone stands for all hosts. Otherwise the list has entries, with commas or
/// spaces between them: a name stands for the host and all below it, with or without
/// a dot before or after it; an address, or a range such as `10.0.0.0/8`, stands for
/// hosts that are addresses. A port after an entry limits it to that port.
pub(crate) fn excepts(list: &str, host: &str, port: u16) -> bool {
    if list == "*" {
        return true;
    }
    let address = ip_address(host);
    let mut entries = list.split([',', ' ', '\t']).filter(|e| !e.is_empty());
    entries.any(|entry| {
        let entry = without_port(entry, port);
        match address {
            Some(address) => has_address(entry, address),
            None => has_name(entry, host),
        }
    })
}

/// The entry without its port, if that is this one.
fn without_port(entry: &str, port: u16) -> &str {
    match authority::parse(entry) {
        Ok(parts) if parts.port == Some(port) => parts.host,
        _ => entry,
    }
}

/// Whether the name is the host's or that of a domain above it.
fn has_name(name: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let name = name.strip_suffix('.').unwrap_or(name);
    let name = name.strip_prefix('.').unwrap_or(name);
    let Some(start) = host.len().checked_sub(name.len()) else {
        return false;
    };
    let (before, end) = host.as_bytes().split_at(start);
    !name.is_empty()
        && end.eq_ignore_ascii_case(name.as_bytes())
        && (before.is_empty() || before.ends_with(b"."))
}

/// Whether the address, or the range, holds this address.
fn has_address(range: &str, address: IpAddr) -> bool {
    let (network, bits) = match range.split_once('/') {
        Some((network, bits)) => (network, leading_number(bits)),
        None => (range, Some(0)),
    };
    let Some(bits) = bits else {
        return false;
    };
    match address {
        IpAddr::V4(address) => network.parse().is_ok_and(|network: Ipv4Addr| {
            begin_alike(
                u128::from(u32::from(network)) << 96,
                u128::from(u32::from(address)) << 96,
                bits,
                32,
            )
        }),
        IpAddr::V6(address) => {
            let inside = network.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
            let network = inside.unwrap_or(network).parse();
            network.is_ok_and(|network: Ipv6Addr| {
                begin_alike(network.into(), address.into(), bits, 128)
            })
        }
    }
}

/// Whether so many bits from the left are alike; 0 stands for all of an address, which
/// has `all` bits.
fn begin_alike(one: u128, other: u128, bits: u32, all: u32) -> bool {
    let bits = if bits == 0 { all } else { bits };
    bits <= all && (one ^ other).leading_zeros() >= bits
}

/// The number that a text begins with, as `atoi` reads it; `None` if it is negative or
/// large.
fn leading_number(text: &str) -> Option<u32> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let count = text.bytes().take_while(is_digit).count();
    match &text[..count] {
        "" if text.starts_with('-') => None,
        "" => Some(0),
        digits => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn takes(list: &str, yes: &[&str], no: &[&str]) {
        for host in yes {
            assert!(
                excepts(list, host, 443),
                "\"{list}\" does not except {host}"
            );
        }
        for host in no {
            assert!(!excepts(list, host, 443), "\"{list}\" excepts {host}");
        }
    }

    #[test]
    fn a_name_stands_for_the_host_and_all_below_it() {
        let yes = [
            "example.com",
            "a.example.com",
            "A.B.Example.COM",
            "example.com.",
            "a.example.com.",
        ];
        let no = [
            "badexample.com",
            "example.com.org",
            "com",
            "example.co",
            "xample.com",
            "127.0.0.1",
            "[::1]",
        ];
        for list in [
            "example.com",
            ".example.com",
            "example.com.",
            ".example.com.",
            "EXAMPLE.com",
            "example.com:443",
        ] {
            takes(list, &yes, &no);
        }
        takes("com", &["example.com", "com"], &["example.org"]);
    }

    #[test]
    fn entries_are_separated_by_commas_and_blanks() {
        for list in ["a,b", "a b", "a, b", " a\tb ", ",,a,,,b,", "a ,, b"] {
            takes(list, &["a", "b"], &["c", "ab"]);
        }
        for list in ["", " ", ",", ", ,", "a;b", "a\nb", "a|b"] {
            takes(list, &[], &["a", "b", "a.b"]);
        }
    }

    #[test]
    fn only_a_star_alone_stands_for_all() {
        takes("*", &["a", "a.b", "127.0.0.1", "[::1]"], &[]);
        for list in [" *", "* ", "a,*", "*,", "**", "*.b", "*b", "127.*", "."] {
            takes(list, &[], &["b", "c.b", "127.0.0.1", "[::1]"]);
        }
    }

    #[test]
    fn an_address_stands_for_itself() {
        takes("127.0.0.1", &["127.0.0.1"], &["127.0.0.2", "127.0.0.11"]);
        takes("0.0.1", &[], &["127.0.0.1", "10.0.0.1"]);
        takes(".0.0.1,.127.0.0.1,127.0.0.1.,127.1", &[], &["127.0.0.1"]);
        let spellings = ["::1", "[::1]", "0:0:0:0:0:0:0:1", "[0::1]", "[::1]:443"];
        for list in spellings {
            takes(list, &["[::1]"], &["[::2]", "127.0.0.1", "0.0.0.1"]);
        }
        takes("FD00::ABCD", &["[fd00::abcd]"], &["[fd00::abce]"]);
        takes("127.0.0.1", &[], &["[::ffff:127.0.0.1]", "localhost"]);
        takes(":1,1", &[], &["[::1]"]);
    }

    #[test]
    fn a_range_stands_for_the_addresses_in_it() {
        takes(
            "10.0.0.0/8",
            &["10.0.0.0", "10.255.255.255"],
            &["9.255.255.255", "11.0.0.0", "[a00::]", "a.10.0.0.0"],
        );
        takes(
            "172.16.0.0/12",
            &["172.16.0.1", "172.31.255.255"],
            &["172.15.255.255", "172.32.0.0"],
        );
        takes("128.0.0.0/1", &["255.0.0.1"], &["127.0.0.1"]);
        takes("10.9.9.9/8", &["10.1.2.3"], &[]);
        takes("10.0.0.1/32", &["10.0.0.1"], &["10.0.0.0", "10.0.0.2"]);
        takes("10.0.0.0/31", &["10.0.0.1"], &["10.0.0.2"]);
        takes("fd00::/8", &["[fd12::1]"], &["[fc12::1]", "[fe00::]"]);
        takes("[fd00::]/8", &["[fd12::1]"], &["[fc12::1]"]);
        takes("fe80::/10", &["[fe80::1]", "[febf::]"], &["[fec0::]"]);
        takes("::1/128", &["[::1]"], &["[::]", "[::3]"]);
        takes("::/127", &["[::1]"], &["[::2]"]);
    }

    #[test]
    fn the_bits_of_a_range_are_read_as_curl_reads_them() {
        for list in ["10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/8x", "10.0.0.0/8.5"] {
            takes(list, &["10.1.1.1"], &["11.0.0.0"]);
        }
        // 0 stands for the address.
        for list in ["10.0.0.0/0", "10.0.0.0/", "10.0.0.0/x"] {
            takes(list, &["10.0.0.0"], &["10.0.0.1", "11.0.0.0"]);
        }
        takes("::1/0", &["[::1]"], &["[::2]"]);
        for bits in ["33", "128", "-8", "99999999999", "4294967304"] {
            takes(&format!("10.0.0.0/{bits}"), &[], &["10.0.0.0", "10.0.0.1"]);
        }
        takes("::1/129,10/8,10.0/16", &[], &["[::1]", "10.0.0.1"]);
    }

    #[test]
    fn a_port_limits_an_entry() {
        for list in ["example.com:443", ".example.com.:0443"] {
            takes(list, &["example.com"], &["example.org"]);
        }
        for list in [
            "example.com:80",
            "example.com:",
            "example.com:x",
            "127.0.0.1:80",
        ] {
            takes(list, &[], &["example.com", "127.0.0.1"]);
        }
        takes("127.0.0.1:443", &["127.0.0.1"], &["127.0.0.2"]);
        assert!(excepts("127.0.0.1:8443,[::1]:8443", "127.0.0.1", 8443));
        assert!(excepts("127.0.0.1:8443,[::1]:8443", "[::1]", 8443));
        assert!(!excepts("[::1]:8443", "[::1]", 443));
        assert!(excepts("example.com", "example.com", 8443));
    }
}
