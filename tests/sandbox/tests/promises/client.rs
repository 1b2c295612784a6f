//! A small HTTP client for the promises.

use std::time::Duration;

use serde_json::Value;
use smsp_sandbox::{Config, Sandbox};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Long enough for a slow machine; nothing waits for it to pass where all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Answered {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the sandbox writes UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub fn header(&self, name: &str) -> &str {
        match self.headers.get(name) {
            Some(value) => value.to_str().expect("the header is ASCII"),
            None => "",
        }
    }

    /// The `StatutResponse_List`.
    pub fn entries(&self) -> Vec<Value> {
        let json = self.json();
        let list = json["StatutResponse_List"].as_array();
        list.expect("a successful answer has a list").clone()
    }

    /// The statuses of all entries, in order.
    pub fn statuses(&self) -> Vec<String> {
        let status = |entry: &Value| entry["status"].as_str().expect("a text").to_owned();
        self.entries().iter().map(status).collect()
    }
}

pub fn plain() -> Sandbox {
    Sandbox::start(Config::default()).expect("a free port can be listened on")
}

/// An agent that trusts the sandbox, and keeps its connections.
pub fn agent(sandbox: &Sandbox) -> ureq::Agent {
    let pem = sandbox.ca_pem();
    let roots: Vec<_> = match pem.is_empty() {
        true => Vec::new(),
        false => vec![Certificate::from_pem(pem.as_bytes()).expect("a CA certificate")],
    };
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots));
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .tls_config(tls.build())
        .build()
        .into()
}

/// Asks for a message as a client of the provider does.
pub fn ask(sandbox: &Sandbox, message_id: &str) -> Answered {
    let asked = ask_with(&agent(sandbox), sandbox, message_id);
    asked.expect("the sandbox answers")
}

pub fn ask_with(
    agent: &ureq::Agent,
    sandbox: &Sandbox,
    message_id: &str,
) -> Result<Answered, ureq::Error> {
    let request = agent
        .get(format!("{}/bulk-status", sandbox.base_url()))
        .query("apiKey", sandbox.api_key())
        .query("messageId", message_id);
    read(request.call()?)
}

/// Asks for `target`, which stands after `/v1/`, just as it is.
pub fn get(sandbox: &Sandbox, target: &str) -> Answered {
    let url = format!("{}/{target}", sandbox.base_url());
    let response = agent(sandbox).get(url).call();
    response.and_then(read).expect("the sandbox answers")
}

pub fn read(response: ureq::http::Response<ureq::Body>) -> Result<Answered, ureq::Error> {
    let (head, body) = response.into_parts();
    Ok(Answered {
        status: head.status.as_u16(),
        headers: head.headers,
        body: body.into_with_config().limit(u64::MAX).read_to_vec()?,
    })
}
