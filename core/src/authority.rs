//! The host and the port of a URL (RFC 3986, section 3.2), checked as strictly for a
//! proxy as for the provider: what is wrong there would be looked up as a name, and
//! might be a part of a password.

use std::net::{IpAddr, Ipv6Addr};

/// A host with its port, if one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Authority<'a> {
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
}

/// Takes `host[:port]`.
///
/// # Errors
/// A clause that says what is wrong, without the text.
pub(crate) fn parse(text: &str) -> Result<Authority<'_>, &'static str> {
    let (host, port) = split(text)?;
    if host.is_empty() {
        return Err("it names no host");
    }
    let port = port.map(|digits| number(digits).ok_or("its port is not a number from 1 to 65535"));
    let port = port.transpose()?;
    Ok(Authority { host, port })
}

/// The host, and what follows the colon after it.
fn split(text: &str) -> Result<(&str, Option<&str>), &'static str> {
    if !text.starts_with('[') {
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        if port.is_some_and(|port| port.contains(':')) {
            return Err("it has more than one port, or an IPv6 address without brackets");
        }
        let is_usual =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if !host.bytes().all(is_usual) {
            return Err("its host has a character that a host name cannot have");
        }
        return Ok((host, port));
    }
    let end = text.find(']').map(|bracket| text.split_at(bracket + 1));
    let (host, rest) = end.ok_or("its host has a bracket that is not closed")?;
    let address = &host[1..host.len() - 1];
    if address.contains('%') {
        return Err("its IPv6 address has a zone, which is not supported");
    }
    if address.parse::<Ipv6Addr>().is_err() {
        return Err("its host is in brackets and is not an IPv6 address");
    }
    match rest.strip_prefix(':') {
        Some(port) => Ok((host, Some(port))),
        None if rest.is_empty() => Ok((host, None)),
        None => Err("its host is followed by something that is not a port"),
    }
}

/// A port in decimal digits; nobody listens on port 0.
fn number(digits: &str) -> Option<u16> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = digits.parse().ok().filter(|port| *port > 0);
    port.filter(|_| is_number)
}

/// The address of a URL's host, if the host is an address and no name.
pub(crate) fn ip_address(host: &str) -> Option<IpAddr> {
    let in_brackets = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match in_brackets {
        Some(address) => address.parse().ok().map(IpAddr::V6),
        None => host.parse().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_taken_with_and_without_a_port() {
        for host in [
            "a",
            "proxy.example.com",
            "a_b-c.",
            "127.0.0.1",
            "[::1]",
            "[fe80::a]",
        ] {
            let port = None;
            assert_eq!(parse(host), Ok(Authority { host, port }));
            for (digits, port) in [("1", 1), ("3128", 3128), ("65535", 65535), ("00080", 80)] {
                let port = Some(port);
                assert_eq!(
                    parse(&format!("{host}:{digits}")),
                    Ok(Authority { host, port })
                );
            }
        }
    }

    #[test]
    fn what_is_no_host_with_a_port_is_refused() {
        for host in [
            "",
            "a b",
            "a%62",
            "hôte",
            "a\\b",
            "a\tb",
            "a,b",
            "a/b",
            "[]",
            "[::1",
            "::1]",
            "[127.0.0.1]",
            "[fe80::1%25lo]",
            "[::1]x",
            "[::1][::1]",
            "[a]",
            "::1",
            "[é]",
        ] {
            assert!(parse(host).is_err(), "{host}");
            assert!(parse(&format!("{host}:3128")).is_err(), "{host}");
        }
        for port in [
            "", "0", "000", "65536", "99999", "-1", "+1", "abc", "1x", " 1", "1 ", "1:2", "1/",
            "１",
        ] {
            for host in ["host", "[::1]"] {
                assert!(parse(&format!("{host}:{port}")).is_err(), "{host}:{port}");
            }
        }
    }

    #[test]
    fn an_address_is_told_from_a_name() {
        let address = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        assert_eq!(ip_address("127.0.0.1"), address("127.0.0.1"));
        assert_eq!(ip_address("[::1]"), address("::1"));
        for name in [
            "::1",
            "[127.0.0.1]",
            "localhost",
            "127.1",
            "[::1",
            "::1]",
            "",
        ] {
            assert_eq!(ip_address(name), None, "{name}");
        }
    }
}
