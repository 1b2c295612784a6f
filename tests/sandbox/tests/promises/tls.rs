//! HTTPS: whom a client can trust, and that it can resume a session.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, crypto::ring};
use smsp_sandbox::tls::{Authority, Validity};
use smsp_sandbox::{Config, Sandbox};

use crate::client::{agent, ask, ask_with, plain};

fn with_tls(config: Config) -> Sandbox {
    let config = Config {
        tls: true,
        ..config
    };
    Sandbox::start(config).expect("a free port can be listened on")
}

/// The client's error when the server's certificate is not to be trusted.
fn refusal(sandbox: &Sandbox) -> String {
    let refused = ask_with(&agent(sandbox), sandbox, "111").err();
    assert_eq!(sandbox.request_count(), 0);
    refused.expect("the client refuses").to_string()
}

#[test]
fn a_client_that_trusts_the_authority_is_answered() {
    let sandbox = with_tls(Config::default());
    assert!(sandbox.base_url().starts_with("https://127.0.0.1:"));
    assert_eq!(ask(&sandbox, "111").entries().len(), 2);
    assert_eq!(ask(&sandbox, "200000").entries().len(), 200_000);
}

#[test]
fn a_client_that_trusts_another_authority_refuses() {
    let sandbox = with_tls(Config::default());
    let stranger = with_tls(Config::default());
    let refused = ask_with(&agent(&stranger), &sandbox, "111").err();
    let message = refused.expect("the client refuses").to_string();
    assert!(message.contains("certificate"), "{message}");
    assert_eq!(sandbox.request_count(), 0);
}

#[test]
fn an_expired_certificate_can_be_shown() {
    let message = refusal(&with_tls(Config {
        tls_validity: Validity::expired(),
        ..Config::default()
    }));
    assert!(message.contains("certificate expired"), "{message}");
}

#[test]
fn a_certificate_of_the_future_can_be_shown() {
    let message = refusal(&with_tls(Config {
        tls_validity: Validity::not_yet(),
        ..Config::default()
    }));
    assert!(message.contains("not valid yet"), "{message}");
}

#[test]
fn a_certificate_for_another_host_can_be_shown() {
    let message = refusal(&with_tls(Config {
        tls_names: vec!["elsewhere.example".into()],
        ..Config::default()
    }));
    assert!(message.contains("not valid for name"), "{message}");
}

#[test]
fn the_ca_file_lives_as_long_as_the_sandbox() {
    let sandbox = with_tls(Config::default());
    let path = sandbox.ca_file().to_owned();
    let text = fs::read_to_string(&path).expect("the file is there");
    assert_eq!(text, sandbox.ca_pem());
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----"));
    drop(sandbox);
    assert!(!path.exists());
}

#[test]
fn without_tls_there_is_no_authority() {
    let sandbox = plain();
    assert!(sandbox.authority().is_none());
    assert_eq!(sandbox.ca_pem(), "");
    assert_eq!(sandbox.ca_file().as_os_str(), "");
}

#[test]
fn sessions_can_be_resumed_in_both_versions_of_tls() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let sandbox = with_tls(Config::default());
        let mut roots = RootCertStore::empty();
        let pem = sandbox.ca_pem();
        let authority = CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM");
        roots.add(authority).expect("a CA certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .expect("the version is compiled in")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let config = Arc::new(config);
        assert_eq!(handshake(&sandbox, &config), HandshakeKind::Full);
        assert_eq!(handshake(&sandbox, &config), HandshakeKind::Resumed);
    }
}

/// Makes one request over one connection, and tells how its handshake went.
fn handshake(sandbox: &Sandbox, config: &Arc<ClientConfig>) -> HandshakeKind {
    let name = ServerName::try_from("localhost").expect("a DNS name");
    let mut connection = ClientConnection::new(Arc::clone(config), name).expect("a client");
    let mut socket = TcpStream::connect(("127.0.0.1", sandbox.port())).expect("a connection");
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    stream
        .write_all(b"GET /v1/bulk-status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer ends");
    assert!(answer.contains("La Clé API est requise"));
    connection.handshake_kind().expect("a finished handshake")
}

#[test]
fn an_authority_issues_certificates_for_other_servers() {
    let authority = Authority::new().expect("random numbers");
    let leaf = authority
        .issue(&["localhost", "127.0.0.1"], Validity::current())
        .expect("valid names");
    let pem = leaf.certificate_pem();
    let read_back = CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    assert_eq!(read_back, leaf.certificate_der());
    assert!(leaf.private_key_pem().contains("PRIVATE KEY"));
    assert!(leaf.server_config().is_ok());
}
