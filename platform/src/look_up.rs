//! The addresses of a host name, as the operating system knows them.

use std::io;
use std::net::SocketAddr;

/// The most addresses of a name that are of use.
const MOST: usize = 256;

/// Looks a name up, which may take long and cannot be interrupted. The addresses are in
/// the order of the system.
///
/// # Errors
/// The system knows no address. The reason is in English whatever the locale.
pub fn look_up(name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    system::look_up(name, port)
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::ffi::CString;
    use std::io::{self, ErrorKind};
    use std::iter;
    use std::mem;
    use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
    use std::ptr;

    use libc::{addrinfo, c_int, sockaddr_in, sockaddr_in6};

    use super::MOST;

    /// What the system found, which is given back to it.
    struct Found(*mut addrinfo);

    impl Drop for Found {
        fn drop(&mut self) {
            // SAFETY: `getaddrinfo` made the list, and nothing of it is used any more.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }

    impl Found {
        fn addresses(&self, port: u16) -> impl Iterator<Item = SocketAddr> {
            // SAFETY: it is not null, and the list is whole until it is dropped.
            let first = Some(unsafe { &*self.0 });
            // SAFETY: each is null or another one of the list.
            let all = iter::successors(first, |found| unsafe { found.ai_next.as_ref() });
            all.filter_map(move |found| address(found, port))
        }
    }

    pub(super) fn look_up(name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let name = CString::new(name)?;
        // SAFETY: a structure of numbers and pointers, for which zeros are right.
        let mut hints: addrinfo = unsafe { mem::zeroed() };
        hints.ai_socktype = libc::SOCK_STREAM;
        let mut found = ptr::null_mut();
        // SAFETY: the pointers are to values that live during the call. It writes the
        // last one if it returns 0.
        let code =
            unsafe { libc::getaddrinfo(name.as_ptr(), ptr::null(), &raw const hints, &mut found) };
        if code != 0 {
            return Err(failure(code));
        }
        if found.is_null() {
            return Ok(Vec::new());
        }
        Ok(Found(found).addresses(port).take(MOST).collect())
    }

    fn address(found: &addrinfo, port: u16) -> Option<SocketAddr> {
        let length = found.ai_addrlen as usize;
        match found.ai_family {
            _ if found.ai_addr.is_null() => None,
            libc::AF_INET if length >= mem::size_of::<sockaddr_in>() => {
                // SAFETY: the system wrote an address of this type and length there.
                let address = unsafe { found.ai_addr.cast::<sockaddr_in>().read_unaligned() };
                let octets = address.sin_addr.s_addr.to_ne_bytes();
                Some((Ipv4Addr::from(octets), port).into())
            }
            libc::AF_INET6 if length >= mem::size_of::<sockaddr_in6>() => {
                // SAFETY: the same.
                let address = unsafe { found.ai_addr.cast::<sockaddr_in6>().read_unaligned() };
                let octets = Ipv6Addr::from(address.sin6_addr.s6_addr);
                let (flow, scope) = (address.sin6_flowinfo, address.sin6_scope_id);
                Some(SocketAddrV6::new(octets, port, flow, scope).into())
            }
            _ => None,
        }
    }

    /// What `getaddrinfo` returned, in the words of the C locale.
    fn failure(code: c_int) -> io::Error {
        if code == libc::EAI_SYSTEM {
            return io::Error::last_os_error();
        }
        read_configuration_again();
        let text = match code {
            libc::EAI_NONAME => "Name or service not known",
            libc::EAI_AGAIN => "Temporary failure in name resolution",
            libc::EAI_FAIL => "Non-recoverable failure in name resolution",
            #[cfg(any(target_os = "linux", target_vendor = "apple"))]
            libc::EAI_NODATA => "No address associated with hostname",
            libc::EAI_FAMILY => "Address family for hostname not supported",
            libc::EAI_MEMORY => "Cannot allocate memory",
            _ => return io::Error::other(format!("resolver error {code}")),
        };
        io::Error::new(ErrorKind::NotFound, text)
    }

    /// Before 2.26, glibc reads /etc/resolv.conf only once, whatever network comes after.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn read_configuration_again() {
        use std::ffi::CStr;

        // SAFETY: it returns a text that stays for ever.
        let version = unsafe { CStr::from_ptr(libc::gnu_get_libc_version()) };
        let minor = version.to_str().ok().and_then(|v| v.strip_prefix("2."));
        let minor = minor.and_then(|minor| minor.split('.').next()?.parse().ok());
        if minor.is_some_and(|minor: u32| minor < 26) {
            // SAFETY: it takes nothing and changes the state of this thread's look-ups.
            unsafe { libc::res_init() };
        }
    }

    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    fn read_configuration_again() {}

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn failures_are_told_in_the_words_of_the_c_locale() {
            for (code, words) in [
                (libc::EAI_NONAME, "Name or service not known"),
                (libc::EAI_AGAIN, "Temporary failure in name resolution"),
                (libc::EAI_FAIL, "Non-recoverable failure in name resolution"),
                (libc::EAI_NODATA, "No address associated with hostname"),
                (
                    libc::EAI_FAMILY,
                    "Address family for hostname not supported",
                ),
                (libc::EAI_MEMORY, "Cannot allocate memory"),
                (-99, "resolver error -99"),
            ] {
                assert_eq!(failure(code).to_string(), words);
            }
            assert!(failure(libc::EAI_SYSTEM).raw_os_error().is_some());
        }

        #[test]
        fn what_is_no_whole_address_is_left_out() {
            // SAFETY: structures of numbers and pointers, for which zeros are right.
            let (mut found, mut whole): (addrinfo, sockaddr_in6) = unsafe { mem::zeroed() };
            for (family, length) in [
                (libc::AF_INET, mem::size_of::<sockaddr_in>()),
                (libc::AF_INET6, mem::size_of::<sockaddr_in6>()),
            ] {
                found.ai_family = family;
                found.ai_addrlen = length as libc::socklen_t;
                found.ai_addr = ptr::null_mut();
                assert_eq!(address(&found, 1), None);
                found.ai_addr = (&raw mut whole).cast();
                assert_eq!(address(&found, 1).map(|found| found.port()), Some(1));
                found.ai_addrlen -= 1;
                assert_eq!(address(&found, 1), None);
            }
            found.ai_family = libc::AF_UNIX;
            assert_eq!(address(&found, 1), None);
        }
    }
}

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
mod windows {
    use std::io;
    use std::net::{SocketAddr, ToSocketAddrs};

    use super::MOST;

    pub(super) fn look_up(name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let found = (name, port).to_socket_addrs()?;
        Ok(found.take(MOST).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_no_name_server() {
        let found = look_up("127.0.0.1", 443).unwrap();
        assert_eq!(found, ["127.0.0.1:443".parse().unwrap()]);
        let found = look_up("::1", 80).unwrap();
        assert_eq!(found, ["[::1]:80".parse().unwrap()]);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let reason = look_up("a\0b", 443).unwrap_err();
        assert_eq!(reason.kind(), io::ErrorKind::InvalidInput);
    }
}
