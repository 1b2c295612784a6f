//! The address of the provider: HTTPS, or plain HTTP on this machine only.

use http::Uri;

use crate::authority::{self, Authority, ip_address};
use crate::error::Error;

/// The provider's address, from its page "Statut par ID".
const PROVIDER: &str = "https://api.smspartner.fr/v1";

const PROVIDER_HOST: &str = "api.smspartner.fr";

const LONGEST: usize = 2048;

/// The ports of URLs that name none.
const HTTPS: u16 = 443;
const HTTP: u16 = 80;

/// A checked base URL, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: String,
    host: String,
    port: u16,
    encrypted: bool,
}

impl BaseUrl {
    /// Takes `https://host[:port][/path]`, or the same with `http` if the host is
    /// `localhost` or a loopback address.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let uri = parse_absolute(text)?;
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let Authority { host, port } = authority::parse(authority).map_err(refuse)?;
        let encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(host) => false,
            Some("http") => {
                return Err(refuse(
                    "plain http would show the API key to the network and is for this machine \
                     (localhost, 127.0.0.1, [::1]) only; use https",
                ));
            }
            _ => return Err(refuse("it must begin with https://")),
        };
        Ok(Self {
            text: text.trim_end_matches('/').to_owned(),
            host: host.to_owned(),
            port: port.unwrap_or(if encrypted { HTTPS } else { HTTP }),
            encrypted,
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host's name, or its address as it stands in the URL.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is asked over TLS.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.encrypted
    }
}

impl Default for BaseUrl {
    fn default() -> Self {
        Self {
            text: PROVIDER.to_owned(),
            host: PROVIDER_HOST.to_owned(),
            port: HTTPS,
            encrypted: true,
        }
    }
}

/// A URL with a host and nothing that a base URL must not have.
fn parse_absolute(text: &str) -> Result<Uri, Error> {
    if text.len() > LONGEST {
        return Err(refuse("it is longer than 2048 bytes"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refuse("it holds a space or a character that is not ASCII"));
    }
    if text.contains(['?', '#']) {
        return Err(refuse("it must have no query (?) and no fragment (#)"));
    }
    let uri: Uri = text
        .parse()
        .map_err(|_| refuse("it must look like https://host/path"))?;
    let Some(authority) = uri.authority() else {
        return Err(refuse("it must look like https://host/path"));
    };
    if authority.as_str().contains('@') {
        return Err(refuse("it must not carry a user name or password"));
    }
    Ok(uri)
}

/// The text of the URL is left out: it may carry a password.
fn refuse(reason: &str) -> Error {
    Error::invalid_argument(format!("The base URL cannot be used: {reason}."))
}

/// Whether a URL's host can only be this machine (RFC 6761, section 6.3, for
/// `localhost`).
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || ip_address(host).is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_on_this_machine_are_taken() {
        assert_eq!(BaseUrl::parse(PROVIDER).unwrap(), BaseUrl::default());
        for url in [
            "https://api.smspartner.fr/v1",
            "https://api.smspartner.fr:8443/v1/",
            "http://localhost:8025/v1",
            "http://127.0.0.1:8025",
            "http://127.8.9.10/v1",
            "http://[::1]:8025/v1",
        ] {
            let parsed = BaseUrl::parse(url).unwrap();
            assert_eq!(parsed.as_str(), url.trim_end_matches('/'));
        }
    }

    #[test]
    fn the_parts_are_those_of_the_text() {
        for (url, host, port, encrypted) in [
            ("https://a.example/v1", "a.example", 443, true),
            ("https://a.example:8443", "a.example", 8443, true),
            ("https://[::1]:1/v1", "[::1]", 1, true),
            ("http://localhost/v1", "localhost", 80, false),
            ("http://[::1]:8025", "[::1]", 8025, false),
        ] {
            let parsed = BaseUrl::parse(url).unwrap();
            assert_eq!((parsed.host(), parsed.port()), (host, port), "{url}");
            assert_eq!(parsed.is_encrypted(), encrypted, "{url}");
        }
        assert_eq!(BaseUrl::default().port(), 443);
    }

    #[test]
    fn the_length_has_a_limit() {
        let of_length = |length| format!("{:x<length$}", "https://host/");
        assert!(BaseUrl::parse(&of_length(LONGEST)).is_ok());
        let refused = BaseUrl::parse(&of_length(LONGEST + 1)).unwrap_err();
        assert!(refused.message().contains("longer than 2048"), "{refused}");
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        for (url, words) in [
            ("http://api.smspartner.fr/v1", "use https"),
            ("ftp://host/v1", "must begin with https://"),
            ("https://user@host", "user name"),
            ("https://host/?x", "query"),
            ("https://host:0", "port"),
            ("https:///v1", "must look like"),
            ("https://ho st", "a space"),
        ] {
            let refused = BaseUrl::parse(url).unwrap_err();
            assert!(refused.message().contains(words), "{url}: {refused}");
        }
    }

    #[test]
    fn anything_that_could_leak_the_key_or_is_no_base_url_is_refused() {
        for url in [
            "",
            "api.smspartner.fr/v1",
            "ftp://api.smspartner.fr",
            "http://api.smspartner.fr/v1",
            "http://127.0.0.1.example.com/v1",
            "https://user@host/v1",
            "https://user:password@host/v1",
            "https://host/v1?x=1",
            "https://host/v1#x",
            "https://host:99999/v1",
            "https://host:port/v1",
            "https://host:/v1",
            "https://host:0/v1",
            "https://host:-1/v1",
            "https://host:+443/v1",
            "https://host:443:443/v1",
            "https://:443/v1",
            "https:/host/v1",
            "https:host/v1",
            "https://@host/v1",
            "https://ho\\st/v1",
            "https://ho%73t/v1",
            "https://ho,st/v1",
            "https://::1/v1",
            "https://[::1/v1",
            "https://[fe80::1%25lo]/v1",
            "https://[127.0.0.1]/v1",
            "http://[::2]/v1",
            "http://[::ffff:127.0.0.1]/v1",
            "http://127.1/v1",
            "http://localhost.example/v1",
            "http://0.0.0.0/v1",
            "https:///v1",
            "https://ho st/v1",
            "https://hôte/v1",
        ] {
            assert!(BaseUrl::parse(url).is_err(), "{url}");
        }
    }
}
