//! A proxy is used when it is named and works, and told as the reason when it
//! does not.

#[path = "support/faults.rs"]
mod faults;
mod support;

use faults::{KEY, closed_port, failure, options_for, tells};
use smsp::{Client, Error, ErrorKind, Options};
use smsp_fault_server::{Fault, FaultServer, Proxy, answer};
use support::{LINKAGES, Program, compile, run, text};

/// What the proxy itself says while a tunnel is asked for, as a server's fault.
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
    meets(Fault::ManyHeaders, "not HTTP");
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

/// The environment belongs to a whole process, so each of these is one.
fn asked(program: &Program, target: &FaultServer, variables: &[(&str, &str)]) -> String {
    let arguments = [
        &target.base_url(),
        &target.ca_file().display().to_string(),
        KEY,
        "20000",
        "1000000",
    ];
    let output = run(program
        .command()
        .envs(variables.iter().copied())
        .args(arguments));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty());
    let printed = text(&output.stdout);
    assert!(!printed.contains(KEY), "{printed}");
    printed
}

#[test]
fn the_environment_names_the_proxy_and_its_exceptions() {
    let program = compile(&["tests/c/ask.c"], &["-std=c99"], LINKAGES[0]);
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = Proxy::start().unwrap();
    let url = format!("http://{}", proxy.address());
    let dead = FaultServer::start(Fault::ClosesAfterAccept).unwrap();
    let dead_url = format!("http://{}", dead.address());

    let mut tunnels = 0;
    let mut leads = |variables: &[(&str, &str)], through_proxy: bool| {
        assert_eq!(asked(&program, &target, variables), "SMSP_OK\n\n");
        tunnels += usize::from(through_proxy);
        assert_eq!(proxy.requests().len(), tunnels, "{variables:?}");
    };
    leads(&[], false);
    leads(&[("HTTPS_PROXY", &url)], true);
    leads(&[("https_proxy", &url)], true);
    leads(&[("ALL_PROXY", &url)], true);
    leads(&[("all_proxy", &url)], true);
    leads(&[("HTTPS_PROXY", &url), ("ALL_PROXY", &dead_url)], true);
    leads(&[("HTTPS_PROXY", ""), ("ALL_PROXY", &url)], true);
    leads(&[("HTTP_PROXY", &dead_url)], false);
    leads(&[("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.1")], false);
    leads(
        &[("HTTPS_PROXY", &url), ("NO_PROXY", "a.example, 127.0.0.1")],
        false,
    );
    leads(&[("HTTPS_PROXY", &url), ("no_proxy", "*")], false);
    leads(
        &[("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.2,a.example")],
        true,
    );
    assert_eq!(dead.connection_count(), 0);

    let told = asked(&program, &target, &[("HTTPS_PROXY", &dead_url)]);
    assert!(told.starts_with("SMSP_ERROR_CONNECT\nThe proxy"), "{told}");
    let told = asked(
        &program,
        &target,
        &[("ALL_PROXY", "socks5://u:secret@127.0.0.1")],
    );
    assert!(
        told.starts_with("SMSP_ERROR_INVALID_ARGUMENT\nALL_PROXY"),
        "{told}"
    );
    assert!(!told.contains("secret"), "{told}");
}
