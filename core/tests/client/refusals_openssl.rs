//! Each refusal of a server names its cause: keys, signatures and versions that only openssl makes.

use smsp::ErrorKind;
use smsp_test_support::has_tool;

use crate::openssl::{GOOD, Kind, OpensslServer, P256, P521, RSA_1024};
use crate::refusals::{is_refused, refused};
use crate::support::{failure, options, tells};

#[test]
fn keys_and_signatures_that_are_not_accepted_are_told() {
    if !has_tool("openssl") {
        return;
    }
    // OpenSSL itself refuses weak ones unless it is told not to.
    const WEAK: &[&str] = &["-cipher", "DEFAULT@SECLEVEL=0"];
    const TLS_1_2: &[&str] = &["-tls1_2"];
    const ED448: &[&str] = &["-newkey", "ed448"];
    const K256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"];
    let for_1_2 = |kind| Kind {
        server: TLS_1_2,
        ..kind
    };
    let p521 = Kind { leaf: P521, ..GOOD };
    let asks = |server| Kind { server, ..GOOD };
    for (name, kind, words) in [
        ("P-521", p521, &["P-521", "alert HandshakeFailure"][..]),
        (
            "P-521 with TLS 1.2",
            for_1_2(p521),
            &["P-521", "alert HandshakeFailure"],
        ),
        (
            "Ed448",
            Kind {
                leaf: ED448,
                ..GOOD
            },
            &["or Ed25519"],
        ),
        (
            "secp256k1",
            Kind { leaf: K256, ..GOOD },
            &["P-256 or P-384"],
        ),
        (
            "RSA of 1024 bits",
            Kind {
                leaf: RSA_1024,
                server: WEAK,
                ..GOOD
            },
            &["the server has an RSA key of 1024 bits, but 2048 to 8192 are needed"],
        ),
        (
            "an authority's RSA of 1024 bits",
            Kind {
                authority: RSA_1024,
                server: WEAK,
                ..GOOD
            },
            &["the authority \"authority\" has an RSA key of 1024 bits"],
        ),
        (
            "an authority's P-521",
            Kind {
                authority: P521,
                ..GOOD
            },
            &["the authority \"authority\" has an ECDSA key on P-521"],
        ),
        (
            "an authority's Ed448",
            Kind {
                authority: ED448,
                signed: &[],
                ..GOOD
            },
            &["the certificate of \"leaf\" is signed with Ed448"],
        ),
        (
            "SHA-1",
            Kind {
                signed: &["-sha1"],
                server: WEAK,
                ..GOOD
            },
            &[
                "the certificate of \"leaf\" is signed with SHA-1, which is not accepted",
                "with SHA-256",
            ],
        ),
        (
            "SHA-1 with RSA",
            Kind {
                authority: &["-newkey", "rsa:2048"],
                signed: &["-sha1"],
                server: WEAK,
                ..GOOD
            },
            &["the certificate of \"leaf\" is signed with SHA-1"],
        ),
        (
            "MD5",
            Kind {
                authority: &["-newkey", "rsa:2048"],
                signed: &["-md5"],
                server: WEAK,
                ..GOOD
            },
            &["the certificate of \"leaf\" is signed with MD5"],
        ),
        (
            "SHA-512 with ECDSA",
            Kind {
                signed: &["-sha512"],
                ..GOOD
            },
            &["is signed with ECDSA with SHA-512"],
        ),
        (
            "version 1",
            Kind {
                extensions: "",
                ..GOOD
            },
            &["an old version of the format", "as version 3"],
        ),
        (
            "a common name only",
            Kind {
                extensions: "basicConstraints=CA:FALSE\n",
                ..GOOD
            },
            &["names no host as subjectAltName, only \"leaf\""],
        ),
        (
            "TLS 1.1",
            asks(&["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]),
            &["it must speak TLS 1.2 or 1.3"],
        ),
        (
            "an old cipher",
            asks(&["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"]),
            &["it needs an ECDHE cipher with AES-GCM"],
        ),
        (
            "a client certificate",
            asks(&["-Verify", "1"]),
            &["asks for a client certificate"],
        ),
        (
            "a client certificate with TLS 1.2",
            asks(&["-Verify", "1", "-tls1_2"]),
            &["asks for a client certificate"],
        ),
    ] {
        let server = OpensslServer::start(&kind);
        let error = refused(&server.base_url(), &server.ca_file());
        is_refused(name, &error, words);
        let is_old = name.contains("TLS 1.1");
        assert_eq!(
            error.message().contains("no TLS version of today"),
            is_old,
            "{name}"
        );
    }
}

#[test]
fn a_server_s_own_certificate_in_the_file_is_judged_by_its_key_and_names_too() {
    if !has_tool("openssl") {
        return;
    }
    let weak = Kind {
        leaf: RSA_1024,
        server: &["-cipher", "DEFAULT@SECLEVEL=0"],
        ..GOOD
    };
    let version_1 = Kind {
        extensions: "",
        ..GOOD
    };
    for (kind, words) in [
        (weak, "an RSA key of 1024 bits"),
        (version_1, "as version 3"),
    ] {
        let server = OpensslServer::start(&kind);
        let error = refused(&server.base_url(), &server.leaf_file());
        is_refused("own", &error, &[words]);
    }
    // Nothing is wrong with this one: the page is not the provider's.
    let server = OpensslServer::start(&Kind { leaf: P256, ..GOOD });
    let files = [server.leaf_file(), server.ca_file()];
    for file in files.into_iter().chain(server.ca_file_of_version_1()) {
        let mut options = options(&server.base_url());
        options.set_ca_file(file).unwrap();
        tells(&failure(&options), ErrorKind::InvalidResponse, "");
    }
}
