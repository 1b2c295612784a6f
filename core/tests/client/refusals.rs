//! Each refusal of a server names its cause and what to do about it, and shows no bytes.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, NameConstraints, SanType,
};
use smsp::{Error, ErrorKind};
use smsp_test_support::has_tool;

use crate::certificates::{
    Authority, Leaf, below, expired, leaf, not_yet_valid, root, self_signed, unchanged,
};
use crate::openssl::{GOOD, Kind, OpensslServer, P256, P521, RSA_1024};
use crate::support::{failure, options, tells};

/// The failure of one call to a server, by a client that trusts this file.
fn refused(base_url: &str, ca_file: &Path) -> Error {
    let mut options = options(base_url);
    options.set_ca_file(ca_file).unwrap();
    let error = failure(&options);
    let message = error.message();
    // A list of numbers is what Rust makes of bytes.
    assert!(!message.contains(['[', '{']), "{message}");
    error
}

/// The same of a server that shows these certificates, with a trusted authority.
fn judged(trusted: &Authority, leaf: &Leaf, others: &[&Authority]) -> Error {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), trusted.pem()).unwrap();
    let server = leaf.serve(others);
    let error = refused(&server.base_url(), file.path());
    assert_eq!(server.request_count(), 0);
    error
}

fn is_refused(name: &str, error: &Error, words: &[&str]) {
    assert_eq!(error.kind(), ErrorKind::Tls, "{name}: {error}");
    for words in words {
        assert!(error.message().contains(words), "{name}: {error}");
    }
}

#[test]
fn a_certificate_that_is_refused_says_why() {
    let root = root("the root", unchanged);
    let stranger = crate::certificates::root("a stranger", unchanged);
    let below_stranger = below(&stranger, "between", unchanged);
    let of_others = |params: &mut CertificateParams| {
        let names = ["a.example", "b.example", "*.c.example"];
        let name = |name: &str| SanType::DnsName(name.try_into().unwrap());
        params.subject_alt_names = names.map(name).into();
    };
    let for_clients = |params: &mut CertificateParams| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    let without_names = |params: &mut CertificateParams| {
        params.subject_alt_names.clear();
        params
            .distinguished_name
            .push(DnType::CommonName, "127.0.0.1");
    };
    let for_mail = |params: &mut CertificateParams| {
        params.subject_alt_names = vec![SanType::Rfc822Name("a@host.example".try_into().unwrap())];
    };
    let is_authority = |params: &mut CertificateParams| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    };
    let is_critical = |params: &mut CertificateParams| {
        let mut unknown = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        unknown.set_criticality(true);
        params.custom_extensions.push(unknown);
    };
    for (name, leaf, words) in [
        (
            "expired",
            leaf(&root, expired),
            &[
                "has expired (on 20",
                "this machine's clock says 20",
                "have it renewed",
            ][..],
        ),
        (
            "not yet valid",
            leaf(&root, not_yet_valid),
            &["is not valid yet (from 20", "this machine's clock says 20"],
        ),
        (
            "another host",
            leaf(&root, of_others),
            &["another host name: it is for a.example, b.example, *.c.example, not for 127.0.0.1"],
        ),
        (
            "no names",
            leaf(&root, without_names),
            &[
                "no host as subjectAltName, only \"127.0.0.1\"",
                "have it issued anew",
            ],
        ),
        (
            "a mail address only",
            leaf(&root, for_mail),
            &["no host as subjectAltName", "have it issued anew"],
        ),
        (
            "for clients",
            leaf(&root, for_clients),
            &["for another purpose than a server's", "have it issued anew"],
        ),
        (
            "self-signed",
            self_signed(unchanged),
            &[
                "signed by itself (\"leaf\") and is not trusted",
                "add this very certificate to the CA file",
            ],
        ),
        (
            "an authority's",
            leaf(&root, is_authority),
            &["an authority's certificate as its own", "into the CA file"],
        ),
        (
            "an unknown critical extension",
            leaf(&root, is_critical),
            &["a critical extension that is not known"],
        ),
        (
            "a missing intermediate",
            leaf(&below_stranger, unchanged),
            &[
                "the authority \"between\", which is not trusted",
                "may lack an intermediate certificate",
            ],
        ),
    ] {
        is_refused(name, &judged(&root, &leaf, &[]), words);
    }
    for (name, others, words) in [
        (
            "not trusted",
            vec![&below_stranger],
            "the authority \"a stranger\", which is not trusted; if the authority is your own, add its certificate to the CA file",
        ),
        (
            "shown, but not trusted",
            vec![&below_stranger, &stranger],
            "the authority \"a stranger\", which is not trusted; if the authority is your own, add its certificate to the CA file",
        ),
    ] {
        let leaf = leaf(&below_stranger, unchanged);
        is_refused(name, &judged(&root, &leaf, &others), &[words]);
    }
}

#[test]
fn an_authority_in_between_that_is_refused_is_named() {
    let limited = root("limited", |params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("example.com".to_owned())],
            excluded_subtrees: vec![GeneralSubtree::IpAddress(rcgen::CidrSubnet::V4(
                [127, 0, 0, 0],
                [255, 0, 0, 0],
            ))],
        });
    });
    let leaf_of_limited = leaf(&limited, unchanged);
    let error = judged(&limited, &leaf_of_limited, &[]);
    is_refused("name constraints", &error, &["(name constraints)"]);

    let top = root("top", unchanged);
    let old = below(&top, "the old one", expired);
    let error = judged(&top, &leaf(&old, unchanged), &[&old]);
    is_refused(
        "expired",
        &error,
        &["the authority \"the old one\" has expired (on 20"],
    );
    let early = below(&top, "the early one", not_yet_valid);
    let error = judged(&top, &leaf(&early, unchanged), &[&early]);
    is_refused(
        "early",
        &error,
        &["the authority \"the early one\" is not valid yet (from 20"],
    );

    let no_authority = below(&top, "no authority", |params| {
        params.is_ca = IsCa::ExplicitNoCa
    });
    let error = judged(&top, &leaf(&no_authority, unchanged), &[&no_authority]);
    is_refused(
        "no authority",
        &error,
        &["is not an authority's; have it issued by an authority"],
    );

    let last = below(&top, "last", |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let beyond = below(&last, "beyond", unchanged);
    let error = judged(&top, &leaf(&beyond, unchanged), &[&beyond, &last]);
    is_refused("path length", &error, &["more authorities between"]);

    let mut chain = vec![top];
    for nth in 0..12 {
        let next = below(chain.last().unwrap(), &format!("number {nth}"), unchanged);
        chain.push(next);
    }
    let leaf = leaf(chain.last().unwrap(), unchanged);
    let shown: Vec<_> = chain.iter().skip(1).rev().collect();
    let error = judged(&chain[0], &leaf, &shown);
    is_refused("too many", &error, &["more authorities between"]);
}

#[test]
fn a_key_that_is_not_the_certificate_s_is_told() {
    let leaf = self_signed(unchanged);
    let server = leaf.serve_with_key_of(&self_signed(unchanged), &[]);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &leaf.pem).unwrap();
    let error = refused(&server.base_url(), file.path());
    let words = "its key and its certificate do not belong together";
    is_refused("key", &error, &[words]);
}

#[test]
fn a_certificate_that_is_too_large_is_told() {
    let root = root("root", unchanged);
    let leaf = leaf(&root, |params| {
        let large = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![0; 70_000]);
        params.custom_extensions.push(large);
    });
    let error = judged(&root, &leaf, &[]);
    is_refused("large", &error, &["is larger than 64 KiB"]);
}

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
