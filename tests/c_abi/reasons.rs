//! The reasons that the system gives are told in English.

use smsp_fault_server::{Fault, FaultServer, KEY, closed_port};
use smsp_test_support::{LINKAGES, compile, run, text};

/// The texts of the system are in another language and encoding.
#[test]
fn reasons_are_english_whatever_the_locale() {
    let sources = ["tests/c/ask.c", "tests/c/foreign_words.c"];
    let plain = |fault| FaultServer::start(fault).unwrap();
    let tls = |fault| FaultServer::start_tls(fault).unwrap();
    let resets = plain(Fault::ResetsAfterRequest);
    let resets_in_answer = plain(Fault::AnswersThenResets(b"HTTP/1.1 200 O".into()));
    let resets_tls = tls(Fault::ResetsAfterRequest);
    let resets_handshake = plain(Fault::ResetsInHandshake);
    let closed = format!("https://{}/v1", closed_port());
    let name = "https://sms.example/v1";
    let proxy = format!("http://{}", resets.address());
    let (none, look_up, proxied) = (("A", ""), "LOOK_UP", ("HTTPS_PROXY", proxy.as_str()));
    let tls_ca = resets_tls.ca_file().display().to_string();
    let rows = [
        (&closed[..], "", none, "127.0.0.1: Connection refused."),
        (&resets.base_url(), "", none, "Connection reset by peer"),
        (
            &resets_in_answer.base_url(),
            "",
            none,
            "Connection reset by peer",
        ),
        (
            &resets_tls.base_url(),
            &tls_ca,
            none,
            "Connection reset by peer",
        ),
        (
            &resets_handshake.https_url(),
            "",
            none,
            "closed the connection during the TLS handshake",
        ),
        (name, "", proxied, "Connection reset by peer"),
        (name, "", (look_up, "-2"), "Name or service not known"),
        (
            name,
            "",
            (look_up, "-3"),
            "Temporary failure in name resolution",
        ),
        (
            name,
            "",
            (look_up, "-4"),
            "Non-recoverable failure in name resolution",
        ),
        (
            name,
            "",
            (look_up, "-5"),
            "No address associated with hostname",
        ),
        (name, "", (look_up, "-10"), "Cannot allocate memory"),
        (name, "", (look_up, "-11"), "Too many open files in system"),
        (name, "", (look_up, "-99"), "resolver error -99"),
    ];
    for linkage in LINKAGES {
        let program = compile(&sources, &["-std=c99"], linkage);
        for (base_url, ca_file, (variable, value), words) in &rows {
            let mut command = program.command();
            command.env(variable, value);
            let output = run(command.args([base_url, ca_file, KEY, "60000", "1000"]));
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{}", text(&output.stderr));
            assert!(told.contains(words), "{base_url} {value}: {told}");
            assert!(
                !told.contains("tranger") && !told.contains("os error"),
                "{told}"
            );
        }
    }
}
