//! A proxy is used if it is named and works, and reported as the reason if it does
//! not work.

use smsp::{Client, Error, ErrorKind, Options};
use smsp_fault_server::{Fault, FaultServer, KEY, Proxy, answer, closed_port};

use crate::support::{failure, options_for, tells};

/// The failure of a call through a proxy that has this fault when a tunnel is asked
/// for.
fn failing_proxy(fault: Fault) -> (Error, FaultServer) {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = FaultServer::start(fault).unwrap();
    let mut options = options_for(&target);
    let url = format!("http://user:pass%20word@{}", proxy.address());
    options.set_proxy(&url).unwrap();
    let error = failure(&options);
    // Neither around the proxy, nor the request to it.
    assert_eq!(target.connection_count(), 0);
    let asked = String::from_utf8_lossy(&proxy.captured()).into_owned();
    assert!(
        !asked.contains("bulk-status") && !asked.contains(KEY),
        "{asked}"
    );
    for secret in ["pass word", "pass%20word", "dXNlcjpwYXNzIHdvcmQ="] {
        let told = format!("{error} {error:?} {options:?}");
        assert!(!told.contains(secret), "{told}");
    }
    (error, proxy)
}

fn meets(fault: Fault, words: &str) {
    let (error, _) = failing_proxy(fault);
    tells(&error, ErrorKind::Connect, words);
    assert!(error.message().contains("proxy"), "{error}");
}

fn answers(bytes: impl Into<Vec<u8>>, words: &str) {
    meets(Fault::Answers(bytes.into()), words);
}

fn with_proxy(target: &FaultServer, proxy: &str) -> Options {
    let mut options = options_for(target);
    options.set_proxy(proxy).unwrap();
    options
}

#[test]
fn a_request_goes_through_the_tunnel_of_a_proxy_and_the_tunnel_is_kept() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = Proxy::start().unwrap();
    let options = with_proxy(&target, &format!("http://{}", proxy.address()));
    let client = Client::new(KEY, &options);
    for _ in 0..3 {
        assert_eq!(client.bulk_status("300").unwrap().len(), 1);
    }
    let [head] = &proxy.requests()[..] else {
        panic!("one tunnel for all calls: {:?}", proxy.requests());
    };
    let line = format!("CONNECT {} HTTP/1.1\r\n", target.address());
    assert!(head.starts_with(&line), "{head}");
    assert!(
        !head.contains("Proxy-Authorization") && !head.contains(KEY),
        "{head}"
    );
    assert_eq!((target.connection_count(), target.request_count()), (1, 3));
}

#[test]
fn the_user_and_password_of_the_proxy_s_url_are_given_to_it() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    // "user:p@ss"
    let proxy = Proxy::start_with_credentials("dXNlcjpwQHNz").unwrap();
    let address = proxy.address();
    let options = with_proxy(&target, &format!("http://user:p%40ss@{address}"));
    let report = Client::new(KEY, &options).bulk_status("300");
    assert_eq!(report.unwrap().len(), 1);
    for wrong in [format!("{address}"), format!("http://user:pass@{address}")] {
        let error = failure(&with_proxy(&target, &wrong));
        tells(&error, ErrorKind::Connect, "HTTP status 407");
        assert!(error.message().contains("user name and password"));
    }
    assert_eq!(target.connection_count(), 1);
}

/// What is sent is `user:password` in Base64, whatever had to be encoded in the URL.
#[test]
fn every_character_of_a_user_and_a_password_reaches_the_proxy() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let long = "x".repeat(6000);
    let long_in_base64 = format!("dTp4{}", "eHh4".repeat(1999)) + "eA==";
    assert_eq!(long_in_base64.len(), 8004);
    for (user_info, base64) in [
        ("user", "dXNlcjo="),
        ("user:", "dXNlcjo="),
        (":pass", "OnBhc3M="),
        ("user:p@ss", "dXNlcjpwQHNz"),
        ("user:p%2Fs%3F%23", "dXNlcjpwL3M/Iw=="),
        ("D\\user:a+b%20c%", "RFx1c2VyOmErYiBjJQ=="),
        ("ü:<\"^[]>", "w7w6PCJeW10+"),
        (&format!("u:{}", &long[..5999]), &long_in_base64[..]),
    ] {
        let proxy = Proxy::start_with_credentials(base64).unwrap();
        let url = format!("{user_info}@{}", proxy.address());
        for url in [format!("http://{url}"), url] {
            let report = Client::new(KEY, &with_proxy(&target, &url)).bulk_status("300");
            assert_eq!(report.map(|report| report.len()), Ok(1), "{user_info}");
        }
    }
}

/// Whatever stands at the wrong place may be a part of the password.
#[test]
fn a_url_that_is_no_proxy_s_is_refused_by_the_setter_and_not_quoted() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = Proxy::start().unwrap();
    let address = proxy.address();
    let mut options = with_proxy(&target, &format!("http://{address}"));
    for url in [
        "http://secret/x@proxy:3128",
        "http://u:secret?@proxy",
        "http://u:secret#@proxy",
        "http://u:secret@proxy:abc",
        "http://u:secret@proxy:99999",
        "http://u:secret@proxy:-1",
        "http://u:secret@proxy:0",
        "http://u:secret@proxy:",
        "http://u:secret@",
        "http://u:sec ret@proxy",
        "http://u:secret%0a@proxy",
        "http://u:secret%ff@proxy",
        "http://u:secret@hôte",
        "http://u:secret@[::1%lo]:3128",
        "http:/secret",
        "https://u:secret@proxy",
        "socks5h://u:secret@proxy",
    ] {
        let error = options.set_proxy(url).expect_err(url);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{url}: {error}");
        let told = format!("{error} {error:?} {options:?}");
        assert!(!told.contains("secret") && !told.contains("sec "), "{told}");
        assert!(error.message().ends_with('.'), "{error}");
    }
    // The old one stays.
    assert!(Client::new(KEY, &options).bulk_status("300").is_ok());
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_proxy_that_refuses_is_the_reason() {
    let status = |status: &str| answer(status, "", "<html>no</html>");
    answers(
        status("407 Proxy Authentication Required"),
        "HTTP status 407",
    );
    answers(status("502 Bad Gateway"), "HTTP status 502");
    answers(status("403 Forbidden"), "HTTP status 403");
    answers(status("302 Found"), "HTTP status 302");
}

#[test]
fn a_proxy_that_breaks_off_is_the_reason() {
    meets(Fault::ClosesAfterAccept, "ended the connection");
    meets(Fault::ClosesAfterRequest, "ended the connection");
    meets(Fault::ResetsAfterRequest, "broke the connection");
    answers("HTTP/1.1 200 Connec", "ended the connection");
}

#[test]
fn a_proxy_that_does_not_speak_http_is_the_reason() {
    answers("SSH-2.0-OpenSSH_9.6\r\n", "not HTTP");
    answers("\x05\x00\x00\x01", "not HTTP");
}

#[test]
fn a_proxy_whose_header_is_too_large_is_the_reason() {
    let words = "header of its answer is larger than 65536 bytes";
    meets(Fault::ManyHeaders, words);
    meets(Fault::LargeHeader, words);
}

#[test]
fn a_proxy_where_nobody_listens_is_a_connection_refused() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let url = format!("http://{}", closed_port());
    let error = failure(&with_proxy(&target, &url));
    tells(&error, ErrorKind::Connect, "refused");
    assert!(error.message().contains("proxy"), "{error}");
}

#[test]
fn a_certificate_is_checked_behind_a_proxy_too() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = Proxy::start().unwrap();
    let mut options = Options::new();
    options.set_base_url(&target.base_url()).unwrap();
    options.set_max_retries(0).unwrap();
    let url = format!("http://{}", proxy.address());
    options.set_proxy(&url).unwrap();
    tells(&failure(&options), ErrorKind::Tls, "not trusted");
    assert_eq!(target.request_count(), 0);
}

#[test]
fn plain_http_to_this_machine_never_goes_through_a_proxy() {
    let target = FaultServer::start(Fault::None).unwrap();
    let proxy = FaultServer::start(Fault::ClosesAfterAccept).unwrap();
    let options = with_proxy(&target, &format!("http://{}", proxy.address()));
    let report = Client::new(KEY, &options).bulk_status("300");
    assert_eq!(report.unwrap().len(), 1);
    assert_eq!(proxy.connection_count(), 0);
}
