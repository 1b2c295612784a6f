//! A connection that is not secure is refused with the reason, and nothing of
//! the request has left by then.

use smsp::{Client, Error, ErrorKind, Trust};
use smsp_fault_server::{Certificate, Fault, FaultServer, KEY, answer};

use crate::support::{LONG, failure, options, options_for, tells};

/// The failure of one call to a server with this certificate, whose authority is
/// trusted.
fn refused(certificate: Certificate) -> Error {
    let server = FaultServer::start_tls_with(Fault::None, certificate).unwrap();
    let error = failure(&options_for(&server));
    nothing_left(&server);
    error
}

/// The server has had a connection, and no byte of a request over it.
pub fn nothing_left(server: &FaultServer) {
    assert!(server.wait_for_connections(1, LONG));
    assert_eq!(server.request_count(), 0);
    let captured = String::from_utf8_lossy(&server.captured()).into_owned();
    for part in ["GET", "bulk-status", "apiKey", KEY, "User-Agent", "libsmsp"] {
        assert!(!captured.contains(part), "{part}");
    }
}

/// Asserts the failure of one call to a plain socket that does this to its
/// handshake.
fn meets(fault: Fault, words: &str) {
    let server = FaultServer::start(fault).unwrap();
    let error = failure(&options(&server.https_url()));
    tells(&error, ErrorKind::Tls, words);
    nothing_left(&server);
}

#[test]
fn a_certificate_of_a_trusted_authority_is_accepted() {
    let server = FaultServer::start_tls(Fault::None).unwrap();
    let report = Client::new(KEY, &options_for(&server)).bulk_status("300");
    assert_eq!(report.unwrap().len(), 1);
}

#[test]
fn a_new_connection_goes_on_with_the_session_of_an_earlier_one() {
    let server = FaultServer::start_tls(Fault::ClosesKeptConnection).unwrap();
    let client = Client::new(KEY, &options_for(&server));
    for _ in 0..3 {
        client.bulk_status("300").unwrap();
    }
    assert_eq!((server.connection_count(), server.resumed_count()), (3, 2));
}

#[test]
fn an_expired_certificate_is_refused() {
    tells(
        &refused(Certificate::Expired),
        ErrorKind::Tls,
        "has expired",
    );
}

#[test]
fn a_certificate_from_the_future_is_refused() {
    tells(
        &refused(Certificate::NotYetValid),
        ErrorKind::Tls,
        "not valid yet",
    );
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    tells(
        &refused(Certificate::OtherHost),
        ErrorKind::Tls,
        "another host",
    );
}

#[test]
fn a_certificate_that_signs_itself_is_refused() {
    tells(
        &refused(Certificate::SelfSigned),
        ErrorKind::Tls,
        "not trusted",
    );
}

#[test]
fn an_authority_that_is_not_among_the_roots_is_refused() {
    for trust in [Trust::Bundled, Trust::System, Trust::Both] {
        let server = FaultServer::start_tls(Fault::None).unwrap();
        let mut options = options(&server.base_url());
        // A machine without a store of its own refuses the setting itself.
        if options.set_trust(trust).is_ok() {
            let error = failure(&options);
            tells(&error, ErrorKind::Tls, "not trusted");
            tells(&error, ErrorKind::Tls, "as the CA file in the options");
            nothing_left(&server);
        }
    }
}

#[test]
fn an_authority_of_the_same_name_with_another_key_is_refused() {
    let server = FaultServer::start_tls(Fault::None).unwrap();
    let namesake = FaultServer::start_tls(Fault::None).unwrap();
    let mut options = options_for(&server);
    options.set_ca_file(namesake.ca_file()).unwrap();
    let words = "not signed by the trusted authority of this name";
    tells(&failure(&options), ErrorKind::Tls, words);
    nothing_left(&server);
}

#[test]
fn a_port_that_does_not_speak_tls_is_told_as_such() {
    let words = "does not speak TLS on this port";
    let http = answer("400 Bad Request", "", "Client sent no HTTP request");
    meets(Fault::AnswersHandshake(http), words);
    meets(
        Fault::AnswersHandshake(b"SSH-2.0-OpenSSH_9.6\r\n".into()),
        words,
    );
    meets(Fault::AnswersHandshake(vec![0; 4096]), words);
}

#[test]
fn a_version_of_tls_that_is_too_old_is_refused() {
    let words = "it must speak TLS 1.2 or 1.3";
    meets(Fault::OnlyTls11, words);
    // The alert protocol_version (RFC 5246, section 7.2).
    meets(Fault::AnswersHandshake(vec![21, 3, 1, 0, 2, 2, 70]), words);
}

/// The alert is that of a key on P-521, too, which this library does not offer.
#[test]
fn a_server_with_nothing_in_common_is_told_what_it_needs() {
    let handshake_failure = vec![21, 3, 3, 0, 2, 2, 40];
    let words = "ECDSA on P-256 or P-384, or Ed25519 (not P-521), over TLS 1.2 or 1.3";
    meets(Fault::AnswersHandshake(handshake_failure), words);
}

#[test]
fn any_other_alert_is_named() {
    let unrecognised_name = vec![21, 3, 3, 0, 2, 2, 112];
    meets(
        Fault::AnswersHandshake(unrecognised_name),
        "UnrecognisedName",
    );
}

#[test]
fn garbage_after_the_handshake_is_a_broken_connection() {
    let server = FaultServer::start_tls(Fault::GarbageInTls).unwrap();
    let error = failure(&options_for(&server));
    tells(&error, ErrorKind::Network, "broke before the whole answer");
}

#[test]
fn a_refused_handshake_is_not_tried_again() {
    let server = FaultServer::start_tls_with(Fault::None, Certificate::Expired).unwrap();
    let mut options = options_for(&server);
    options.set_max_retries(3).unwrap();
    assert_eq!(failure(&options).kind(), ErrorKind::Tls);
    assert_eq!(server.connection_count(), 1);
}
