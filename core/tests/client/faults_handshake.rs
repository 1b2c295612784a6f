//! A connection that ends during the TLS handshake is no verdict: it is as if it had
//! been refused, so that a server that restarts costs no message and ends no wait.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection,
    SupportedProtocolVersion, version,
};
use smsp::{Client, Error, ErrorKind, Options};
use smsp_fault_server::{Fault, FaultServer, KEY, Proxy};
use smsp_sandbox::tls::{Authority, Validity};

use crate::faults_tls::nothing_left;
use crate::support::{LONG, failure, options, options_for, tells};

const CLOSED: &str = "closed the connection during the TLS handshake.";

fn is_cut(error: &Error) {
    tells(error, ErrorKind::Connect, CLOSED);
}

/// A server's configuration for one version of TLS.
struct Server {
    config: Arc<ServerConfig>,
    ca_pem: String,
}

impl Server {
    fn new(version: &'static SupportedProtocolVersion, asks_for_certificate: bool) -> Self {
        let authority = Authority::new().unwrap();
        let ca_pem = authority.ca_pem();
        let leaf = authority.issue(&["127.0.0.1"], Validity::current());
        let leaf = leaf.unwrap();
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone());
        let builder = builder.with_protocol_versions(&[version]).unwrap();
        let builder = if asks_for_certificate {
            let mut roots = RootCertStore::empty();
            roots.add(leaf.certificate_der()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let chain = vec![leaf.certificate_der()];
        let config = builder.with_single_cert(chain, leaf.private_key_der());
        Self {
            config: Arc::new(config.unwrap()),
            ca_pem,
        }
    }

    fn start(&self, fault: Fault) -> FaultServer {
        FaultServer::start_tls_as(fault, self.config.clone(), &self.ca_pem).unwrap()
    }
}

#[test]
fn a_connection_that_ends_before_the_server_has_said_a_word_is_as_one_refused() {
    for fault in [
        Fault::ClosesAfterAccept,
        Fault::ClosesInHandshake,
        Fault::ResetsInHandshake,
        // The alert close_notify, as a warning and as fatal (RFC 8446, section 6.1).
        Fault::AnswersHandshake(vec![21, 3, 3, 0, 2, 1, 0]),
        Fault::AnswersHandshake(vec![21, 3, 3, 0, 2, 2, 0]),
    ] {
        let server = FaultServer::start(fault).unwrap();
        is_cut(&failure(&options(&server.https_url())));
        nothing_left(&server);
    }
}

#[test]
fn a_connection_that_ends_anywhere_in_the_handshake_is_as_one_refused() {
    for version in [&version::TLS13, &version::TLS12] {
        let server = Server::new(version, false);
        // A header, the first message, the certificate, the end of the first flight; with
        // TLS 1.2 there is a second one of about 50 bytes.
        let mut lengths = vec![1, 5, 6, 60, 100, 127, 128, 200, 400, 600];
        if version == &version::TLS12 {
            let first_flight = first_flight_of(&server);
            lengths.extend([0, 1, 20, 40].map(|more| first_flight + more));
        }
        for length in lengths {
            for fault in [Fault::CutsHandshake(length), Fault::ResetsHandshake(length)] {
                let server = server.start(fault);
                is_cut(&failure(&options_for(&server)));
                assert_eq!(server.request_count(), 0);
            }
        }
    }
}

/// With TLS 1.3, the client has seen the end of the handshake before the server has.
#[test]
fn a_connection_that_ends_before_the_server_has_read_the_end_is_as_one_refused() {
    let server = Server::new(&version::TLS13, false);
    // Enough for the whole first flight, and not for the tickets that follow the end.
    let first_flight = first_flight_of(&server);
    for fault in [
        Fault::CutsHandshake(first_flight),
        Fault::ResetsHandshake(first_flight),
    ] {
        let server = server.start(fault);
        is_cut(&failure(&options_for(&server)));
    }
    // It has seen the end, and the request.
    let server = FaultServer::start_tls(Fault::ClosesAfterRequest).unwrap();
    let error = failure(&options_for(&server));
    tells(&error, ErrorKind::Network, "the server closed it");
    let server = FaultServer::start_tls(Fault::ResetsAfterRequest).unwrap();
    let error = failure(&options_for(&server));
    tells(&error, ErrorKind::Network, "broke before the whole answer");
    assert!(!error.message().contains("closed it"), "{error}");
}

/// How many bytes this server sends before it reads the client's last message; a byte or
/// two more or less in the next handshake, since that is how signatures are.
fn first_flight_of(server: &Server) -> usize {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(server.ca_pem.as_bytes());
    roots.add(authority.unwrap()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "127.0.0.1".try_into().unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut server = ServerConnection::new(server.config.clone()).unwrap();
    let (mut hello, mut flight) = (Vec::new(), Vec::new());
    client.write_tls(&mut hello).unwrap();
    server.read_tls(&mut &hello[..]).unwrap();
    server.process_new_packets().unwrap();
    while server.wants_write() {
        server.write_tls(&mut flight).unwrap();
    }
    flight.len()
}

#[test]
fn a_proxy_s_tunnel_may_end_in_the_handshake_too() {
    let proxy = Proxy::start().unwrap();
    let server = FaultServer::start(Fault::ClosesInHandshake).unwrap();
    let mut options = options(&server.https_url());
    let url = format!("http://{}", proxy.address());
    options.set_proxy(&url).unwrap();
    is_cut(&failure(&options));
    assert_eq!(proxy.requests().len(), 1);
    nothing_left(&server);
}

#[test]
fn a_cut_handshake_is_tried_again_as_often_as_allowed() {
    let server = FaultServer::start(Fault::ClosesInHandshake).unwrap();
    let mut options = options(&server.https_url());
    options.set_max_retries(2).unwrap();
    is_cut(&failure(&options));
    assert_eq!(server.connection_count(), 3);
}

/// Options with the retries of a program that sets none.
fn default_retries(server: &FaultServer) -> Options {
    let mut options = options_for(server);
    options.set_max_retries(2).unwrap();
    options
}

#[test]
fn a_server_that_restarts_costs_no_message() {
    let tls = Server::new(&version::TLS13, false);
    for length in [0, 100, first_flight_of(&tls)] {
        let server = tls.start(Fault::CutsFirstHandshake(length));
        let options = default_retries(&server);
        let report = Client::new(KEY, &options).bulk_status("300");
        assert_eq!(report.unwrap().len(), 1, "{length}");

        let server = tls.start(Fault::CutsFirstHandshake(length));
        let options = default_retries(&server);
        let outcomes = Client::new(KEY, &options).bulk_status_many(["1", "2", "3", "4"]);
        for (_, outcome) in outcomes {
            assert_eq!(outcome.unwrap().len(), 1, "{length}");
        }
    }
}

#[test]
fn a_wait_goes_on_after_a_cut_handshake() {
    let server = FaultServer::start_tls(Fault::CutsFirstHandshake(100)).unwrap();
    let mut options = options_for(&server);
    let short = std::time::Duration::from_millis(10);
    options.set_poll_interval(short, short).unwrap();
    let outcomes: Vec<_> = Client::new(KEY, &options).watch("300", LONG).collect();
    let [Err(first), Ok(last)] = &outcomes[..] else {
        panic!("{outcomes:?}");
    };
    is_cut(first);
    assert_eq!(last.len(), 1);
}

#[test]
fn an_alert_is_a_verdict_whatever_follows_it() {
    let handshake_failure = vec![21, 3, 3, 0, 2, 2, 40];
    for fault in [
        Fault::AnswersHandshake(handshake_failure.clone()),
        Fault::AnswersHandshakeThenResets(handshake_failure.clone()),
        // As a rule, the client's first message cannot be sent any more.
        Fault::ResetsBeforeHandshake(handshake_failure),
    ] {
        let server = FaultServer::start(fault).unwrap();
        let mut options = options(&server.https_url());
        options.set_max_retries(2).unwrap();
        tells(&failure(&options), ErrorKind::Tls, "alert HandshakeFailure");
        assert_eq!(server.connection_count(), 1);
    }
}

/// A fatal alert after an answer is no verdict on the handshake.
#[test]
fn an_alert_after_an_answer_is_a_broken_connection() {
    let server = FaultServer::start_tls(Fault::AlertOnKeptConnection).unwrap();
    let client = Client::new(KEY, &options_for(&server));
    client.bulk_status("300").unwrap();
    // The kept connection gave no byte of an answer, so another one is made.
    client.bulk_status("300").unwrap();
    assert_eq!(server.connection_count(), 2);
}

#[test]
fn a_client_certificate_that_is_asked_for_is_the_reason() {
    for version in [&version::TLS13, &version::TLS12] {
        let server = Server::new(version, true).start(Fault::None);
        let mut options = options_for(&server);
        options.set_max_retries(2).unwrap();
        let words = "asks for a client certificate, which this library does not send";
        tells(&failure(&options), ErrorKind::Tls, words);
        assert_eq!(server.connection_count(), 1);
        assert_eq!(server.request_count(), 0);
    }
    // One that only closes is as one refused, and what it asked for is told.
    let server = Server::new(&version::TLS12, true).start(Fault::CutsHandshake(100_000));
    let error = failure(&options_for(&server));
    tells(
        &error,
        ErrorKind::Connect,
        "It had asked for a client certificate",
    );
    is_cut(&error);
}
