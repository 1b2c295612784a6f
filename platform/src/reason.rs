//! The reason of a failure in English. The system's own texts follow the locale of the
//! process, and are not even UTF-8 in some.

use std::fmt;
use std::io;

/// The English text of a failure, as it stands in a message.
#[derive(Debug, Clone, Copy)]
pub struct Reason<'a>(&'a io::Error);

/// The reason of a failure, of which the system says only a number. To be used in
/// place of the failure's own `Display`.
pub fn reason_of(failure: &io::Error) -> Reason<'_> {
    Reason(failure)
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(code) = self.0.raw_os_error() else {
            let inner = self.0.get_ref().and_then(|inner| inner.downcast_ref());
            return match inner {
                Some(inner) => reason_of(inner).fmt(f),
                // The text of a library, or of a kind of failure.
                None => self.0.fmt(f),
            };
        };
        match system::TEXTS.iter().find(|(known, _)| *known == code) {
            Some((_, text)) => f.write_str(text),
            None => write!(f, "system error {code}"),
        }
    }
}

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use libc::c_int;

    /// The texts of the C locale of glibc.
    pub(super) const TEXTS: [(c_int, &str); 44] = [
        (libc::ECONNREFUSED, "Connection refused"),
        (libc::ECONNRESET, "Connection reset by peer"),
        (libc::ECONNABORTED, "Software caused connection abort"),
        (libc::ETIMEDOUT, "Connection timed out"),
        (libc::EPIPE, "Broken pipe"),
        (libc::EHOSTUNREACH, "No route to host"),
        (libc::EHOSTDOWN, "Host is down"),
        (libc::ENETUNREACH, "Network is unreachable"),
        (libc::ENETDOWN, "Network is down"),
        (libc::ENETRESET, "Network dropped connection on reset"),
        (libc::EADDRNOTAVAIL, "Cannot assign requested address"),
        (libc::EADDRINUSE, "Address already in use"),
        (
            libc::EAFNOSUPPORT,
            "Address family not supported by protocol",
        ),
        (libc::EPROTONOSUPPORT, "Protocol not supported"),
        (libc::EPROTO, "Protocol error"),
        (libc::ENOPROTOOPT, "Protocol not available"),
        (libc::EOPNOTSUPP, "Operation not supported"),
        (libc::ENOTCONN, "Transport endpoint is not connected"),
        (libc::EISCONN, "Transport endpoint is already connected"),
        (libc::ENOTSOCK, "Socket operation on non-socket"),
        (libc::EMSGSIZE, "Message too long"),
        (libc::ENOBUFS, "No buffer space available"),
        (libc::ENOMEM, "Cannot allocate memory"),
        (libc::EMFILE, "Too many open files"),
        (libc::ENFILE, "Too many open files in system"),
        (libc::EAGAIN, "Resource temporarily unavailable"),
        (libc::EINTR, "Interrupted system call"),
        (libc::EINVAL, "Invalid argument"),
        (libc::EBADF, "Bad file descriptor"),
        (libc::EFAULT, "Bad address"),
        (libc::ENOSYS, "Function not implemented"),
        (libc::EPERM, "Operation not permitted"),
        (libc::EACCES, "Permission denied"),
        (libc::ENOENT, "No such file or directory"),
        (libc::ENOTDIR, "Not a directory"),
        (libc::EISDIR, "Is a directory"),
        (libc::ELOOP, "Too many levels of symbolic links"),
        (libc::ENAMETOOLONG, "File name too long"),
        (libc::EOVERFLOW, "Value too large for defined data type"),
        (libc::EIO, "Input/output error"),
        (libc::ENXIO, "No such device or address"),
        (libc::ENODEV, "No such device"),
        (libc::EBUSY, "Device or resource busy"),
        (libc::ESTALE, "Stale file handle"),
    ];
}

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
mod windows {
    /// The numbers of winerror.h with the texts of other systems.
    pub(super) const TEXTS: [(i32, &str); 27] = [
        (2, "No such file or directory"),
        (3, "No such file or directory"),
        (4, "Too many open files"),
        (5, "Permission denied"),
        (8, "Cannot allocate memory"),
        (14, "Cannot allocate memory"),
        (32, "The file is in use by another program"),
        (10004, "Interrupted system call"),
        (10013, "Permission denied"),
        (10022, "Invalid argument"),
        (10024, "Too many open files"),
        (10038, "Socket operation on non-socket"),
        (10047, "Address family not supported by protocol"),
        (10048, "Address already in use"),
        (10049, "Cannot assign requested address"),
        (10050, "Network is down"),
        (10051, "Network is unreachable"),
        (10053, "Software caused connection abort"),
        (10054, "Connection reset by peer"),
        (10055, "No buffer space available"),
        (10060, "Connection timed out"),
        (10061, "Connection refused"),
        (10065, "No route to host"),
        (11001, "Name or service not known"),
        (11002, "Temporary failure in name resolution"),
        (11003, "Non-recoverable failure in name resolution"),
        (11004, "No address associated with hostname"),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(failure: &io::Error) -> String {
        reason_of(failure).to_string()
    }

    /// The tests run in the C locale, since they set none.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[test]
    fn the_texts_are_those_of_the_c_locale() {
        for (code, expected) in system::TEXTS {
            let system_s = io::Error::from_raw_os_error(code).to_string();
            assert_eq!(system_s, format!("{expected} (os error {code})"));
            assert_eq!(text(&io::Error::from_raw_os_error(code)), expected);
        }
    }

    #[test]
    fn another_number_is_told_as_such() {
        assert_eq!(
            text(&io::Error::from_raw_os_error(77_777)),
            "system error 77777"
        );
    }

    #[test]
    fn what_is_no_failure_of_the_system_keeps_its_text() {
        assert_eq!(text(&io::Error::other("own words")), "own words");
        let kind = io::ErrorKind::UnexpectedEof;
        assert_eq!(text(&kind.into()), "unexpected end of file");
        let wrapped = io::Error::other(io::Error::other(io::Error::from_raw_os_error(77_777)));
        assert_eq!(text(&wrapped), "system error 77777");
    }
}
