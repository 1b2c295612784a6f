//! A proxy that is named by a URL.

use std::fmt;

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::authority;
use crate::error::Error;
use crate::percent;

/// Room for a token in place of a password.
const LONGEST: usize = 8192;

/// A proxy with a checked URL.
#[derive(Clone)]
pub(crate) struct ProxyServer {
    /// With the user and the password in percent-encoding, if it has them.
    url: Zeroizing<String>,
}

impl ProxyServer {
    /// Takes `[http://][user:password@]host[:port][/]`. The user and the password may
    /// be percent-encoded; a `/`, `?` or `#` in them has to be. `who` names the source
    /// for the message, which says nothing of the URL: it may hold a password at the
    /// wrong place.
    pub(crate) fn parse(who: &str, url: &str) -> Result<Self, Error> {
        let url = usable(url).map_err(|reason| {
            Error::invalid_argument(format!(
                "{who} cannot be used: {reason}. It must look like \
                 http://[user:password@]host[:port]."
            ))
        })?;
        Ok(Self { url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyServer").finish_non_exhaustive()
    }
}

/// The URL in the form that every reader of URLs understands alike.
fn usable(url: &str) -> Result<Zeroizing<String>, &'static str> {
    if url.len() > LONGEST {
        return Err("it is longer than 8192 bytes");
    }
    if url.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Err("it has a space or a control character, which must be percent-encoded");
    }
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
        Some((scheme, _)) if is_scheme(scheme) => {
            return Err("only http:// is supported, neither https:// nor socks");
        }
        Some(_) => return Err(NO_PATH),
        None => url,
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains(['/', '?', '#']) {
        return Err(NO_PATH);
    }
    let (user_info, host_and_port) = match rest.rsplit_once('@') {
        Some((user_info, rest)) => (user_info, rest),
        None => ("", rest),
    };
    let credentials = credentials(user_info)?;
    authority::parse(host_and_port)?;
    // Of the right size from the start: no piece of a password is left behind.
    let mut whole = Zeroizing::new(String::with_capacity(
        "http://@".len() + credentials.len() + host_and_port.len(),
    ));
    whole.push_str("http://");
    if !credentials.is_empty() {
        whole.push_str(&credentials);
        whole.push('@');
    }
    whole.push_str(host_and_port);
    Ok(whole)
}

const NO_PATH: &str = "it has a path, a query (?) or a fragment (#); in a user name or password, \
                       write %2F, %3F or %23";

/// Whether a text can be a URL's scheme (RFC 3986, section 3.1).
fn is_scheme(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    !text.is_empty() && text.bytes().all(is_usual)
}

/// `user[:password]` in percent-encoding, whatever of it was encoded before; empty if
/// neither is given.
fn credentials(user_info: &str) -> Result<Zeroizing<String>, &'static str> {
    let (user, password) = match user_info.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (user_info, None),
    };
    let user = percent::encode(&decoded(user)?);
    let password = percent::encode(&decoded(password.unwrap_or_default())?);
    let mut both = Zeroizing::new(String::with_capacity(user.len() + 1 + password.len()));
    both.push_str(&user);
    if !password.is_empty() {
        both.push(':');
        both.push_str(&password);
    }
    Ok(both)
}

fn decoded(text: &str) -> Result<Zeroizing<String>, &'static str> {
    let bytes = Zeroizing::new(percent_decode_str(text).collect::<Vec<u8>>());
    let text = std::str::from_utf8(&bytes);
    let text = text.map_err(|_| "its user name or password is not UTF-8")?;
    if text.contains(char::is_control) {
        return Err("its user name or password has a control character");
    }
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> String {
        let server = ProxyServer::parse("The proxy", text);
        server
            .unwrap_or_else(|error| panic!("{text}: {error}"))
            .url()
            .to_owned()
    }

    #[test]
    fn an_http_proxy_is_taken() {
        for (text, expected) in [
            ("proxy", "http://proxy"),
            ("proxy:3128", "http://proxy:3128"),
            ("http:3128", "http://http:3128"),
            ("http://proxy/", "http://proxy"),
            (
                "HTTP://Proxy.Example.:03128/",
                "http://Proxy.Example.:03128",
            ),
            ("http://[::1]:3128", "http://[::1]:3128"),
            ("http://@proxy", "http://proxy"),
            ("http://:@proxy", "http://proxy"),
        ] {
            assert_eq!(url(text), expected);
        }
    }

    #[test]
    fn a_user_and_a_password_may_have_every_character_but_three() {
        for (user_info, expected) in [
            ("user", "user"),
            ("user:", "user"),
            (":pass", ":pass"),
            ("user:pass", "user:pass"),
            ("user:p@ss", "user:p%40ss"),
            ("user:p%40ss", "user:p%40ss"),
            ("us:er:pass", "us:er%3Apass"),
            ("DOMAIN\\user:pass", "DOMAIN%5Cuser:pass"),
            ("u:a%20b+c", "u:a%20b%2Bc"),
            ("u:100%", "u:100%25"),
            ("u:%zz%2", "u:%25zz%252"),
            ("u:%2F%3f%23", "u:%2F%3F%23"),
            ("ü:[<\"^`{|}>]", "%C3%BC:%5B%3C%22%5E%60%7B%7C%7D%3E%5D"),
        ] {
            let text = format!("{user_info}@proxy:3128");
            assert_eq!(url(&text), format!("http://{expected}@proxy:3128"));
            let text = format!("http://{text}/");
            assert_eq!(url(&text), format!("http://{expected}@proxy:3128"));
        }
        assert!(ProxyServer::parse("", &format!("u:{}@proxy", "x".repeat(8000))).is_ok());
    }

    #[test]
    fn what_is_no_http_proxy_is_refused_and_not_quoted() {
        for text in [
            "http://",
            "http:///",
            "http:///proxy",
            "http:/secret",
            "http:secret",
            "http:127.0.0.1:3128",
            "//secret:3128",
            "/secret",
            "://secret",
            "http//secret",
            "http://http://secret",
            "http://secret/x@proxy:3128",
            "http://u:secret/@proxy:3128",
            "secret/://proxy",
            "u:secret://@proxy",
            "http://u:secret?x@proxy:3128",
            "http://u:secret#x@proxy:3128",
            "http://u:secret#@proxy:3128/",
            "http://proxy:3128/secret",
            "http://proxy:3128?secret",
            "http://proxy:3128/?secret",
            "http://proxy:3128#secret",
            "http://proxy//",
            "http://secret@",
            "http://u:secret@",
            "http://u:secret@:3128",
            "http://u:secret@/",
            "http://u:secret@proxy:",
            "http://u:secret@proxy:0",
            "http://u:secret@proxy:-1",
            "http://u:secret@proxy:+80",
            "http://u:secret@proxy:abc",
            "http://u:secret@proxy:99999",
            "http://u:secret@proxy:80:80",
            "http://u:secret@pro\\xy",
            "http://u:secret@pro%78y",
            "http://u:secret@hôte",
            "http://u:secret@::1",
            "http://u:secret@[::1",
            "http://u:secret@[::1%25lo]:3128",
            "http://u:secret@[127.0.0.1]",
            "http://u:secret@host, http://u:secret@other",
            "http://u:secret%ff@proxy",
            "http://u:secret%00@proxy",
            "http://u:secret%0d%0aX@proxy",
            "http://u%7F:secret@proxy",
            "http://u:sec ret@proxy",
            "http://u:sec\tret@proxy",
            "http://u:sec\u{a0}ret@proxy",
            "ht tp://secret",
            " http://secret",
            "http://secret ",
            "http://secret\n",
            "http://secret\r\nX: y",
            "https://u:secret@proxy",
            "socks://u:secret@proxy",
            "socks5://u:secret@proxy:1080",
            "socks5h://u:secret@proxy:1080",
            "ftp://u:secret@proxy",
            "file:///secret",
            &format!("http://u:secret{}@proxy", "x".repeat(LONGEST)),
        ] {
            let error = ProxyServer::parse("The proxy", text).expect_err(text);
            let message = error.message();
            assert!(!message.contains("secret"), "{text}: {message}");
            assert!(
                message.starts_with("The proxy cannot be used: "),
                "{message}"
            );
            assert!(message.ends_with("host[:port]."), "{message}");
        }
        let error = ProxyServer::parse("ALL_PROXY", "socks5://proxy").unwrap_err();
        assert!(error.message().contains("only http:// is supported"));
    }

    #[test]
    fn the_length_has_a_limit() {
        let of_length = |length| format!("{:x>length$}", "@host");
        assert!(ProxyServer::parse("", &of_length(LONGEST)).is_ok());
        let refused = ProxyServer::parse("", &of_length(LONGEST + 1)).unwrap_err();
        assert!(refused.message().contains("longer than 8192"), "{refused}");
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        for (text, words) in [
            ("socks5h://host", "only http://"),
            ("x+y-z.1://host", "only http://"),
            ("u:secret://@host", "write %2F"),
            ("://host", "write %2F"),
            ("u_s://host", "write %2F"),
            ("http://u:secret/@host", "write %2F"),
            ("http://u:se cret@host", "percent-encoded"),
            ("http://u:secret%00@host", "control character"),
            ("http://u:secret%ff@host", "not UTF-8"),
            ("http://u:secret@host:0", "port"),
            ("http://u:secret@", "no host"),
        ] {
            let refused = ProxyServer::parse("The proxy", text).unwrap_err();
            assert!(refused.message().contains(words), "{text}: {refused}");
        }
    }

    #[test]
    fn its_debug_text_has_no_part_of_the_url() {
        let server = ProxyServer::parse("", "http://u:secret@host").unwrap();
        assert_eq!(format!("{server:?}"), "ProxyServer { .. }");
    }
}
