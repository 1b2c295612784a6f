//! A server that gives one answer, for the tests of answers.

use smsp::{Client, Error, Options, Report};
use smsp_sandbox::{Answer, Config, Sandbox};

use crate::support::sandbox;

/// A server that gives one answer, and a client of it.
pub struct Exchange {
    pub sandbox: Sandbox,
    client: Client,
}

impl Exchange {
    pub fn new() -> Self {
        Self::of(sandbox())
    }

    /// The same with another key than the sandbox's own.
    pub fn with_key(api_key: &str) -> Self {
        let config = Config {
            api_key: api_key.to_owned(),
            ..Config::default()
        };
        Self::of(Sandbox::start(config).unwrap())
    }

    fn of(sandbox: Sandbox) -> Self {
        let mut options = Options::new();
        options.set_base_url(&sandbox.base_url()).unwrap();
        options.set_max_retries(0).unwrap();
        let client = Client::new(sandbox.api_key(), &options);
        Self { sandbox, client }
    }

    pub fn read(&self, status: u16, body: impl Into<Vec<u8>>) -> Result<Report, Error> {
        self.sandbox.answer_with("1", Answer::json(status, body));
        self.client.bulk_status("1")
    }

    pub fn report(&self, body: &str) -> Report {
        self.read(200, body)
            .unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    /// The report of one recipient with these members.
    pub fn entry(&self, members: &str) -> Report {
        self.report(&format!(
            r#"{{"success": true, "code": 200, "StatutResponse_List": [{{{members}}}]}}"#
        ))
    }

    pub fn error(&self, status: u16, body: impl Into<Vec<u8>>) -> Error {
        self.read(status, body)
            .expect_err("this answer is no report")
    }
}
