//! The proxy and the certificates that the environment chooses. The environment
//! belongs to a whole process, so a separate program makes each of these calls.

use std::fs;

use smsp_fault_server::{Fault, FaultServer, KEY, Proxy};
use smsp_test_support::{LINKAGES, Program, compile, project, run, text};
use tempfile::TempDir;

/// Asks this server in an environment with these variables, and returns what the
/// program prints: the name of the code and the message.
fn asked(program: &Program, target: &FaultServer, variables: &[(&str, &str)]) -> String {
    let arguments = [
        &target.base_url(),
        &target.ca_file().display().to_string(),
        KEY,
        "20000",
        "1000000",
    ];
    let output = run(program
        .command()
        .envs(variables.iter().copied())
        .args(arguments));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty());
    let printed = text(&output.stdout);
    assert!(!printed.contains(KEY), "{printed}");
    printed
}

#[test]
fn the_environment_names_the_proxy_and_its_exceptions() {
    let program = compile(&["tests/c/ask.c"], &["-std=c99"], LINKAGES[0]);
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = Proxy::start().unwrap();
    let url = format!("http://{}", proxy.address());
    let dead = FaultServer::start(Fault::ClosesAfterAccept).unwrap();
    let dead_url = format!("http://{}", dead.address());

    let mut tunnels = 0;
    let mut leads = |variables: &[(&str, &str)], through_proxy: bool| {
        assert_eq!(asked(&program, &target, variables), "SMSP_OK\n\n");
        tunnels += usize::from(through_proxy);
        assert_eq!(proxy.requests().len(), tunnels, "{variables:?}");
    };
    leads(&[], false);
    leads(&[("HTTPS_PROXY", &url)], true);
    leads(&[("https_proxy", &url)], true);
    leads(&[("ALL_PROXY", &url)], true);
    leads(&[("all_proxy", &url)], true);
    leads(&[("HTTPS_PROXY", &url), ("ALL_PROXY", &dead_url)], true);
    leads(&[("HTTPS_PROXY", ""), ("ALL_PROXY", &url)], true);
    leads(&[("HTTP_PROXY", &dead_url)], false);
    leads(&[("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.1")], false);
    leads(
        &[("HTTPS_PROXY", &url), ("NO_PROXY", "a.example, 127.0.0.1")],
        false,
    );
    leads(&[("HTTPS_PROXY", &url), ("no_proxy", "*")], false);
    leads(
        &[("HTTPS_PROXY", &url), ("NO_PROXY", "127.0.0.2,a.example")],
        true,
    );
    assert_eq!(dead.connection_count(), 0);

    let told = asked(&program, &target, &[("HTTPS_PROXY", &dead_url)]);
    assert!(told.starts_with("SMSP_ERROR_CONNECT\nThe proxy"), "{told}");
    let told = asked(
        &program,
        &target,
        &[("ALL_PROXY", "socks5://u:secret@127.0.0.1")],
    );
    assert!(
        told.starts_with("SMSP_ERROR_INVALID_ARGUMENT\nALL_PROXY"),
        "{told}"
    );
    assert!(!told.contains("secret"), "{told}");
}

#[test]
fn the_system_s_roots_are_trusted_where_the_options_say_so() {
    let program = compile(&["tests/c/ask.c"], &["-std=c99"], LINKAGES[0]);
    let server = FaultServer::start_tls(Fault::None).unwrap();
    let stranger = FaultServer::start_tls(Fault::None).unwrap();
    // The variable names the system's store (OpenSSL's convention).
    let code = |store: &FaultServer, roots: &str| {
        let output = run(program
            .command()
            .env("SSL_CERT_FILE", store.ca_file())
            .args([&server.base_url(), roots, KEY, "20000", "1000000"]));
        let printed = text(&output.stdout);
        printed.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(code(&server, "system"), "SMSP_OK");
    assert_eq!(code(&server, "both"), "SMSP_OK");
    assert_eq!(code(&stranger, "both"), "SMSP_ERROR_TLS");
    assert_eq!(code(&stranger, "system"), "SMSP_ERROR_TLS");
    assert_eq!(code(&server, ""), "SMSP_ERROR_TLS");
}

#[test]
fn the_environment_names_whom_a_call_without_set_up_trusts() {
    let program = compile(&["tests/c/ask_once.c"], &["-std=c99"], LINKAGES[0]);
    let server = FaultServer::start_tls(Fault::None).unwrap();
    let ca_file = server.ca_file().to_str().unwrap();
    let folder = TempDir::new().unwrap();
    fs::copy(ca_file, folder.path().join("any.pem")).unwrap();
    let folder = folder.path().to_str().unwrap();
    let ask = |variables: &[(&str, &str)]| {
        let output = run(program
            .command()
            .env("SMSP_BASE_URL", server.base_url())
            .envs(variables.iter().copied())
            .arg(KEY));
        assert!(output.status.success() && output.stderr.is_empty());
        text(&output.stdout)
    };
    const NOWHERE: &str = "/nowhere/ca.pem";
    let program_source = project().join("tests/c/ask_once.c");
    let program_source = program_source.to_str().unwrap();
    let accepted = "SMSP_OK";
    let refused = "SMSP_ERROR_TLS";
    for (variables, code) in [
        (&[][..], refused),
        (&[("SMSP_CA_FILE", ca_file)], accepted),
        (&[("SMSP_CA_FILE", "")], refused),
        // It is not looked at then.
        (
            &[("SMSP_CA_FILE", ca_file), ("SMSP_TRUST", "nobody")],
            accepted,
        ),
        (
            &[
                ("SMSP_CA_FILE", ""),
                ("SMSP_TRUST", "system"),
                ("SSL_CERT_FILE", ca_file),
            ],
            accepted,
        ),
        (
            &[("SMSP_TRUST", "both"), ("SSL_CERT_FILE", ca_file)],
            accepted,
        ),
        (
            &[("SMSP_TRUST", "both"), ("SSL_CERT_DIR", folder)],
            accepted,
        ),
        (
            &[("SMSP_TRUST", "system"), ("SSL_CERT_DIR", folder)],
            accepted,
        ),
        (
            &[("SMSP_TRUST", "bundled"), ("SSL_CERT_FILE", ca_file)],
            refused,
        ),
        (&[("SMSP_TRUST", ""), ("SSL_CERT_FILE", ca_file)], refused),
        // A system without certificates adds none.
        (
            &[("SMSP_TRUST", "both"), ("SSL_CERT_DIR", NOWHERE)],
            refused,
        ),
    ] {
        let told = ask(variables);
        assert_eq!(told.lines().next(), Some(code), "{variables:?}: {told}");
    }
    for (variables, words) in [
        (&[("SMSP_BASE_URL", "")][..], &["SMSP_BASE_URL"][..]),
        (
            &[("SMSP_BASE_URL", "http://host.example")],
            &["SMSP_BASE_URL"],
        ),
        (&[("SMSP_CA_FILE", NOWHERE)], &["SMSP_CA_FILE", NOWHERE]),
        (
            &[("SMSP_TRUST", "nobody")],
            &["SMSP_TRUST", "bundled, system or both"],
        ),
        (&[("SMSP_TRUST", "System")], &["SMSP_TRUST"]),
        (
            &[("SMSP_TRUST", "system"), ("SSL_CERT_FILE", NOWHERE)],
            &["SMSP_TRUST", "SSL_CERT_FILE", NOWHERE],
        ),
        (
            &[("SMSP_TRUST", "both"), ("SSL_CERT_FILE", NOWHERE)],
            &["SMSP_TRUST", "SSL_CERT_FILE", NOWHERE],
        ),
        (
            &[("SMSP_TRUST", "both"), ("SSL_CERT_FILE", "/dev/null")],
            &["SSL_CERT_FILE", "/dev/null", "not an ordinary file"],
        ),
        (
            &[("SMSP_TRUST", "both"), ("SSL_CERT_FILE", program_source)],
            &["SSL_CERT_FILE", "holds no certificate"],
        ),
        (
            &[("SMSP_TRUST", "system"), ("SSL_CERT_DIR", NOWHERE)],
            &["SMSP_TRUST", "no trusted certificates"],
        ),
    ] {
        let told = ask(variables);
        assert!(
            told.starts_with("SMSP_ERROR_INVALID_ARGUMENT\n"),
            "{variables:?}: {told}"
        );
        for words in words {
            assert!(told.contains(words), "{variables:?}: {told}");
        }
        assert!(told.ends_with(".\n"), "{told}");
    }
}
