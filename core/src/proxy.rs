//! Which proxy leads to the provider: none, a given one, or the environment's.

use crate::base_url::BaseUrl;
use crate::environment::variable;
use crate::error::Error;
use crate::no_proxy::excepts;
use crate::proxy_server::ProxyServer;

/// The proxy setting of the options.
#[derive(Debug, Clone)]
pub(crate) enum ProxyChoice {
    Direct,
    Through(ProxyServer),
    Environment {
        /// One that cannot be used is reported by each call that would use it, since
        /// going around a proxy unasked could break a company's rules.
        server: Result<ProxyServer, Error>,
        /// The hosts that are asked without it.
        excepted: Result<String, Error>,
    },
}

impl ProxyChoice {
    /// A given proxy; the empty text means none.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        if url.is_empty() {
            return Ok(Self::Direct);
        }
        Ok(Self::Through(ProxyServer::parse("The proxy", url)?))
    }

    /// What the variables say that curl reads for an `https` URL, in its order. Read
    /// once, when the options are made.
    pub(crate) fn from_environment() -> Self {
        Self::from_variables(variable)
    }

    fn from_variables(read: impl Fn(&str) -> Result<Option<String>, Error>) -> Self {
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
        let Some((name, url)) = first_of(&names, &read) else {
            return Self::Direct;
        };
        let excepted = first_of(&["no_proxy", "NO_PROXY"], &read);
        Self::Environment {
            server: url.and_then(|url| ProxyServer::parse(name, &url)),
            excepted: excepted.map_or_else(|| Ok(String::new()), |(_, hosts)| hosts),
        }
    }

    /// The proxy that leads to this address, if one does.
    ///
    /// # Errors
    /// The environment names one that cannot be used, and does not except the address.
    pub(crate) fn server_for(&self, base_url: &BaseUrl) -> Result<Option<&ProxyServer>, Error> {
        match self {
            // Plain http is for this machine and carries the key in the clear.
            _ if !base_url.is_encrypted() => Ok(None),
            Self::Direct => Ok(None),
            Self::Through(server) => Ok(Some(server)),
            Self::Environment { server, excepted } => {
                let excepted = excepted.as_ref().map_err(Error::clone)?;
                if excepts(excepted, base_url.host(), base_url.port()) {
                    return Ok(None);
                }
                server.as_ref().map(Some).map_err(Error::clone)
            }
        }
    }
}

/// The first of these variables that is set to something, with its name.
fn first_of<'a>(
    names: &[&'a str],
    read: &impl Fn(&str) -> Result<Option<String>, Error>,
) -> Option<(&'a str, Result<String, Error>)> {
    names.iter().find_map(|name| {
        let value = read(name).transpose()?;
        let is_empty = value.as_ref().is_ok_and(String::is_empty);
        (!is_empty).then_some((*name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "http://a";
    const B: &str = "http://b";
    const BAD: &str = "socks5://u:secret@host";
    const HOST: &str = "https://api.example/v1";

    /// The URL of the proxy to this address in an environment with these variables.
    fn way(variables: &[(&str, &str)], base_url: &str) -> Result<Option<String>, Error> {
        let choice = ProxyChoice::from_variables(|name| {
            let found = variables.iter().find(|(given, _)| *given == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        });
        let server = choice.server_for(&BaseUrl::parse(base_url).unwrap())?;
        Ok(server.map(|server| server.url().to_owned()))
    }

    #[test]
    fn the_variables_have_the_order_of_curl() {
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
        for (place, name) in names.iter().enumerate() {
            assert_eq!(way(&[(name, A)], HOST).unwrap().as_deref(), Some(A));
            for later in &names[place + 1..] {
                let found = way(&[(later, B), (name, A)], HOST).unwrap();
                assert_eq!(found.as_deref(), Some(A), "{name} {later}");
                let found = way(&[(later, B), (name, "")], HOST).unwrap();
                assert_eq!(found.as_deref(), Some(B), "empty {name}, {later}");
            }
        }
        for name in ["HTTP_PROXY", "http_proxy", "FTP_PROXY", "NO_PROXY"] {
            assert_eq!(way(&[(name, A)], HOST).unwrap(), None, "{name}");
        }
    }

    #[test]
    fn an_empty_list_of_exceptions_hides_no_other() {
        let proxied = |lists: &[(&str, &str)]| {
            let variables = [&[("HTTPS_PROXY", A)], lists].concat();
            way(&variables, HOST).unwrap().is_some()
        };
        assert!(proxied(&[]));
        assert!(!proxied(&[("NO_PROXY", "api.example")]));
        assert!(!proxied(&[("no_proxy", "api.example")]));
        assert!(!proxied(&[("NO_PROXY", ""), ("no_proxy", "api.example")]));
        assert!(!proxied(&[("NO_PROXY", "api.example"), ("no_proxy", "")]));
        assert!(!proxied(&[("NO_PROXY", "x"), ("no_proxy", "api.example")]));
        assert!(proxied(&[("NO_PROXY", "api.example"), ("no_proxy", "x")]));
    }

    #[test]
    fn an_unusable_proxy_is_judged_when_it_would_be_used() {
        for name in ["https_proxy", "ALL_PROXY"] {
            let error = way(&[(name, BAD)], HOST).unwrap_err();
            assert!(error.message().starts_with(name), "{error}");
            assert!(!error.message().contains("secret"), "{error}");
            for list in ["*", "api.example", "example"] {
                let found = way(&[(name, BAD), ("NO_PROXY", list)], HOST);
                assert_eq!(found.unwrap(), None);
            }
            let plain = way(&[(name, BAD)], "http://127.0.0.1:8025/v1");
            assert_eq!(plain.unwrap(), None);
        }
        let found = way(&[("https_proxy", A), ("ALL_PROXY", BAD)], HOST);
        assert_eq!(found.unwrap().as_deref(), Some(A));
    }

    #[test]
    fn what_cannot_be_read_is_judged_when_it_would_be_used() {
        let base_url = BaseUrl::parse(HOST).unwrap();
        let way = |unreadable: &'static str, list: &'static str| {
            let choice = ProxyChoice::from_variables(|name| match name {
                _ if name == unreadable => Err(Error::invalid_argument(unreadable)),
                "HTTPS_PROXY" => Ok(Some(A.to_owned())),
                "NO_PROXY" => Ok(Some(list.to_owned())),
                _ => Ok(None),
            });
            choice.server_for(&base_url).map(|server| server.is_some())
        };
        assert_eq!(way("", "x"), Ok(true));
        for name in ["https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"] {
            assert_eq!(way(name, "x").unwrap_err().message(), name);
        }
        assert_eq!(way("https_proxy", "*"), Ok(false));
        assert_eq!(way("ALL_PROXY", "x"), Ok(true));
    }

    #[test]
    fn a_given_proxy_has_no_exceptions_but_plain_http() {
        let choice = ProxyChoice::parse(A).unwrap();
        let leads = |url| {
            let server = choice.server_for(&BaseUrl::parse(url).unwrap());
            server.unwrap().is_some()
        };
        assert!(leads(HOST) && leads("https://127.0.0.1/v1"));
        assert!(!leads("http://127.0.0.1:8025"));
        assert!(matches!(ProxyChoice::parse(""), Ok(ProxyChoice::Direct)));
        assert!(ProxyChoice::parse(BAD).is_err());
    }
}
