//! Which proxy leads to the provider: none, a given one, or the environment's.

use std::fmt;

use http::Uri;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::environment::variable;
use crate::error::Error;

/// The proxy setting of the options.
#[derive(Debug, Clone)]
pub(crate) enum ProxyChoice {
    Direct,
    Through(ProxyServer),
    /// The environment names a proxy that cannot be used. Every call reports it,
    /// since going around a proxy unasked could break a company's rules.
    Unusable(Error),
}

/// A proxy with a checked URL, and the hosts that are asked without it.
#[derive(Clone)]
pub(crate) struct ProxyServer {
    /// It may hold a password.
    url: Zeroizing<String>,
    excepted: Vec<String>,
}

impl ProxyChoice {
    /// A given proxy, `http://[user:password@]host[:port]`; the empty text
    /// means none.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        if url.is_empty() {
            return Ok(Self::Direct);
        }
        Ok(Self::Through(ProxyServer::parse("The proxy", url)?))
    }

    /// What `HTTPS_PROXY`, else `ALL_PROXY`, says (or the same in lower case),
    /// unless `NO_PROXY` excepts the host. Read once, when the options are made.
    pub(crate) fn from_environment() -> Self {
        Self::read_environment().unwrap_or_else(Self::Unusable)
    }

    fn read_environment() -> Result<Self, Error> {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let Some(url) = variable(name)?.filter(|url| !url.is_empty()) else {
                continue;
            };
            let excepted = match variable("NO_PROXY")? {
                Some(hosts) => hosts,
                None => variable("no_proxy")?.unwrap_or_default(),
            };
            let proxy = ProxyServer::parse(name, &url)?;
            return Ok(Self::Through(proxy.except(&excepted)));
        }
        Ok(Self::Direct)
    }
}

impl ProxyServer {
    /// `who` names the source for the message. The message leaves out the URL,
    /// since it may hold a password.
    fn parse(who: &str, url: &str) -> Result<Self, Error> {
        let url = if url.contains("://") {
            url.to_owned()
        } else {
            format!("http://{url}")
        };
        let url = Zeroizing::new(url);
        if !is_usable(&url) {
            return Err(Error::invalid_argument(format!(
                "{who} cannot be used; it must look like http://[user:password@]host[:port]."
            )));
        }
        Ok(Self {
            url,
            excepted: Vec::new(),
        })
    }

    /// The same proxy without the hosts of a `NO_PROXY` list: names, separated by
    /// commas, each for the hosts below it too; `*` stands for all.
    fn except(mut self, hosts: &str) -> Self {
        let hosts = hosts.split(',').map(str::trim).filter(|h| !h.is_empty());
        self.excepted = hosts.map(str::to_ascii_lowercase).collect();
        self
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Whether a host is asked without the proxy.
    pub(crate) fn excepts(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.excepted.iter().any(|pattern| {
            if let Some(end) = pattern.strip_prefix('*') {
                return host.ends_with(end);
            }
            if let Some(start) = pattern.strip_suffix('*') {
                return host.starts_with(start);
            }
            let before = host.strip_suffix(pattern.as_str());
            before.is_some_and(|before| {
                before.is_empty() || before.ends_with('.') || pattern.starts_with('.')
            })
        })
    }
}

fn is_usable(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let Some(authority) = uri.authority() else {
        return false;
    };
    let user_info = authority.as_str().rsplit_once('@').map(|(info, _)| info);
    let is_text = |info| percent_decode_str(info).decode_utf8().is_ok();
    uri.scheme_str() == Some("http")
        && !authority.host().is_empty()
        && user_info.is_none_or(is_text)
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyServer")
            .field("excepted", &self.excepted)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_excepts_names_with_all_below_them() {
        let proxy = ProxyServer::parse("The proxy", "proxy:3128").unwrap();
        let proxy = proxy.except("example.com, .below.org,*.star.net ,10.*,, [::1]");
        for host in [
            "example.com",
            "API.example.com",
            "a.below.org",
            "a.star.net",
            "10.1.2.3",
            "[::1]",
        ] {
            assert!(proxy.excepts(host), "{host}");
        }
        for host in [
            "notexample.com",
            "example.com.org",
            "below.org",
            "star.net",
            "11.10.0.1",
        ] {
            assert!(!proxy.excepts(host), "{host}");
        }
        assert!(proxy.except("*").excepts("any.host"));
    }

    #[test]
    fn what_is_no_http_proxy_is_refused_and_not_quoted() {
        for url in [
            "socks5://host:1080",
            "http://",
            "http://u:secret%ff@host",
            "ht tp://secret",
        ] {
            let error = ProxyChoice::parse(url).unwrap_err();
            assert!(!error.message().contains("secret"), "{error}");
        }
    }
}
