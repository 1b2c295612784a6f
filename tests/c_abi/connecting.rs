//! How a host with several addresses is connected to, and what is told if it cannot be.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use smsp_fault_server::{
    Blackhole, Fault, FaultServer, GOOD_ANSWER, KEY, Proxy, answer, closed_port,
};
use smsp_test_support::{
    LINKAGES, Linkage, Program, address, compile, run, sandbox, skip, text, tls_sandbox,
};

/// What a call printed: the name of its code, the milliseconds that it took, and its
/// message.
struct Call {
    code: String,
    took: u32,
    message: String,
}

fn program() -> Program {
    compile(&["tests/c/side_by_side.c"], &["-std=c99"], Linkage::Shared)
}

/// Makes calls, where each name has these addresses.
fn calls(program: &Program, arguments: [&str; 6], addresses: &[&str]) -> Vec<Call> {
    printed(program.command().args(arguments).args(addresses))
}

fn printed(command: &mut Command) -> Vec<Call> {
    let output = run(command);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(!printed.contains(KEY), "{printed}");
    let lines = printed.lines().map(|line| {
        let parts: Vec<_> = line.splitn(3, ' ').collect();
        Call {
            code: parts[0].to_owned(),
            took: parts[1].parse().expect("a number"),
            message: parts[2].to_owned(),
        }
    });
    lines.collect()
}

/// The same way leads to a proxy.
#[test]
fn a_silent_address_of_a_proxy_costs_a_moment_too() {
    let target = FaultServer::start_tls(Fault::None).unwrap();
    let proxy = Proxy::start().unwrap();
    let port = proxy.address().port();
    let _silent = Blackhole::start_at((Ipv4Addr::new(127, 0, 0, 2), port)).unwrap();
    let ca_file = target.ca_file().display().to_string();
    let program = program();
    let mut command = program.command();
    command
        .env("HTTPS_PROXY", format!("http://proxy.example:{port}"))
        .args([&target.base_url(), &ca_file, KEY, "60000", "1", "0"])
        .args(["127.0.0.2", "127.0.0.1"]);
    let [call] = &printed(&mut command)[..] else {
        panic!("one call")
    };
    assert_eq!(call.code, "SMSP_OK", "{}", call.message);
    assert!((250..20_000).contains(&call.took), "{} ms", call.took);
    assert_eq!(proxy.requests().len(), 1);
}

/// The connect timeout is 60 s: an address that were given a half of it would take 30 s.
#[test]
fn silent_addresses_cost_a_moment_each_and_what_worked_is_tried_first_later() {
    // It closes each connection after one answer.
    let good = Fault::Answers(answer("200 OK", "", GOOD_ANSWER));
    let server = FaultServer::start_tls(good).unwrap();
    let port = server.address().port();
    let silent = [2, 3, 4, 5, 6].map(|last| {
        let address = Ipv4Addr::new(127, 0, 0, last);
        Blackhole::start_at((address, port)).unwrap()
    });
    let base_url = format!("https://localhost.:{port}/v1");
    let ca_file = server.ca_file().display().to_string();
    let arguments = [&base_url, &ca_file, KEY, "60000", "6", "0"];
    let silent = silent.each_ref().map(|at| at.address().ip().to_string());
    let mut addresses: Vec<_> = silent.iter().map(String::as_str).collect();
    addresses.push("127.0.0.1");
    let calls = calls(&program(), arguments, &addresses);
    for call in &calls {
        assert_eq!(call.code, "SMSP_OK", "{}", call.message);
    }
    let first = calls[0].took;
    assert!((1250..20_000).contains(&first), "{first} ms");
    // The fastest of them: this machine may be busy.
    let later = calls[1..].iter().map(|call| call.took).min().unwrap();
    assert!(later < 250, "{later} ms");
}

/// One of a host's machines goes down: it takes connections and ends them.
#[test]
fn after_an_address_that_cuts_the_handshake_the_next_attempt_is_to_another() {
    let server = FaultServer::start_tls(Fault::None).unwrap();
    let port = server.address().port();
    let going_down = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), port)).unwrap();
    std::thread::spawn(move || {
        for stream in going_down.incoming() {
            drop(stream);
        }
    });
    let base_url = format!("https://localhost.:{port}/v1");
    let ca_file = server.ca_file().display().to_string();
    let arguments = [&base_url, &ca_file, KEY, "60000", "3", "0"];
    let [first, second, third] = &calls(&program(), arguments, &["127.0.0.2", "127.0.0.1"])[..]
    else {
        panic!("three calls")
    };
    assert_eq!(first.code, "SMSP_ERROR_CONNECT", "{}", first.message);
    let words = "closed the connection during the TLS handshake";
    assert!(first.message.contains(words), "{}", first.message);
    for call in [second, third] {
        assert_eq!(call.code, "SMSP_OK", "{}", call.message);
    }
}

#[test]
fn each_address_is_told_with_its_reason_and_the_most_telling_one_first() {
    let base_url = format!("https://sms.example:{}/v1", closed_port().port());
    let arguments = [&base_url, "", KEY, "60000", "1", "0"];
    let program = program();
    // No connection can lead to many machines.
    for addresses in [["224.0.0.1", "127.0.0.1"], ["127.0.0.1", "224.0.0.1"]] {
        let [call] = &calls(&program, arguments, &addresses)[..] else {
            panic!("one call")
        };
        assert_eq!(call.code, "SMSP_ERROR_CONNECT");
        assert_eq!(
            call.message,
            "No connection to sms.example: Connection refused (127.0.0.1), Network is unreachable \
             (224.0.0.1). Check the address, the network and any proxy."
        );
    }
    let [call] = &calls(&program, arguments, &["127.0.0.1"; 20])[..] else {
        panic!("one call")
    };
    assert!(call.message.contains(": Connection refused (127.0.0.1). "));
    let [call] = &calls(&program, arguments, &[])[..] else {
        panic!("one call")
    };
    assert_eq!(call.code, "SMSP_ERROR_CONNECT");
    assert!(call.message.contains("no address"), "{}", call.message);
}

#[test]
fn a_timeout_tells_of_each_address_what_is_known() {
    let silent = Blackhole::start().unwrap();
    let port = silent.address().port();
    let base_url = format!("https://sms.example:{port}/v1");
    let arguments = [&base_url, "", KEY, "2000", "1", "0"];
    let [call] = &calls(&program(), arguments, &["127.0.0.1", "127.0.0.2"])[..] else {
        panic!("one call")
    };
    assert_eq!(call.code, "SMSP_ERROR_TIMEOUT");
    assert_eq!(
        call.message,
        "No connection within 2000 ms to sms.example: Connection refused (127.0.0.2), no answer \
         (127.0.0.1); check the network or allow more time."
    );
}

/// Three descriptors are left: two for the end of the wait, one for a socket.
#[test]
fn the_first_attempt_goes_on_if_there_is_no_descriptor_for_a_second_one() {
    let silent = Blackhole::start().unwrap();
    let base_url = format!("https://localhost:{}/v1", silent.address().port());
    let arguments = [&base_url, "", KEY, "2000", "1", "3"];
    let [call] = &calls(&program(), arguments, &[])[..] else {
        panic!("one call")
    };
    assert_eq!(call.code, "SMSP_ERROR_TIMEOUT");
    let reasons = "no answer (127.0.0.1), not tried (::1);";
    assert!(call.message.contains(reasons), "{}", call.message);
}

#[test]
fn a_filter_that_refuses_the_options_of_sockets_ends_no_call() {
    const NO_FILTERS: i32 = 77;
    for linkage in LINKAGES {
        let program = compile(&["tests/c/filtered.c"], &["-std=c99"], linkage);
        for sandbox in [sandbox(), tls_sandbox()] {
            let output = run(program.command().args(address(&sandbox)));
            if output.status.code() == Some(NO_FILTERS) {
                return skip("this system allows no filter of system calls");
            }
            assert!(output.status.success(), "{}", text(&output.stderr));
            // One of each client.
            assert_eq!(sandbox.connection_count(), 2);
        }
    }
}
