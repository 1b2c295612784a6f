//! Each refusal of a server names its cause and what to do about it, and shows no bytes.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, NameConstraints, SanType,
};
use smsp::{Error, ErrorKind};

use crate::certificates::{
    Authority, Leaf, below, expired, leaf, not_yet_valid, root, self_signed, unchanged,
};
use crate::support::{failure, options};

/// The failure of one call to a server, by a client that trusts this file.
pub fn refused(base_url: &str, ca_file: &Path) -> Error {
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

pub fn is_refused(name: &str, error: &Error, words: &[&str]) {
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
