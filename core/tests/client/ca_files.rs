//! Which files of certificates are read, and whom they make trusted: the same as by curl,
//! if it is installed. The differences are meant; each says why.

use std::fs;
use std::path::Path;
use std::process::Command;

use rcgen::{ExtendedKeyUsagePurpose, IsCa, KeyPair};
use smsp::{Client, ErrorKind};
use smsp_fault_server::{FaultServer, KEY};
use smsp_test_support::has_tool;
use tempfile::TempDir;

use crate::certificates::{below, expired, leaf, not_yet_valid, pem, root, self_signed, unchanged};
use crate::support::options;

/// Whether this file makes this server trusted, by our verdict. It must not be that
/// the server fails in another way.
fn trusts(server: &FaultServer, ca_file: &Path) -> bool {
    let mut options = options(&server.base_url());
    if let Err(reason) = options.set_ca_file(ca_file) {
        assert_eq!(reason.kind(), ErrorKind::InvalidArgument);
        return false;
    }
    match Client::new(KEY, &options).bulk_status("300") {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
            false
        }
    }
}

/// The same by curl's verdict.
fn curl_trusts(server: &FaultServer, ca_file: &Path) -> bool {
    let output = Command::new("curl")
        .args(["-q", "--silent", "--show-error", "--noproxy", "*"])
        .args(["--max-time", "20", "--output", "/dev/null", "--cacert"])
        .arg(ca_file)
        .arg(server.base_url())
        .output()
        .unwrap();
    match output.status.code() {
        Some(0) => true,
        // Not verified; the file cannot be used (curl's man page, "EXIT CODES").
        Some(60 | 77) => false,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// What curl is expected to say.
#[derive(Clone, Copy, PartialEq)]
enum Curl {
    Same,
    /// The opposite, for this reason.
    Differs(&'static str),
}
use Curl::{Differs, Same};

/// Asserts our verdict, and curl's, of files with these contents.
fn verdicts(server: &FaultServer, rows: &[(&str, String, bool, Curl)]) {
    let folder = TempDir::new().unwrap();
    let has_curl = has_tool("curl");
    let mut wrong = Vec::new();
    for (name, content, is_trusted, curl) in rows {
        let file = folder.path().join("ca.pem");
        fs::write(&file, content).unwrap();
        if trusts(server, &file) != *is_trusted {
            wrong.push(format!("{name}: not {is_trusted}"));
        }
        if has_curl && (curl_trusts(server, &file) == *is_trusted) != (*curl == Same) {
            wrong.push(format!("{name}: not as curl, or not as it should differ"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A certificate is never lost without a word, so more forms are read than OpenSSL reads,
/// which passes over what it does not know.
const READ: Curl = Differs("OpenSSL passes over it");

#[test]
fn the_certificate_may_be_written_in_many_ways() {
    let root = root("root", unchanged);
    let other = crate::certificates::root("other", unchanged);
    let leaf = leaf(&root, unchanged);
    let server = leaf.serve(&[]);
    let (good, bad) = (root.pem(), other.pem());
    let relabelled = |label| pem(label, root.der());
    let key = KeyPair::generate().unwrap().serialize_pem();
    let cut = good[..good.len() / 2].to_owned();
    let mut rows = vec![
        ("only it", good.clone(), true, Same),
        ("another", bad.clone(), false, Same),
        ("after another", format!("{bad}{good}"), true, Same),
        ("before another", format!("{good}{bad}"), true, Same),
        ("many before it", bad.repeat(300) + &good, true, Same),
        (
            "text between",
            format!("one\n# two\nsubject=CN=x\n{bad}\n\n=====\n{good}three"),
            true,
            Same,
        ),
        (
            "much text before it",
            "line after line\n".repeat(100_000) + &good,
            true,
            Same,
        ),
        ("CR LF", good.replace('\n', "\r\n"), true, Same),
        ("spaces at line ends", good.replace('\n', " \n"), true, Same),
        ("no last line end", good.trim_end().to_owned(), true, Same),
        (
            "X509 CERTIFICATE",
            relabelled("X509 CERTIFICATE"),
            true,
            Same,
        ),
        (
            "TRUSTED CERTIFICATE",
            relabelled("TRUSTED CERTIFICATE"),
            true,
            Same,
        ),
        ("a key before it", format!("{key}{good}"), true, Same),
        ("a key between", format!("{bad}{key}{good}"), true, Same),
        ("empty", String::new(), false, Same),
        ("garbage", "no certificate at all".to_owned(), false, Same),
        ("cut in the middle", cut.clone(), false, Same),
        ("the second cut", format!("{good}{cut}"), false, Same),
        (
            "the second damaged",
            format!("{good}{}", bad.replace("MI", "*I")),
            false,
            Same,
        ),
        ("no base64", good.replace("MI", "M "), false, Same),
        (
            "a byte order mark before it",
            format!("\u{feff}{good}"),
            true,
            Same,
        ),
        (
            "one before it, as the second",
            format!("{bad}\u{feff}{good}"),
            true,
            Same,
        ),
        (
            "one before another",
            format!("\u{feff}{bad}{good}"),
            true,
            Same,
        ),
        (
            "glued to another",
            format!("{}{good}", bad.trim_end()),
            true,
            Differs("OpenSSL takes the file for damaged"),
        ),
        ("indented", good.replace("-----B", "  -----B"), true, READ),
        ("on one line", good.replace('\n', " "), true, READ),
        (
            "in PKCS #7",
            format!("{good}{}", pem("PKCS7", other.der())),
            false,
            Differs("OpenSSL passes over the second, which is lost without a word"),
        ),
        (
            "larger than a file of certificates is",
            " \n".repeat(9 << 20) + &good,
            false,
            Differs("no more than 16 MiB are read, so that no file takes all memory"),
        ),
    ];
    // Behind the certificate: what it is trusted for, or not (X509_CERT_AUX).
    let for_servers = [6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];
    let for_mail = [6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 4];
    let aux = |tag: u8, purpose: &[u8]| {
        let list = [&[tag, purpose.len() as u8], purpose].concat();
        let all = [&[0x30, list.len() as u8], &list[..]].concat();
        pem("TRUSTED CERTIFICATE", &[root.der().as_ref(), &all].concat())
    };
    rows.push(("trusted for servers", aux(0x30, &for_servers), true, Same));
    rows.push(("trusted for mail", aux(0x30, &for_mail), false, Same));
    rows.push(("rejected for servers", aux(0xa0, &for_servers), false, Same));
    rows.push(("rejected for mail", aux(0xa0, &for_mail), true, Same));
    verdicts(&server, &rows);
}

#[test]
fn each_certificate_on_the_way_may_be_the_trusted_one() {
    let top = root("top", unchanged);
    let middle = below(&top, "middle", unchanged);
    let leaf = leaf(&middle, unchanged);
    let another = crate::certificates::leaf(&middle, unchanged);
    let rows = |is_complete| {
        vec![
            ("its own", leaf.pem.clone(), true, Same),
            ("the intermediate", middle.as_ref().pem(), true, Same),
            ("the root", top.pem(), is_complete, Same),
            ("both", middle.as_ref().pem() + &top.pem(), true, Same),
            (
                "all",
                leaf.pem.clone() + &middle.as_ref().pem() + &top.pem(),
                true,
                Same,
            ),
            (
                "one of the same authority",
                another.pem.clone(),
                false,
                Same,
            ),
        ]
    };
    verdicts(&leaf.serve(&[&middle]), &rows(true));
    verdicts(&leaf.serve(&[]), &rows(false));
}

#[test]
fn either_of_two_authorities_of_one_key_may_be_the_trusted_one() {
    let (old, new) = (root("old", expired), root("new", unchanged));
    // What `new` is for those who know only `old`, which has ended.
    let crossed = KeyPair::try_from(new.key().serialize_der()).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "new");
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let crossed = rcgen::CertifiedIssuer::signed_by(params, crossed, &old).unwrap();
    let leaf = leaf(&new, unchanged);
    let server = leaf.serve(&[&crossed]);
    verdicts(
        &server,
        &[
            ("the new one", new.pem(), true, Same),
            ("both", old.pem() + &new.pem(), true, Same),
            ("the cross-signed one", crossed.as_ref().pem(), true, Same),
            (
                "the old one, which has ended",
                old.pem(),
                true,
                Differs(
                    "an authority is a name and a key (RFC 5280, section 6.1.1), without dates",
                ),
            ),
        ],
    );
}

#[test]
fn a_server_s_own_certificate_is_trusted_within_its_dates_and_for_its_names() {
    let authority = root("root", unchanged);
    let is_authority = |params: &mut rcgen::CertificateParams| {
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    };
    let for_clients = |params: &mut rcgen::CertificateParams| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    let of_another = |params: &mut rcgen::CertificateParams| {
        let name = "other.example".try_into().unwrap();
        params.subject_alt_names = vec![rcgen::SanType::DnsName(name)];
    };
    for (name, leaf, is_trusted) in [
        ("issued", leaf(&authority, unchanged), true),
        ("issued and expired", leaf(&authority, expired), false),
        (
            "issued for tomorrow",
            leaf(&authority, not_yet_valid),
            false,
        ),
        (
            "issued for another host",
            leaf(&authority, of_another),
            false,
        ),
        ("issued for clients", leaf(&authority, for_clients), false),
        ("self-signed", self_signed(unchanged), true),
        ("self-signed authority", self_signed(is_authority), true),
        ("self-signed and expired", self_signed(expired), false),
        (
            "self-signed for another host",
            self_signed(of_another),
            false,
        ),
    ] {
        let server = leaf.serve(&[]);
        verdicts(&server, &[(name, leaf.pem.clone(), is_trusted, Same)]);
        let also = authority.pem() + &leaf.pem;
        verdicts(&server, &[(name, also, is_trusted, Same)]);
    }
}

#[test]
fn a_common_name_is_no_host_name() {
    let authority = root("root", unchanged);
    let leaf = leaf(&authority, |params| {
        params.subject_alt_names.clear();
        let name = rcgen::DnType::CommonName;
        params.distinguished_name.push(name, "127.0.0.1");
    });
    let differs = Differs("a common name is none by RFC 9525, section 2; browsers agree");
    let server = leaf.serve(&[]);
    for file in [authority.pem(), leaf.pem] {
        verdicts(&server, &[("no subjectAltName", file, false, differs)]);
    }
}

#[test]
fn a_trusted_server_is_no_authority_for_others() {
    let server = self_signed(unchanged);
    let key = KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let forged = params.signed_by(&key, &server.as_issuer()).unwrap();
    let forged = crate::certificates::Leaf::new(forged, key);
    let row = ("the other's certificate", server.pem.clone(), false, Same);
    verdicts(&forged.serve(&[]), &[row]);
}
