//! What a test can change while the sandbox runs: answers laid down, the limit, latency and gzip.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use smsp_sandbox::{Answer, Config, Sandbox};

use crate::client::{PATIENCE, agent, ask, ask_with, get, plain, read};

#[test]
fn an_answer_that_was_laid_down_is_sent_as_it_is() {
    let sandbox = plain();
    sandbox.answer_with(
        "odd",
        Answer {
            status: 502,
            headers: vec![
                ("Content-Type".into(), "text/html".into()),
                ("X-Proxy".into(), "one".into()),
                ("X-Proxy".into(), "two".into()),
                ("Content-Length".into(), "7".into()),
            ],
            body: b"<h1>\xFF</h1>".to_vec(),
        },
    );
    for _ in 0..2 {
        let answer = ask(&sandbox, "odd");
        assert_eq!(answer.status, 502);
        assert_eq!(answer.header("content-type"), "text/html");
        assert_eq!(answer.header("content-length"), "10");
        let proxies: Vec<_> = answer.headers.get_all("x-proxy").iter().collect();
        assert_eq!(proxies, ["one", "two"]);
        assert_eq!(answer.body, b"<h1>\xFF</h1>");
    }
}

#[test]
fn answers_for_one_request_each_come_in_order_and_then_the_usual_one() {
    let sandbox = plain();
    sandbox.answer_once_with("111", Answer::json(503, "{}"));
    sandbox.answer_once_with("111", Answer::json(200, "not JSON"));
    assert_eq!(ask(&sandbox, "111").status, 503);
    assert_eq!(ask(&sandbox, "111").text(), "not JSON");
    assert_eq!(ask(&sandbox, "111").entries().len(), 2);
}

#[test]
fn answers_for_one_request_come_before_the_lasting_one() {
    let sandbox = plain();
    sandbox.answer_with("111", Answer::json(200, "lasting"));
    sandbox.answer_once_with("111", Answer::json(200, "once"));
    assert_eq!(ask(&sandbox, "111").text(), "once");
    assert_eq!(ask(&sandbox, "111").text(), "lasting");
    assert_eq!(ask(&sandbox, "300").entries().len(), 4);
}

#[test]
#[should_panic = "42 is no status"]
fn an_answer_that_http_cannot_carry_is_refused_at_once() {
    plain().answer_with("111", Answer::json(42, ""));
}

#[test]
fn requests_above_the_limit_are_answered_with_429() {
    let sandbox = plain();
    sandbox.set_requests_per_minute(Some(2));
    assert_eq!(ask(&sandbox, "111").status, 200);
    assert_eq!(ask(&sandbox, "111").status, 200);

    let refused = ask(&sandbox, "111");
    assert_eq!(refused.status, 429);
    assert_eq!(
        refused.text(),
        r#"{"success":false,"code":429,"message":"Trop de requêtes"}"#
    );
    let seconds: u32 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&seconds));

    sandbox.set_requests_per_minute(None);
    assert_eq!(ask(&sandbox, "111").status, 200);
}

#[test]
fn a_limit_of_none_admits_nothing_and_counts_everything() {
    let sandbox = Sandbox::start(Config {
        requests_per_minute: Some(0),
        ..Config::default()
    })
    .expect("a free port can be listened on");
    assert_eq!(ask(&sandbox, "111").status, 429);
    assert_eq!(sandbox.request_count(), 1);
}

#[test]
fn an_answer_that_is_held_back_ends_with_the_sandbox() {
    let sandbox = plain();
    sandbox.set_latency(Duration::from_secs(60 * 60));
    let agent = agent(&sandbox);
    let url = format!("{}/bulk-status", sandbox.base_url());
    let client = thread::spawn(move || agent.get(url).call().and_then(read).is_ok());
    assert!(sandbox.wait_for_requests(1, PATIENCE));
    drop(sandbox);
    assert!(!client.join().expect("the client does not panic"));
}

#[test]
fn latency_can_be_taken_back() {
    let sandbox = Sandbox::start(Config {
        latency: Duration::from_secs(60 * 60),
        ..Config::default()
    })
    .expect("a free port can be listened on");
    sandbox.set_latency(Duration::ZERO);
    assert_eq!(ask(&sandbox, "111").status, 200);
}

/// The head and the body of an answer as they cross the wire, where a client library would
/// already have undone the compression.
fn on_the_wire(sandbox: &Sandbox, message_id: &str, accepted: &str) -> (String, Vec<u8>) {
    let mut socket = TcpStream::connect(("127.0.0.1", sandbox.port())).expect("a connection");
    let key = sandbox.api_key();
    let request = format!(
        "GET /v1/bulk-status?apiKey={key}&messageId={message_id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\
         Accept-Encoding: {accepted}\r\nConnection: close\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).expect("the request");
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).expect("the answer");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let body = answer.split_off(end.expect("the head ends") + 4);
    let head = String::from_utf8(answer).expect("the head is ASCII");
    (head.to_lowercase(), body)
}

#[test]
fn gzip_is_used_when_it_is_on_and_the_client_accepts_it() {
    let sandbox = plain();
    let (head, uncompressed) = on_the_wire(&sandbox, "500", "gzip");
    assert!(!head.contains("content-encoding"));

    sandbox.set_gzip(true);
    for accepted in ["gzip", "deflate, GZIP;q=0.5"] {
        let (head, body) = on_the_wire(&sandbox, "500", accepted);
        assert!(head.contains("content-encoding: gzip\r\n"));
        assert!(body.len() < uncompressed.len() / 4);
        let mut decompressed = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(body.as_slice());
        decoder.read_to_end(&mut decompressed).expect("gzip");
        assert_eq!(decompressed, uncompressed);
    }
    for accepted in ["identity", "deflate, gzip;q=0"] {
        let (head, body) = on_the_wire(&sandbox, "500", accepted);
        assert!(!head.contains("content-encoding"));
        assert_eq!(body, uncompressed);
    }
}

#[test]
fn an_answer_that_was_laid_down_is_never_compressed() {
    let sandbox = plain();
    sandbox.set_gzip(true);
    sandbox.answer_with("111", Answer::json(200, "as it is"));
    let (head, body) = on_the_wire(&sandbox, "111", "gzip");
    assert!(!head.contains("content-encoding"));
    assert_eq!(body, b"as it is");
}

#[test]
fn the_key_is_the_one_in_the_configuration() {
    let sandbox = Sandbox::start(Config {
        api_key: "clé & co".into(),
        ..Config::default()
    })
    .expect("a free port can be listened on");
    assert_eq!(ask(&sandbox, "111").json()["success"], true);
    let usual = format!(
        "bulk-status?apiKey={}&messageId=111",
        smsp_sandbox::DEFAULT_API_KEY
    );
    assert_eq!(get(&sandbox, &usual).json()["code"], 10);
}

#[test]
fn one_client_may_use_a_connection_for_many_requests() {
    let sandbox = plain();
    let agent = agent(&sandbox);
    for _ in 0..5 {
        ask_with(&agent, &sandbox, "500").expect("the sandbox answers");
    }
    assert_eq!(sandbox.request_count(), 5);
    assert_eq!(sandbox.connection_count(), 1);
}
