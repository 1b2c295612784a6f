//! The tables of odd headers, run with the library and with curl: the same bytes, the
//! same verdict.

use std::process::Command;

use smsp::{Client, ErrorKind};
use smsp_fault_server::{Fault, FaultServer, GOOD_ANSWER, KEY};
use smsp_test_support::{has_tool, skip};

use crate::odd_headers::{CONNECT, CONNECT_NOT_AS_CURL, NOT_AS_CURL, Verdict, bytes, rows};
use crate::support::{LONG, options, options_for};

use Verdict::{Read, Refused, Status};

/// What the library makes of an answer.
fn library(server: &FaultServer) -> Verdict {
    match Client::new(KEY, &options_for(server)).bulk_status("300") {
        Ok(report) => {
            assert_eq!(report.len(), 1);
            Read
        }
        Err(error) => match (error.kind(), error.http_status()) {
            (ErrorKind::HttpStatus | ErrorKind::RateLimited, Some(status)) => Status(status),
            // curl does not say that an empty body is none of JSON.
            (ErrorKind::InvalidResponse, Some(204)) => Status(204),
            (kind, _) => {
                let kinds = [
                    ErrorKind::Network,
                    ErrorKind::InvalidResponse,
                    ErrorKind::ResponseTooLarge,
                ];
                assert!(kinds.contains(&kind), "{error}");
                Refused
            }
        },
    }
}

/// Whether curl is there, in the version whose rules these are.
fn has_curl() -> bool {
    if !has_tool("curl") {
        return false;
    }
    let version = Command::new("curl").arg("--version").output().unwrap();
    let is_known = version.stdout.starts_with(b"curl 7.88.");
    if !is_known {
        skip("this curl is not 7.88, whose rules are compared");
    }
    is_known
}

/// Runs curl; its exit code, the status (or that of the proxy), and the body.
fn curl(arguments: &[&str]) -> (Option<i32>, u16, Vec<u8>) {
    let output = Command::new("curl")
        .args(["--disable", "--silent", "--max-time", "60"])
        .args(["--write-out", "\n%{http_connect} %{http_code}"])
        .args(arguments)
        .output()
        .unwrap();
    let end = output.stdout.iter().rposition(|byte| *byte == b'\n');
    let (body, codes) = output.stdout.split_at(end.unwrap());
    let codes = String::from_utf8_lossy(codes);
    let codes = codes.split_whitespace().map(|code| code.parse().unwrap());
    (output.status.code(), codes.max().unwrap(), body.to_vec())
}

/// What curl makes of an answer. It knows no JSON, so another body is compared here.
fn peer(server: &FaultServer) -> Verdict {
    let (exit, status, body) = curl(&["--noproxy", "*", &server.base_url()]);
    match (exit, status) {
        (Some(0), 200) if body == GOOD_ANSWER.as_bytes() => Read,
        (Some(0), 201..=999) => Status(status),
        _ => Refused,
    }
}

#[test]
fn an_odd_header_is_read_as_curl_reads_it() {
    let has_curl = has_curl();
    for (row, verdict) in rows() {
        let fault = Fault::Answers(bytes(&row));
        let server = FaultServer::start(fault.clone()).unwrap();
        assert_eq!(library(&server), verdict, "{row:?}");
        if has_curl {
            assert_eq!(peer(&server), verdict, "curl: {row:?}");
        }
    }
}

#[test]
fn an_odd_header_is_read_within_tls_too() {
    for (row, verdict) in rows().into_iter().step_by(7) {
        let server = FaultServer::start_tls(Fault::Answers(bytes(&row))).unwrap();
        assert_eq!(library(&server), verdict, "{row:?}");
    }
}

#[test]
fn what_is_not_read_as_curl_reads_it_has_a_reason() {
    let has_curl = has_curl();
    for (row, verdict, reason) in NOT_AS_CURL {
        let server = FaultServer::start(Fault::Answers(bytes(row))).unwrap();
        assert_eq!(library(&server), verdict, "{row:?}: {reason}");
        if has_curl {
            assert_ne!(peer(&server), verdict, "no difference: {row:?}: {reason}");
        }
    }
}

/// Whether the library begins the handshake behind a proxy that answers in this way.
fn library_tunnels(proxy: &FaultServer) -> bool {
    let mut options = options("https://127.0.0.1:9/v1");
    let url = format!("http://{}", proxy.address());
    options.set_proxy(&url).unwrap();
    assert!(Client::new(KEY, &options).bulk_status("300").is_err());
    has_tunnelled(proxy)
}

fn curl_tunnels(proxy: &FaultServer) -> bool {
    let url = format!("http://{}", proxy.address());
    curl(&["--noproxy", "", "--proxy", &url, "https://127.0.0.1:9/"]);
    has_tunnelled(proxy)
}

/// Whether the first record of TLS follows the request for the tunnel.
fn has_tunnelled(proxy: &FaultServer) -> bool {
    assert!(proxy.wait_for_ends(1, LONG));
    let captured = proxy.captured();
    let end = captured.windows(4).position(|part| part == b"\r\n\r\n");
    captured[end.unwrap() + 4..].starts_with(&[22, 3])
}

fn proxy(row: &str) -> FaultServer {
    FaultServer::start(Fault::Answers(bytes(row))).unwrap()
}

#[test]
fn an_answer_to_connect_is_read_as_curl_reads_it() {
    let has_curl = has_curl();
    for (row, opens) in CONNECT {
        assert_eq!(library_tunnels(&proxy(row)), opens, "{row:?}");
        if has_curl {
            assert_eq!(curl_tunnels(&proxy(row)), opens, "curl: {row:?}");
        }
    }
    for (row, opens, reason) in CONNECT_NOT_AS_CURL {
        assert_eq!(library_tunnels(&proxy(row)), opens, "{row:?}: {reason}");
        if has_curl {
            let differs = curl_tunnels(&proxy(row)) != opens;
            assert!(differs || !opens, "no difference: {row:?}: {reason}");
        }
    }
}
