//! The proxy and the certificates that the environment chooses. The environment
//! belongs to a whole process, so a separate program makes each of these calls.

use smsp_fault_server::{Fault, FaultServer, KEY, Proxy};
use smsp_test_support::{LINKAGES, Program, compile, run, text};

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
    assert_eq!(code(&stranger, "system"), "SMSP_ERROR_TLS");
    assert_eq!(code(&server, ""), "SMSP_ERROR_TLS");
}
