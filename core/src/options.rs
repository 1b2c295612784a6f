//! The settings of a client. Each setter checks at once and leaves the old
//! value when it refuses.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::proxy::ProxyChoice;
use crate::trust::{Roots, Trust};

/// The range of both timeouts: a call without a limit does not exist.
const TIMEOUT: RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_secs(86_400);

/// The range of the poll intervals; a report changes for 48 hours at most.
const POLL_INTERVAL: RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(172_800);

/// Settings of a [`Client`](crate::Client), copied by it when it is made.
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) base_url: BaseUrl,
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_retries: u32,
    pub(crate) max_response_bytes: u32,
    pub(crate) max_connections: u32,
    pub(crate) proxy: ProxyChoice,
    pub(crate) roots: Roots,
    pub(crate) user_agent: String,
    pub(crate) max_requests_per_minute: u32,
    pub(crate) first_poll_interval: Duration,
    pub(crate) longest_poll_interval: Duration,
}

impl Options {
    /// The defaults, which each setter names. The proxy variables of the
    /// environment are read here, once.
    pub fn new() -> Self {
        Self {
            base_url: BaseUrl::default(),
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            max_retries: 2,
            max_response_bytes: 64 << 20,
            max_connections: 8,
            proxy: ProxyChoice::from_environment(),
            roots: Roots::Bundled,
            user_agent: concat!("libsmsp/", env!("CARGO_PKG_VERSION")).to_owned(),
            max_requests_per_minute: 0,
            first_poll_interval: Duration::from_secs(2),
            longest_poll_interval: Duration::from_secs(300),
        }
    }

    /// The address that is asked, without `/bulk-status`. Default:
    /// `https://api.smspartner.fr/v1`. It must be `https`, or `http` to this
    /// machine (`localhost` or a loopback address), and have no user name,
    /// query or fragment.
    pub fn set_base_url(&mut self, url: &str) -> Result<(), Error> {
        self.base_url = BaseUrl::parse(url)?;
        Ok(())
    }

    /// How long a call may take in all, retries and their pauses included:
    /// 1 ms to 24 h. Default: 10 s, as in the provider's samples.
    pub fn set_timeout(&mut self, total: Duration) -> Result<(), Error> {
        self.timeout = in_range("The timeout", total, TIMEOUT, "1 ms to 24 hours")?;
        Ok(())
    }

    /// How long one attempt to connect may take, name look-up and TLS
    /// included: 1 ms to 24 h. Default: 5 s.
    pub fn set_connect_timeout(&mut self, connect: Duration) -> Result<(), Error> {
        let what = "The connect timeout";
        self.connect_timeout = in_range(what, connect, TIMEOUT, "1 ms to 24 hours")?;
        Ok(())
    }

    /// How often a failed attempt is repeated, 0 to 100: after a connection
    /// that could not be made, too many requests (429) and HTTP 502, 503 and
    /// 504. Default: 2.
    pub fn set_max_retries(&mut self, retries: u32) -> Result<(), Error> {
        self.max_retries = in_range("The number of retries", retries, 0..=100, "0 to 100")?;
        Ok(())
    }

    /// The largest answer that is read, in bytes after decompression: 1 byte to
    /// 2 GiB - 1. Default: 64 MiB, about 780 000 recipients.
    pub fn set_max_response_bytes(&mut self, bytes: u32) -> Result<(), Error> {
        let what = "The largest answer";
        let range = 1..=i32::MAX as u32;
        self.max_response_bytes = in_range(what, bytes, range, "1 to 2147483647 bytes")?;
        Ok(())
    }

    /// How many connections a client has at the same time, 1 to 1024. Further
    /// calls wait for their turn, within their timeout. Default: 8.
    pub fn set_max_connections(&mut self, connections: u32) -> Result<(), Error> {
        let what = "The number of connections";
        self.max_connections = in_range(what, connections, 1..=1024, "1 to 1024")?;
        Ok(())
    }

    /// The proxy, `http://[user:password@]host[:port]`; `""` for none. The
    /// default port is 80. A `/`, `?` or `#` in the user name or password must
    /// be percent-encoded. If this is not set, `https_proxy`, `HTTPS_PROXY`,
    /// `all_proxy` or `ALL_PROXY` names the proxy, the first of them that is
    /// not empty, unless `no_proxy`, or else `NO_PROXY`, excludes the host by
    /// curl's rules. A plain-http base URL is this machine and is always asked
    /// directly.
    ///
    /// # Errors
    /// The URL is not of this form. A proxy of the environment that cannot be
    /// used is reported by the calls that would use it.
    pub fn set_proxy(&mut self, url: &str) -> Result<(), Error> {
        self.proxy = ProxyChoice::parse(url)?;
        Ok(())
    }

    /// Trusts the certificates of this PEM file and no others. The file is
    /// read now: all of it or, if one certificate in it cannot be read, nothing.
    /// An authority is trusted with all that it signed, a server's own
    /// certificate if a server shows the same. It and
    /// [`set_trust`](Self::set_trust) replace each other.
    pub fn set_ca_file(&mut self, pem: impl AsRef<Path>) -> Result<(), Error> {
        self.roots = Roots::from_file(pem.as_ref())?;
        Ok(())
    }

    /// Trusts this set of certificates. Default: [`Trust::Bundled`].
    pub fn set_trust(&mut self, trust: Trust) -> Result<(), Error> {
        self.roots = Roots::of(trust)?;
        Ok(())
    }

    /// The `User-Agent` header: 1 to 256 visible ASCII characters and spaces.
    /// Default: `libsmsp/` and the version.
    pub fn set_user_agent(&mut self, text: &str) -> Result<(), Error> {
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !(1..=256).contains(&text.len()) || !printable || text.trim().is_empty() {
            return Err(Error::invalid_argument(
                "The user agent must be 1 to 256 visible ASCII characters.",
            ));
        }
        self.user_agent = text.trim().to_owned();
        Ok(())
    }

    /// How many requests a client begins within any 60 seconds, up to
    /// 1 000 000; 0 for no limit, the default.
    pub fn set_max_requests_per_minute(&mut self, requests: u32) -> Result<(), Error> {
        let what = "The number of requests per minute";
        self.max_requests_per_minute = in_range(what, requests, 0..=1_000_000, "0 to 1000000")?;
        Ok(())
    }

    /// The pause before the second poll of a wait, and the longest to which the
    /// pauses grow: 1 ms to 48 h, the first not above the longest. Defaults:
    /// 2 s and 5 min.
    pub fn set_poll_interval(&mut self, first: Duration, longest: Duration) -> Result<(), Error> {
        let what = "The poll interval";
        in_range(what, first, POLL_INTERVAL, "1 ms to 48 hours")?;
        in_range(
            what,
            longest,
            first..=*POLL_INTERVAL.end(),
            "the first one to 48 hours",
        )?;
        self.first_poll_interval = first;
        self.longest_poll_interval = longest;
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// The value, if it lies in the range that is given in words too.
fn in_range<T: PartialOrd>(
    what: &str,
    value: T,
    range: RangeInclusive<T>,
    words: &str,
) -> Result<T, Error> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(Error::invalid_argument(format!(
        "{what} is out of range; it may be {words}."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);
    const DAY: Duration = Duration::from_secs(86_400);

    /// A setter takes its limits, and refuses what is next to them with a sentence.
    fn has_range<T: Copy + std::fmt::Debug>(
        set: impl Fn(&mut Options, T) -> Result<(), Error>,
        taken: [T; 2],
        refused: &[T],
    ) {
        let mut options = Options::new();
        for value in taken {
            assert!(set(&mut options, value).is_ok(), "{value:?}");
        }
        for value in refused {
            let error = set(&mut options, *value).unwrap_err();
            assert!(error.message().ends_with('.'), "{value:?}: {error}");
        }
    }

    #[test]
    fn every_number_has_its_range() {
        let beyond = [Duration::ZERO, DAY + MILLISECOND];
        has_range(Options::set_timeout, [MILLISECOND, DAY], &beyond);
        has_range(Options::set_connect_timeout, [MILLISECOND, DAY], &beyond);
        has_range(Options::set_max_retries, [0, 100], &[101]);
        let largest = i32::MAX as u32;
        has_range(
            Options::set_max_response_bytes,
            [1, largest],
            &[0, largest + 1],
        );
        has_range(Options::set_max_connections, [1, 1024], &[0, 1025]);
        has_range(
            Options::set_max_requests_per_minute,
            [0, 1_000_000],
            &[1_000_001],
        );
        let set_interval =
            |options: &mut Options, (first, longest)| options.set_poll_interval(first, longest);
        let taken = [(MILLISECOND, MILLISECOND), (2 * DAY, 2 * DAY)];
        let refused = [
            (Duration::ZERO, DAY),
            (2 * MILLISECOND, MILLISECOND),
            (DAY, 2 * DAY + MILLISECOND),
        ];
        has_range(set_interval, taken, &refused);
    }

    #[test]
    fn a_refused_value_leaves_the_old_one_and_an_accepted_one_is_kept() {
        let mut options = Options::new();
        options.set_timeout(3 * MILLISECOND).unwrap();
        options.set_connect_timeout(2 * MILLISECOND).unwrap();
        options.set_max_retries(7).unwrap();
        options.set_max_response_bytes(77).unwrap();
        options.set_max_connections(9).unwrap();
        options.set_max_requests_per_minute(11).unwrap();
        options
            .set_poll_interval(4 * MILLISECOND, 5 * MILLISECOND)
            .unwrap();
        options.set_user_agent(" mine/1 ").unwrap();
        options.set_base_url("https://host/v2/").unwrap();
        options.set_proxy("proxy:3128").unwrap();
        assert!(options.set_timeout(Duration::ZERO).is_err());
        assert!(options.set_max_retries(101).is_err());
        assert!(options.set_poll_interval(DAY, MILLISECOND).is_err());
        assert!(options.set_base_url("http://host").is_err());
        assert!(options.set_proxy("socks5://host").is_err());
        assert!(options.set_ca_file("/nowhere.pem").is_err());
        for unusable in ["", "  ", "a\nb", "é", &"x".repeat(257)] {
            assert!(options.set_user_agent(unusable).is_err(), "{unusable:?}");
        }
        assert!(options.set_user_agent(&"x".repeat(256)).is_ok());
        options.set_user_agent("mine/1").unwrap();
        assert_eq!(options.timeout, 3 * MILLISECOND);
        assert_eq!(options.connect_timeout, 2 * MILLISECOND);
        assert_eq!(options.max_retries, 7);
        assert_eq!(options.max_response_bytes, 77);
        assert_eq!(options.max_connections, 9);
        assert_eq!(options.max_requests_per_minute, 11);
        assert_eq!(options.first_poll_interval, 4 * MILLISECOND);
        assert_eq!(options.longest_poll_interval, 5 * MILLISECOND);
        assert_eq!(options.user_agent, "mine/1");
        assert_eq!(options.base_url.as_str(), "https://host/v2");
        assert!(
            matches!(&options.proxy, ProxyChoice::Through(p) if p.url() == "http://proxy:3128")
        );
        options.set_proxy("").unwrap();
        assert!(matches!(options.proxy, ProxyChoice::Direct));
        options.set_trust(Trust::Both).unwrap();
        assert!(matches!(options.roots, Roots::Read(_)));
        options.set_trust(Trust::Bundled).unwrap();
        assert!(matches!(options.roots, Roots::Bundled));
    }
}
