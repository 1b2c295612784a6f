//! The Rust API: what a Rust program relies on, over real sockets.

use std::time::Duration;

use smsp::{Client, Error, ErrorKind, Options, Status};
use smsp_sandbox::{Answer, Sandbox, Spelling};

use crate::support::{sandbox, tls_sandbox};

fn options(sandbox: &Sandbox) -> Options {
    let mut options = Options::new();
    options.set_base_url(&sandbox.base_url()).unwrap();
    options
}

fn client(sandbox: &Sandbox) -> Client {
    Client::new(sandbox.api_key(), &options(sandbox))
}

fn kind(outcome: Result<smsp::Report, Error>) -> ErrorKind {
    outcome.unwrap_err().kind()
}

#[test]
fn the_report_of_the_provider_s_page_is_read() {
    let sandbox = sandbox();
    let report = client(&sandbox).bulk_status("111").unwrap();
    assert_eq!(report.message_id(), "111");
    assert_eq!((report.http_status(), report.api_code()), (200, 200));
    let entries: Vec<_> = report
        .deliveries()
        .map(|d| (d.phone_number(), d.status(), d.stop_sms(), d.date()))
        .collect();
    assert_eq!(
        entries,
        [
            (
                "+336XXXXXXX1",
                Status::Delivered,
                false,
                Some(1_517_989_111)
            ),
            (
                "+336XXXXXXX2",
                Status::Delivered,
                false,
                Some(1_517_989_101)
            ),
        ]
    );
    assert_eq!(report.find("+336XXXXXXX2"), Some(1));
    assert_eq!(report.find("+336XXXXXXX3"), None);
    assert!(report.get(2).is_none());
}

#[test]
fn a_mixed_report_is_read_over_tls() {
    let sandbox = tls_sandbox();
    let mut options = options(&sandbox);
    options.set_ca_file(sandbox.ca_file()).unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    let report = client.bulk_status("300").unwrap();
    assert_eq!(report.count_status(Status::Delivered), 2);
    assert_eq!(report.count_status(Status::NotDelivered), 1);
    assert_eq!(report.count_status(Status::Waiting), 1);
    assert_eq!(report.deliveries().filter(|d| d.stop_sms()).count(), 1);
    let waiting = report
        .deliveries()
        .find(|d| d.status() == Status::Waiting)
        .unwrap();
    assert_eq!((waiting.date(), waiting.date_text()), (None, ""));
}

#[test]
fn an_authority_that_is_not_trusted_is_refused() {
    let sandbox = tls_sandbox();
    let error = client(&sandbox).bulk_status("300").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls);
    assert!(error.message().contains("not trusted"), "{error}");
    assert_eq!(sandbox.request_count(), 0);
}

#[test]
fn spellings_of_one_send_are_all_kept() {
    let sandbox = sandbox();
    let report = client(&sandbox).bulk_status("310").unwrap();
    assert_eq!(report.count_status(Status::NotSent), 1);
    let unknown = report
        .deliveries()
        .find(|d| d.status() == Status::Unknown)
        .unwrap();
    assert_eq!(unknown.status_text(), "Expired by operator");
    assert!(report.deliveries().any(|d| d.date() == Some(4_102_444_800)));
    let unzoned = report
        .deliveries()
        .find(|d| d.date_text().contains('-'))
        .unwrap();
    assert_eq!(
        (unzoned.date(), unzoned.date_text()),
        (None, "2015-02-07 22:39:46")
    );
}

#[test]
fn missing_arguments_are_told_in_the_provider_s_order_without_a_request() {
    let sandbox = sandbox();
    let options = options(&sandbox);
    assert_eq!(
        kind(Client::new("", &options).bulk_status("")),
        ErrorKind::ApiKeyRequired
    );
    assert_eq!(
        kind(client(&sandbox).bulk_status("")),
        ErrorKind::MessageIdRequired
    );
    assert_eq!(sandbox.connection_count(), 0);
}

#[test]
fn the_provider_s_own_errors_come_with_its_text_and_numbers() {
    let sandbox = sandbox();
    let unknown = client(&sandbox).bulk_status("no such id").unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::MessageNotFound);
    assert_eq!(unknown.message(), "Message introuvable");
    assert_eq!(
        (unknown.http_status(), unknown.api_code()),
        (Some(200), Some(4))
    );
    let wrong_key = Client::new("wrong", &options(&sandbox))
        .bulk_status("300")
        .unwrap_err();
    assert_eq!(wrong_key.kind(), ErrorKind::ApiKeyIncorrect);
    assert_eq!(wrong_key.message(), "Clé API incorrecte");
}

#[test]
fn an_api_error_is_told_by_its_code_under_a_4xx_too() {
    let sandbox = sandbox();
    sandbox.set_spelling(Spelling {
        client_errors: true,
        ..Spelling::default()
    });
    let error = client(&sandbox).bulk_status("no such id").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MessageNotFound);
    assert_eq!(error.http_status(), Some(404));
}

#[test]
fn awkward_ids_arrive_as_they_are() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let long = "é".repeat(1000);
    for id in ["a&b#c d\"é", "%41", "+", "a=b", "../x?y", "\u{7}", &long] {
        let _ = client.bulk_status(id);
        let last = sandbox.requests().pop().unwrap();
        assert_eq!(last.message_id.as_deref(), Some(id));
        assert_eq!(last.path, "/v1/bulk-status");
    }
}

#[test]
fn large_reports_are_read_whole() {
    let sandbox = sandbox();
    sandbox.set_gzip(true);
    let mut options = options(&sandbox);
    // A debug build on a busy machine takes its time.
    options.set_timeout(Duration::from_secs(120)).unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    assert_eq!(client.bulk_status("500").unwrap().len(), 500);
    let report = client.bulk_status("200000").unwrap();
    assert_eq!(report.len(), 200_000);
    let counted: usize = [
        Status::Unknown,
        Status::Delivered,
        Status::NotDelivered,
        Status::Waiting,
        Status::NotSent,
    ]
    .into_iter()
    .map(|status| report.count_status(status))
    .sum();
    assert_eq!(counted, 200_000);
}

#[test]
fn an_answer_over_the_limit_is_not_read() {
    let sandbox = sandbox();
    let mut options = options(&sandbox);
    options.set_max_response_bytes(1000).unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    assert_eq!(kind(client.bulk_status("500")), ErrorKind::ResponseTooLarge);
    assert!(client.bulk_status("111").is_ok());
}

#[test]
fn calls_share_one_connection() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    for _ in 0..5 {
        client.bulk_status("300").unwrap();
    }
    assert_eq!(
        (sandbox.request_count(), sandbox.connection_count()),
        (5, 1)
    );
}

#[test]
fn at_most_max_connections_are_open_at_a_time() {
    let sandbox = sandbox();
    let mut options = options(&sandbox);
    options.set_max_connections(2).unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.bulk_status("500").unwrap());
        }
    });
    assert_eq!(sandbox.request_count(), 8);
    assert!(sandbox.connection_count() <= 2);
}

#[test]
fn a_gateway_s_failure_is_asked_again_and_a_server_s_is_not() {
    let sandbox = sandbox();
    for status in [502, 503, 504] {
        sandbox.answer_once_with("300", Answer::json(status, "<html>"));
        assert!(client(&sandbox).bulk_status("300").is_ok(), "{status}");
    }
    sandbox.answer_once_with("300", Answer::json(500, "<html>"));
    let error = client(&sandbox).bulk_status("300").unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::HttpStatus, Some(500))
    );
    assert_eq!(sandbox.request_count(), 7);
}

#[test]
fn a_pause_that_does_not_fit_the_timeout_is_handed_to_the_caller() {
    let sandbox = sandbox();
    let mut refusal = Answer::json(429, "");
    refusal.headers.push(("Retry-After".into(), "3600".into()));
    sandbox.answer_with("300", refusal);
    let error = client(&sandbox).bulk_status("300").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(sandbox.request_count(), 1);
}

#[test]
fn a_limit_a_minute_is_kept_without_asking_the_server() {
    let sandbox = sandbox();
    let mut options = options(&sandbox);
    options.set_max_requests_per_minute(2).unwrap();
    options.set_max_retries(0).unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    client.bulk_status("300").unwrap();
    client.bulk_status("300").unwrap();
    let error = client.bulk_status("300").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_after() > Some(Duration::from_secs(50)));
    assert_eq!(sandbox.request_count(), 2);
}

#[test]
fn a_redirect_is_not_followed() {
    let sandbox = sandbox();
    let mut redirect = Answer::json(302, "");
    let elsewhere = format!("{}/elsewhere", sandbox.base_url());
    redirect.headers.push(("Location".into(), elsewhere));
    sandbox.answer_with("300", redirect);
    let error = client(&sandbox).bulk_status("300").unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::HttpStatus, Some(302))
    );
    assert_eq!(sandbox.request_count(), 1);
}

#[test]
fn an_echoed_key_is_taken_out_of_the_message() {
    let sandbox = sandbox();
    let key = sandbox.api_key().to_owned();
    let echo = format!(r#"{{"success": false, "code": 96, "message": "key {key} refused"}}"#);
    sandbox.answer_with("300", Answer::json(403, echo));
    let error = client(&sandbox).bulk_status("300").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api(96));
    assert_eq!(error.message(), "key [API key] refused");
    assert!(!format!("{error:?} {:?}", client(&sandbox)).contains(&key));
}

#[test]
fn a_cancelled_client_answers_at_once() {
    let sandbox = sandbox();
    sandbox.set_latency(Duration::from_secs(60));
    let client = client(&sandbox);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| client.bulk_status("300"));
        assert!(sandbox.wait_for_requests(1, Duration::from_secs(10)));
        client.cancel();
        assert_eq!(kind(running.join().unwrap()), ErrorKind::Cancelled);
    });
    assert_eq!(kind(client.bulk_status("300")), ErrorKind::Cancelled);
    assert_eq!(sandbox.request_count(), 1);
}

#[test]
fn a_slow_answer_ends_with_the_timeout() {
    let sandbox = sandbox();
    sandbox.set_latency(Duration::from_secs(60));
    let mut options = options(&sandbox);
    options.set_timeout(Duration::from_millis(100)).unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    assert_eq!(kind(client.bulk_status("300")), ErrorKind::Timeout);
}

#[test]
fn an_address_where_nobody_listens_is_a_connect_error() {
    let mut options = Options::new();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    options.set_base_url(&format!("http://{address}")).unwrap();
    let error = Client::new("key", &options).bulk_status("300").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.message().contains("refused"), "{error}");
}

#[test]
fn a_refused_setting_leaves_the_old_value() {
    let sandbox = sandbox();
    let mut options = options(&sandbox);
    assert!(options.set_base_url("http://example.com").is_err());
    assert!(options.set_timeout(Duration::ZERO).is_err());
    assert!(options.set_ca_file("no such file").is_err());
    assert!(
        options
            .set_ca_file(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
            .is_err()
    );
    assert!(options.set_user_agent("line\nbreak").is_err());
    assert!(options.set_proxy("socks5://host").is_err());
    options.set_user_agent("my program/2").unwrap();
    let client = Client::new(sandbox.api_key(), &options);
    assert!(client.bulk_status("300").is_ok());
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(request.header("user-agent"), Some("my program/2"));
}

#[test]
fn a_client_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Client>();
    shared::<smsp::Report>();
    shared::<Options>();
}
