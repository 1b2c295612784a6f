//! Whatever a server says, and however it spells it, each way to read the
//! result through the C ABI says the same.

mod spellings;

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use smsp_promises::c_api::{CallResult, Client, Options, SMSP_ERROR_RATE_LIMITED, SMSP_OK};
use smsp_sandbox::{Answer, Sandbox};

use spellings::Spelt;

const ASKED_ID: &str = "asked";

/// A server that gives one answer, and a client of it.
struct Exchange {
    sandbox: Sandbox,
    client: Client,
}

impl Exchange {
    fn new() -> Self {
        let sandbox = Sandbox::start(smsp_sandbox::Config::default()).unwrap();
        let options = Options::new();
        options.set_base_url(&sandbox.base_url());
        options.set_max_retries(0);
        let client = Client::new(sandbox.api_key(), &options);
        Self { sandbox, client }
    }

    fn result(&self, answer: Answer) -> CallResult {
        self.sandbox.answer_with(ASKED_ID, answer);
        self.client.bulk_status(ASKED_ID)
    }
}

/// The meaning of an answer's entry for one recipient.
#[derive(Debug, Clone)]
struct Entry {
    phone_number: String,
    status_text: String,
    stop_sms: bool,
    date_text: String,
}

impl Entry {
    fn status(&self) -> i32 {
        let text = self
            .status_text
            .to_ascii_lowercase()
            .replace(['_', '-'], " ");
        let words: Vec<_> = text.split_ascii_whitespace().collect();
        match words.join(" ").as_str() {
            "delivered" | "delivrd" => 1,
            "not delivered" | "undeliv" | "expired" | "rejectd" => 2,
            "waiting" | "pending" | "enroute" | "acceptd" => 3,
            "ko" => 4,
            _ => 0,
        }
    }

    fn date(&self) -> i64 {
        let is_epoch = self.date_text.bytes().all(|byte| byte.is_ascii_digit());
        self.date_text
            .parse()
            .ok()
            .filter(|_| is_epoch)
            .unwrap_or(0)
    }
}

fn entry() -> impl Strategy<Value = Spelt<Entry>> {
    let members = (
        spellings::member(&["phoneNumber"], spellings::phone_number()),
        spellings::member(&["status", "statut"], spellings::status()),
        spellings::member(&["stopSMS", "stopSms"], spellings::stop_sms()),
        spellings::member(&["date"], spellings::date()),
        spellings::other_member(),
    );
    members.prop_flat_map(|(phone_number, status, stop_sms, date, other)| {
        let entry = Entry {
            phone_number: phone_number.means.unwrap_or_default(),
            status_text: status.means.unwrap_or_default(),
            stop_sms: stop_sms.means.unwrap_or_default(),
            date_text: date.means.unwrap_or_default(),
        };
        let members = [
            phone_number.json,
            status.json,
            stop_sms.json,
            date.json,
            other.json,
        ];
        spellings::object(members.into()).prop_map(move |json| Spelt::new(json, entry.clone()))
    })
}

/// The meaning of a report.
#[derive(Debug, Clone)]
struct Report {
    message_id: String,
    api_code: i32,
    entries: Vec<Entry>,
}

fn report() -> impl Strategy<Value = Spelt<Report>> {
    let list = prop_oneof![
        9 => spellings::array(entry(), 0..12),
        1 => Just(Spelt::new("null", Vec::new())),
    ];
    let message_id = prop_oneof![spellings::text(), spellings::number()].prop_map(|id| Spelt {
        json: id.json,
        means: Some(id.means),
    });
    let unreadable = spellings::unreadable().prop_map(|value| Spelt::new(value.json, None));
    let message_id = prop_oneof![6 => message_id, 1 => unreadable];
    let members = (
        spellings::member(&["message_id", "messageId"], message_id),
        spellings::member(&["code"], spellings::code()),
        spellings::member(&["StatutResponse_List"], list),
        spellings::other_member(),
    );
    members.prop_flat_map(|(message_id, code, list, other)| {
        let report = Report {
            message_id: message_id
                .means
                .flatten()
                .unwrap_or_else(|| ASKED_ID.to_owned()),
            api_code: code.means.flatten().unwrap_or(0),
            entries: list.means.unwrap_or_default(),
        };
        let message = r#""message": false"#.to_owned();
        let success = r#""success": true"#.to_owned();
        let members = [
            success,
            message,
            message_id.json,
            code.json,
            list.json,
            other.json,
        ];
        spellings::object(members.into()).prop_map(move |json| Spelt::new(json, report.clone()))
    })
}

/// The meaning of an answer that refuses the request.
#[derive(Debug, Clone)]
struct Failure {
    api_code: i32,
    /// Empty if the answer has none.
    message: String,
}

fn failure() -> impl Strategy<Value = Spelt<Failure>> {
    let code = prop_oneof![
        select(vec![1, 3, 4, 10, 20, 96, 429]),
        1..200,
        201..=i32::MAX
    ];
    let code = code.prop_flat_map(|code| {
        let digits = code.to_string();
        let number = Just(Spelt::new(digits.clone(), digits.clone()));
        let spelt = prop_oneof![number, spellings::escaped(digits)];
        spelt.prop_map(move |digits| Spelt::new(format!("\"code\": {}", digits.json), code))
    });
    let validation_error = (
        spellings::member(&["elementId"], spellings::text()),
        spellings::member(&["message"], spellings::text()),
    );
    let validation_error = validation_error.prop_flat_map(|(element, message)| {
        let means = message.means.unwrap_or_default();
        spellings::object(vec![element.json, message.json])
            .prop_map(move |json| Spelt::new(json, means.clone()))
    });
    let members = (
        code,
        spellings::member(&["message"], spellings::text()),
        spellings::member(
            &["error", "errors"],
            spellings::array(validation_error, 0..4),
        ),
        spellings::other_member(),
    );
    members.prop_flat_map(|(code, message, errors, other)| {
        let mut errors_said = errors.means.unwrap_or_default();
        let says_anything = |message: &String| !message.trim_ascii().is_empty();
        errors_said.retain(says_anything);
        let message_said = message.means.filter(says_anything);
        let failure = Failure {
            api_code: code.means,
            message: message_said.unwrap_or_else(|| errors_said.join(" ")),
        };
        let success = r#""success": false"#.to_owned();
        let members = [success, code.json, message.json, errors.json, other.json];
        spellings::object(members.into()).prop_map(move |json| Spelt::new(json, failure.clone()))
    })
}

/// Tries a property on many made-up values; one that fails is cut down to the
/// smallest that still fails, and tried first from then on.
fn for_any<T: Debug>(values: impl Strategy<Value = T>, holds: impl Fn(T)) {
    let beside_this_file = FileFailurePersistence::WithSource("failures");
    let config = Config {
        source_file: Some(file!()),
        failure_persistence: Some(Box::new(beside_this_file)),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&values, |value| {
        holds(value);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// The sizes of buffer that the `_copy` functions are called with.
fn capacity() -> impl Strategy<Value = i32> {
    -1..80
}

#[test]
fn every_accessor_says_what_the_report_says_however_it_is_spelt() {
    let exchange = Exchange::new();
    let http_status = select(vec![200, 201, 299]);
    for_any(
        (report(), http_status, capacity()),
        |(report, http_status, capacity)| {
            let result = exchange.result(Answer::json(http_status, report.json));
            let said = report.means;
            smsp_promises::hold(&result, exchange.sandbox.api_key(), capacity);
            assert_eq!(result.error_code(), SMSP_OK, "{}", result.error_message());
            assert_eq!(result.http_status(), i32::from(http_status));
            assert_eq!(result.api_code(), said.api_code);
            assert_eq!(result.retry_after(), 0);
            assert_eq!(result.message_id(), said.message_id);
            assert_eq!(result.count() as usize, said.entries.len());
            for (index, entry) in (0..).zip(&said.entries) {
                assert_eq!(result.phone_number(index), entry.phone_number);
                assert_eq!(result.status_text(index), entry.status_text);
                assert_eq!(result.status(index), entry.status());
                assert_eq!(result.stop_sms(index), i32::from(entry.stop_sms));
                assert_eq!(result.date_text(index), entry.date_text);
                assert_eq!(result.date(index), entry.date());
            }
        },
    );
}

#[test]
fn every_accessor_says_what_the_failure_says_however_it_is_spelt() {
    let exchange = Exchange::new();
    let http_status = select(vec![200, 302, 400, 401, 403, 404, 500, 503]);
    let retry_after = prop::option::of(any::<u32>());
    let values = (failure(), http_status, retry_after, capacity());
    for_any(values, |(failure, http_status, retry_after, capacity)| {
        let mut answer = Answer::json(http_status, failure.json);
        let header = retry_after.map(|seconds| ("Retry-After".to_owned(), seconds.to_string()));
        answer.headers.extend(header);
        let result = exchange.result(answer);
        let said = failure.means;
        smsp_promises::hold(&result, exchange.sandbox.api_key(), capacity);
        let code = match said.api_code {
            429 => SMSP_ERROR_RATE_LIMITED,
            code => code,
        };
        assert_eq!(result.error_code(), code);
        assert_eq!(result.http_status(), i32::from(http_status));
        assert_eq!(result.api_code(), said.api_code);
        assert_eq!(result.message_id(), ASKED_ID);
        if !said.message.is_empty() {
            assert_eq!(result.error_message(), said.message);
        }
        let seconds = i32::try_from(retry_after.unwrap_or(0)).unwrap_or(i32::MAX);
        assert_eq!(result.retry_after(), seconds);
    });
}
