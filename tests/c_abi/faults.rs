//! Faults as a C program meets them: the code, a message, and nothing else
//! printed.

use smsp_fault_server::{Certificate, ENCODED_KEY, Fault, FaultServer, KEY, answer, closed_port};
use smsp_test_support::{LINKAGES, Program, compile, run, succeeds, text};

/// Asks this server, and returns the name of the code and the message.
fn asked(program: &Program, base_url: &str, server: &FaultServer) -> (String, String) {
    let arguments = [
        base_url,
        &server.ca_file().display().to_string(),
        KEY,
        "1000",
        "1000000",
    ];
    let output = run(program.command().args(arguments));
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{:?}", output.status);
    assert_eq!(text(&output.stderr), "");
    assert!(
        !printed.contains(KEY) && !printed.contains(ENCODED_KEY),
        "{printed}"
    );
    let (code, message) = printed.split_once('\n').unwrap();
    (code.to_owned(), message.trim_end().to_owned())
}

#[test]
fn every_code_of_the_library_comes_from_the_fault_that_it_stands_for() {
    let plain = |fault| FaultServer::start(fault).unwrap();
    let http = |fault| {
        let server = plain(fault);
        (server.base_url(), server)
    };
    let tls = |certificate| {
        let server = FaultServer::start_tls_with(Fault::None, certificate).unwrap();
        (server.base_url(), server)
    };
    let handshake = |fault| {
        let server = plain(fault);
        (server.https_url(), server)
    };
    let sends = |status, headers| Fault::Answers(answer(status, headers, "no JSON"));
    for linkage in LINKAGES {
        let program = compile(&["tests/c/ask.c"], &["-std=c99"], linkage);
        for ((base_url, server), code) in [
            (http(Fault::None), "SMSP_OK"),
            (tls(Certificate::Good), "SMSP_OK"),
            (tls(Certificate::SelfSigned), "SMSP_ERROR_TLS"),
            (tls(Certificate::Expired), "SMSP_ERROR_TLS"),
            (tls(Certificate::OtherHost), "SMSP_ERROR_TLS"),
            (handshake(Fault::OnlyTls11), "SMSP_ERROR_TLS"),
            (handshake(Fault::ClosesInHandshake), "SMSP_ERROR_CONNECT"),
            (handshake(Fault::ResetsInHandshake), "SMSP_ERROR_CONNECT"),
            (handshake(Fault::SilentInHandshake), "SMSP_ERROR_TIMEOUT"),
            (http(Fault::SaysNothing), "SMSP_ERROR_TIMEOUT"),
            (http(Fault::DripsHeader), "SMSP_ERROR_TIMEOUT"),
            (http(Fault::DripsBody), "SMSP_ERROR_TIMEOUT"),
            (http(Fault::ClosesAfterRequest), "SMSP_ERROR_NETWORK"),
            (http(Fault::ResetsAfterRequest), "SMSP_ERROR_NETWORK"),
            (http(Fault::EndlessChunkLength), "SMSP_ERROR_NETWORK"),
            (
                http(sends("302 Found", "Location: /\r\n")),
                "SMSP_ERROR_HTTP_STATUS",
            ),
            (http(sends("502 Bad Gateway", "")), "SMSP_ERROR_HTTP_STATUS"),
            (
                http(sends(
                    "429 Too Many Requests",
                    "Retry-After: 99999999999\r\n",
                )),
                "SMSP_ERROR_RATE_LIMITED",
            ),
            (http(sends("200 OK", "")), "SMSP_ERROR_INVALID_RESPONSE"),
            (
                http(sends("200 OK", "Content-Encoding: gzip\r\n")),
                "SMSP_ERROR_INVALID_RESPONSE",
            ),
            (http(Fault::EndlessBody), "SMSP_ERROR_RESPONSE_TOO_LARGE"),
            (http(Fault::LargeHeader), "SMSP_ERROR_RESPONSE_TOO_LARGE"),
            (http(Fault::GzipBomb), "SMSP_ERROR_RESPONSE_TOO_LARGE"),
        ] {
            let (told, message) = asked(&program, &base_url, &server);
            assert_eq!(told, code, "{message}");
            assert_eq!(message.is_empty(), code == "SMSP_OK", "{message}");
        }
    }
}

#[test]
fn a_port_where_nobody_listens_is_a_connect_error() {
    let program = compile(&["tests/c/ask.c"], &["-std=c99"], LINKAGES[0]);
    let server = FaultServer::start_tls(Fault::None).unwrap();
    let base_url = format!("http://{}/v1", closed_port());
    let (told, message) = asked(&program, &base_url, &server);
    assert_eq!(told, "SMSP_ERROR_CONNECT");
    assert!(message.contains("refused"), "{message}");
}

/// The look-up belongs to the system, so a program that is linked with the library
/// replaces it.
#[test]
fn a_slow_name_look_up_ends_with_the_timeouts_and_when_cancelled() {
    for linkage in LINKAGES {
        let flags = ["-std=c99", "-D_POSIX_C_SOURCE=200809L", "-pthread"];
        let program = compile(&["tests/c/look_up.c"], &flags, linkage);
        succeeds(program.command().arg(KEY));
    }
}
