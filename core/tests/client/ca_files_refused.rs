//! A file of certificates that cannot be used is refused by its setter, which says why and
//! waits for nobody.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use smsp::{Client, ErrorKind, Options};
use smsp_fault_server::{FaultServer, KEY};
use tempfile::TempDir;

use crate::certificates::{pem, root, unchanged};
use crate::support::{LONG, failure};

/// The message of a refusal by the setter.
fn refusal(file: &Path) -> String {
    let error = Options::new().set_ca_file(file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(
        error.message().contains(&*file.to_string_lossy()),
        "{error}"
    );
    assert!(error.message().ends_with('.'), "{error}");
    error.message().to_owned()
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let folder = TempDir::new().unwrap();
    let root = root("root", unchanged);
    let good = root.pem();
    let file = folder.path().join("ca.pem");
    let utf16 = |text: &str, mark: &[u8]| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nQUFB\n-----END CERTIFICATE REQUEST-----\n";
    let no_certificate = pem("CERTIFICATE", b"no certificate at all");
    for (content, words) in [
        (Vec::new(), "holds no certificate"),
        (b"garbage".to_vec(), "holds no certificate"),
        (request.into(), "holds no certificate"),
        (root.der().to_vec(), "is binary (DER or PKCS #12)"),
        (utf16(&good, &[0xff, 0xfe]), "is UTF-16 text"),
        (utf16(&good, &[]), "is UTF-16 text"),
        (
            format!("{good}\n{}", &good[..100]).into(),
            "number 2, which begins at line ",
        ),
        (
            format!("{good}{good}{no_certificate}").into(),
            "number 3, which begins at line ",
        ),
        (
            no_certificate.clone().into(),
            "is not encoded as a certificate",
        ),
        (vec![b'\n'; 17 << 20], "it is larger than 16 MiB"),
    ] {
        fs::write(&file, content).unwrap();
        assert!(
            refusal(&file).contains(words),
            "{words}: {}",
            refusal(&file)
        );
    }
    assert!(refusal(folder.path()).contains("it is a folder"));
    assert!(refusal(&folder.path().join("none")).contains("it does not exist"));
    assert!(refusal(&folder.path().join("ca.pem/x")).contains("cannot be read"));
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let start = Instant::now();
    for path in [&pipe, Path::new("/dev/zero"), Path::new("/dev/null")] {
        let told = refusal(path);
        assert!(told.contains("is not an ordinary file"), "{told}");
    }
    assert!(start.elapsed() < LONG.min(Duration::from_secs(10)));
}

#[test]
fn the_old_certificates_stay_if_a_file_is_refused() {
    let server = FaultServer::start_tls(smsp_fault_server::Fault::None).unwrap();
    let mut options = crate::support::options_for(&server);
    options.set_ca_file("/nowhere").unwrap_err();
    assert!(Client::new(KEY, &options).bulk_status("300").is_ok());
    let stranger = FaultServer::start_tls(smsp_fault_server::Fault::None).unwrap();
    options.set_ca_file(stranger.ca_file()).unwrap();
    assert_eq!(failure(&options).kind(), ErrorKind::Tls);
}
