//! The proxy variables and `NO_PROXY`, with curl as the peer: for the same environment
//! and the same address, both go through the proxy or both do not. The differences that
//! are meant are rows with a reason.
//!
//! Every address is this machine's, and no name has one. The rules are those of the
//! curl of Debian 12; another version is compared only where no difference is listed.

use std::process::Command;

use smsp_fault_server::{Fault, FaultServer, closed_port};
use smsp_test_support::{LINKAGES, Program, compile, has_tool, run, text};

/// The variables, the host and port of the address, and why the library does not do
/// what curl does, if it does not. `PROXY` stands for the address of the proxy and
/// `PORT` for a port where nobody listens.
struct Row<'a> {
    variables: &'a [(&'a str, &'a str)],
    host: &'a str,
    difference: Option<&'a str>,
}

struct Peers {
    program: Program,
    proxy: FaultServer,
    port: String,
    has_curl: bool,
    is_debian_12_s: bool,
}

impl Peers {
    fn new() -> Self {
        let has_curl = has_tool("curl");
        let version = |version: &str| {
            let output = run(Command::new("curl").arg("--version"));
            text(&output.stdout).starts_with(&format!("curl {version}."))
        };
        Self {
            is_debian_12_s: has_curl && version("7.88"),
            has_curl,
            program: compile(&["tests/c/proxied.c"], &["-std=c99"], LINKAGES[0]),
            proxy: FaultServer::start(Fault::ClosesAfterAccept).unwrap(),
            port: closed_port().port().to_string(),
        }
    }

    fn filled(&self, text: &str) -> String {
        let text = text.replace("PROXY", &self.proxy.address().to_string());
        text.replace("PORT", &self.port)
    }

    /// Whether this command asks the proxy for a tunnel.
    fn goes_through(&self, command: &mut Command, row: &Row) -> bool {
        let before = self.proxy.connection_count();
        for (name, value) in row.variables {
            command.env(name, self.filled(value));
        }
        let output = run(command);
        let printed = text(&output.stdout);
        assert!(!printed.contains("secret"), "{printed}");
        self.proxy.connection_count() > before
    }

    fn library_goes_through(&self, row: &Row) -> bool {
        let url = format!("https://{}/v1", self.filled(row.host));
        self.goes_through(self.program.command().arg(url), row)
    }

    fn curl_goes_through(&self, row: &Row) -> bool {
        let mut command = Command::new("curl");
        let names = format!("*:{}:127.0.0.1", self.port);
        command
            .env_clear()
            .args(["-q", "-s", "-m", "20", "--resolve"]);
        let url = format!("https://{}/v1", self.filled(row.host));
        self.goes_through(command.args([names, url]), row)
    }

    /// Compares both for each row. Without curl, the library must do as `expected` says.
    fn agree(&self, rows: &[(Row, bool)]) {
        let mut wrong = Vec::new();
        for (row, expected) in rows {
            let Row {
                variables,
                host,
                difference,
            } = row;
            if self.library_goes_through(row) != *expected {
                wrong.push(format!("{variables:?} {host}: not {expected}"));
            }
            let as_curl = difference.is_none();
            let compares = self.has_curl && (as_curl || self.is_debian_12_s);
            if compares && (self.curl_goes_through(row) == *expected) != as_curl {
                wrong.push(format!("{variables:?} {host}: curl, {difference:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

const NAMED_PORT: Option<&str> =
    Some("an entry with a port is what Go, Python and Node read; curl ignores it");
const IPV6: Option<&str> =
    Some("curl's manual promises IPv6 addresses and ranges; 7.86 to 7.88 compare them as texts");
const BRACKETS: Option<&str> = Some("an IPv6 address in brackets, as it stands in the URL");

#[test]
fn no_proxy_excepts_what_curl_excepts() {
    let peers = Peers::new();
    let rows = [
        // A name, and all below it.
        ("a.example", "a.example", false, None),
        ("a.example", "b.a.example", false, None),
        ("a.example", "ba.example", true, None),
        ("a.example", "a.example.org", true, None),
        ("A.Example", "a.eXAMPLE", false, None),
        ("example", "a.example", false, None),
        (".a.example", "a.example", false, None),
        (".a.example", "b.a.example", false, None),
        (".a.example", "ba.example", true, None),
        ("a.example.", "a.example", false, None),
        ("a.example", "a.example.", false, None),
        ("..a.example", "b.a.example", true, None),
        (".", "a.example", true, None),
        ("", "a.example", true, None),
        ("localhost", "localhost", false, None),
        ("localhost", "127.0.0.1", true, None),
        ("127.0.0.1", "localhost", true, None),
        ("https://a.example", "a.example", true, None),
        // More than one.
        ("b,a.example", "a.example", false, None),
        ("b, a.example", "a.example", false, None),
        ("b a.example", "a.example", false, None),
        ("b\ta.example", "a.example", false, None),
        (" ,, a.example ,", "a.example", false, None),
        ("b a.example c", "c", false, None),
        ("b;a.example", "a.example", true, None),
        ("b\na.example", "a.example", true, None),
        // All.
        ("*", "a.example", false, None),
        ("*", "127.0.0.1", false, None),
        ("*", "[::1]", false, None),
        (" *", "a.example", true, None),
        ("b,*", "a.example", true, None),
        ("*.example", "a.example", true, None),
        ("*example", "a.example", true, None),
        ("127.*", "127.0.0.1", true, None),
        // Addresses and ranges.
        ("127.0.0.1", "127.0.0.1", false, None),
        ("127.0.0.1", "127.0.0.2", true, None),
        ("0.0.1", "127.0.0.1", true, None),
        (".0.0.1", "127.0.0.1", true, None),
        ("127.0.0.1.", "127.0.0.1", true, None),
        (".127.0.0.1", "127.0.0.1", true, None),
        ("127.1", "127.0.0.1", true, None),
        ("127.0.0.0/8", "127.1.2.3", false, None),
        ("10.0.0.0/8", "127.1.2.3", true, None),
        ("127.16.0.0/12", "127.31.255.1", false, None),
        ("127.16.0.0/12", "127.32.0.1", true, None),
        ("127.9.9.9/8", "127.0.0.1", false, None),
        ("127.0.0.1/32", "127.0.0.1", false, None),
        ("127.0.0.1/32", "127.0.0.2", true, None),
        ("127.0.0.0/33", "127.0.0.0", true, None),
        ("10.0.0.0/0", "127.0.0.1", true, None),
        ("127.0.0.1/0", "127.0.0.1", false, None),
        ("127.0.0.0/", "127.0.0.1", true, None),
        ("127.0.0.0/8x", "127.0.0.1", false, None),
        ("127.0.0.0/+8", "127.0.0.1", false, None),
        ("127.0.0.0/-8", "127.0.0.1", true, None),
        ("127.0.0.0/ 8", "127.0.0.1", true, None),
        ("127/8", "127.0.0.1", true, None),
        ("a.example 127.0.0.0/8", "127.0.0.1", false, None),
        ("::1", "[::1]", false, None),
        ("::2", "[::1]", true, None),
        ("::2/128", "[::1]", true, None),
        ("::1/129", "[::1]", true, None),
        ("0:0::1", "[::1]", false, IPV6),
        ("::1/128", "[::1]", false, IPV6),
        ("::/64", "[::1]", false, IPV6),
        ("::2/127", "[::1]", true, None),
        ("[::1]", "[::1]", false, BRACKETS),
        // Ports.
        ("a.example:PORT", "a.example", false, NAMED_PORT),
        ("127.0.0.1:PORT", "127.0.0.1", false, NAMED_PORT),
        ("[::1]:PORT", "[::1]", false, NAMED_PORT),
        ("a.example:1", "a.example", true, None),
        ("127.0.0.1:443", "127.0.0.1", true, None),
    ];
    let rows = rows.map(|(list, host, proxied, difference)| {
        let variables = [("HTTPS_PROXY", "http://PROXY"), ("NO_PROXY", list)];
        (variables, format!("{host}:PORT"), proxied, difference)
    });
    let rows: Vec<_> = rows
        .iter()
        .map(|(variables, host, proxied, difference)| {
            let row = Row {
                variables,
                host,
                difference: *difference,
            };
            (row, *proxied)
        })
        .collect();
    peers.agree(&rows);
}

#[test]
fn the_variables_name_the_proxy_that_they_name_to_curl() {
    const ON: &str = "http://PROXY";
    const OFF: &str = "http://127.0.0.1:PORT";
    let peers = Peers::new();
    let rows: [(&[(&str, &str)], bool); 22] = [
        (&[], false),
        (&[("https_proxy", ON)], true),
        (&[("HTTPS_PROXY", ON)], true),
        (&[("all_proxy", ON)], true),
        (&[("ALL_PROXY", ON)], true),
        (&[("http_proxy", ON)], false),
        (&[("HTTP_PROXY", ON)], false),
        (&[("https_proxy", ON), ("HTTPS_PROXY", OFF)], true),
        (&[("https_proxy", OFF), ("HTTPS_PROXY", ON)], false),
        (&[("https_proxy", ""), ("HTTPS_PROXY", ON)], true),
        (&[("HTTPS_PROXY", OFF), ("all_proxy", ON)], false),
        (&[("HTTPS_PROXY", ""), ("ALL_PROXY", ON)], true),
        (&[("all_proxy", OFF), ("ALL_PROXY", ON)], false),
        (&[("ALL_PROXY", ON), ("NO_PROXY", "")], true),
        (
            &[
                ("ALL_PROXY", ON),
                ("NO_PROXY", ""),
                ("no_proxy", "a.example"),
            ],
            false,
        ),
        (
            &[
                ("ALL_PROXY", ON),
                ("NO_PROXY", "a.example"),
                ("no_proxy", ""),
            ],
            false,
        ),
        (
            &[
                ("ALL_PROXY", ON),
                ("NO_PROXY", "b"),
                ("no_proxy", "a.example"),
            ],
            false,
        ),
        (
            &[
                ("ALL_PROXY", ON),
                ("NO_PROXY", "a.example"),
                ("no_proxy", "b"),
            ],
            true,
        ),
        (&[("ALL_PROXY", "ftp://PROXY"), ("NO_PROXY", "*")], false),
        (&[("ALL_PROXY", "ftp://PROXY"), ("NO_PROXY", "b")], false),
        (&[("ALL_PROXY", "http://PROXY:x"), ("NO_PROXY", "*")], false),
        (&[("https_proxy", ON), ("ALL_PROXY", "ftp://PROXY")], true),
    ];
    let rows = rows.map(|(variables, proxied)| {
        let row = Row {
            variables,
            host: "a.example:PORT",
            difference: None,
        };
        (row, proxied)
    });
    peers.agree(&rows);
}

const PATH: Option<&str> = Some("a path, query or fragment is refused, since it may be a password");
const SLASHES: Option<&str> = Some("curl takes any number of slashes; a base URL has two");
const RAW_AT: Option<&str> = Some("curl refuses a raw @ in a password; the last one is meant");
const HOST: Option<&str> = Some("a host is not percent-decoded, as in a base URL");
const SOCKS: Option<&str> = Some("only proxies that are asked in plain HTTP are supported");

#[test]
fn a_proxy_url_is_used_if_curl_uses_it_too() {
    let peers = Peers::new();
    let rows = [
        ("PROXY", true, None),
        ("http://PROXY", true, None),
        ("HTTP://PROXY/", true, None),
        ("http://localhost:PROXYPORT", true, None),
        ("http://u:secret@PROXY", true, None),
        ("u:secret@PROXY", true, None),
        ("http://u:sec%40ret@PROXY", true, None),
        ("http://u:sec@ret@PROXY", true, RAW_AT),
        ("http://u:%73ecret\\<>\"^`{|}[]@PROXY", true, None),
        ("http://u:secret%zz%@PROXY", true, None),
        ("http://ü:secret@PROXY", true, None),
        ("http://u@PROXY", true, None),
        ("http://:secret@PROXY", true, None),
        ("http://@PROXY", true, None),
        ("http://:@PROXY", true, None),
        ("http://PROXY/path", false, PATH),
        ("http://PROXY?query", false, PATH),
        ("http://PROXY#fragment", false, PATH),
        ("http://secret/x@PROXY", false, None),
        ("http://u:secret?x@PROXY", false, None),
        ("http://u:secret#x@PROXY", false, None),
        ("http://u:sec ret@PROXY", false, None),
        ("http://u:secret%0d%0a@PROXY", false, None),
        ("http://u:secret%00@PROXY", false, None),
        ("http:PROXY", false, None),
        ("http:/PROXY", false, SLASHES),
        ("http:///PROXY", false, SLASHES),
        ("//PROXY", false, None),
        ("http://", false, None),
        ("http://u:secret@", false, None),
        ("http://:PROXYPORT", false, None),
        ("http://127.0.0.1:abc", false, None),
        ("http://127.0.0.1:99999", false, None),
        ("http://127.0.0.1:-1", false, None),
        ("http://127.0.0.1:+PROXYPORT", false, None),
        ("http://127.0.0.1:0PROXYPORT", true, None),
        ("http://[127.0.0.1]:PROXYPORT", false, None),
        ("http://::1:PROXYPORT", false, None),
        ("http://[::1", false, None),
        ("http://%6cocalhost:PROXYPORT", false, HOST),
        ("http://local host:PROXYPORT", false, None),
        (" http://PROXY", false, None),
        ("http://PROXY ", false, None),
        ("http://PROXY\n", false, None),
        ("ftp://PROXY", false, None),
        ("socks5://PROXY", false, SOCKS),
        ("https://PROXY", false, SOCKS),
    ];
    let proxy_port = peers.proxy.address().port().to_string();
    for (url, used, difference) in rows {
        let url = url.replace("PROXYPORT", &proxy_port);
        let variables = [("https_proxy", url.as_str())];
        let row = Row {
            variables: &variables,
            host: "a.example:PORT",
            difference,
        };
        peers.agree(&[(row, used)]);
    }
}
