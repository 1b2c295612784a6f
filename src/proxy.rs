//! Which proxy leads to the provider: none, a given one, or the environment's.

use std::env;

use ureq::http::Uri;
use ureq::{Proxy, ProxyProtocol};

use crate::error::Error;

/// The proxy setting of the options.
#[derive(Debug, Clone)]
pub(crate) enum ProxyChoice {
    Direct,
    Through(Proxy),
    /// The environment names a proxy that cannot be used; every call says so,
    /// since going around a proxy unasked could break a company's rules.
    Unusable(Error),
}

impl ProxyChoice {
    /// A given proxy, `http://[user:password@]host[:port]`; the empty text
    /// means none.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        if url.is_empty() {
            return Ok(Self::Direct);
        }
        Ok(Self::Through(parse_proxy("The proxy", url)?))
    }

    /// What `HTTPS_PROXY`, else `ALL_PROXY`, says (or the same in lower case),
    /// unless `NO_PROXY` excepts the host. Read once, when the options are made.
    pub(crate) fn from_environment() -> Self {
        let named = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
            .into_iter()
            .find_map(|name| Some((name, env::var(name).ok().filter(|url| !url.is_empty())?)));
        let Some((name, url)) = named else {
            return Self::Direct;
        };
        let excepted = ["NO_PROXY", "no_proxy"]
            .into_iter()
            .find_map(|name| env::var(name).ok())
            .unwrap_or_default();
        match parse_proxy(name, &url).and_then(|proxy| except(name, &proxy, &excepted)) {
            Ok(proxy) => Self::Through(proxy),
            Err(reason) => Self::Unusable(reason),
        }
    }
}

/// The same proxy, but for the hosts of a `NO_PROXY` list: names, each standing
/// for the hosts below it too, separated by commas; `*` stands for all.
fn except(who: &str, proxy: &Proxy, hosts: &str) -> Result<Proxy, Error> {
    let mut builder = Proxy::builder(ProxyProtocol::Http)
        .host(proxy.host())
        .port(proxy.port());
    if let Some(name) = proxy.username() {
        builder = builder.username(name);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    for host in hosts.split(',').map(str::trim).filter(|h| !h.is_empty()) {
        builder = builder.no_proxy(host);
        if !host.starts_with(['.', '*']) {
            builder = builder.no_proxy(&format!(".{host}"));
        }
    }
    builder.build().map_err(|_| unusable(who))
}

/// `who` names the source for the message; the URL is left out of it, since it
/// may hold a password.
fn parse_proxy(who: &str, url: &str) -> Result<Proxy, Error> {
    let with_scheme = if url.contains("://") {
        url.to_owned()
    } else {
        format!("http://{url}")
    };
    let uri: Uri = with_scheme.parse().map_err(|_| unusable(who))?;
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    if uri.scheme_str() != Some("http") || !has_host {
        return Err(unusable(who));
    }
    Proxy::new(&with_scheme).map_err(|_| unusable(who))
}

fn unusable(who: &str) -> Error {
    Error::invalid_argument(format!(
        "{who} cannot be used; it must look like http://[user:password@]host[:port]."
    ))
}
