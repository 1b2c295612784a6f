//! The program: what it prints, and that it keeps the key out of its log.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use smsp_sandbox::DEFAULT_API_KEY;

use crate::client::plain;

/// The running program, ended with the test.
struct Program {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        // Only fails where the program has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn start(arguments: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_smsp-sandbox"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        Program { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("the program prints");
        line
    }

    /// What the program prints before the first request.
    fn introduction(&mut self) -> String {
        let mut text = String::new();
        while !text.ends_with("until Ctrl-C:\n") {
            let line = self.line();
            assert!(!line.is_empty(), "the program ended after: {text}");
            text += &line;
        }
        text
    }
}

/// The URL in the curl line, which is the last word in quotes.
fn pasted_url(introduction: &str) -> &str {
    let line = introduction.lines().find(|line| line.contains("curl "));
    let mut words = line.expect("a curl line").rsplit('\'');
    words.nth(1).expect("a quoted URL")
}

fn fetch(url: &str) -> Value {
    let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
    let mut response = agent.get(url).call().expect("the program answers");
    let text = response.body_mut().read_to_string().expect("a text");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_program_prints_lines_that_work() {
    let mut program = Program::start(&["--port", "0", "--key", "it's a key", "--lower-case"]);
    let introduction = program.introduction();
    assert!(introduction.contains(r"export SMSPARTNER_API_KEY='it'\''s a key'"));
    assert!(introduction.contains("export SMSP_BASE_URL='http://127.0.0.1:"));
    for message in smsp_sandbox::messages::KNOWN_MESSAGES {
        assert!(introduction.contains(message.description));
    }
    let answer = fetch(pasted_url(&introduction));
    assert_eq!(answer["StatutResponse_List"][0]["status"], "delivered");
}

#[test]
fn the_program_shows_each_request_without_its_key() {
    let mut program = Program::start(&["--port", "0"]);
    let introduction = program.introduction();
    let url = pasted_url(&introduction);
    fetch(url);
    let line = program.line();
    assert_eq!(
        line,
        "GET /v1/bulk-status messageId \"300\" -> HTTP 200, 403 bytes, code 200: 4 entries\n"
    );
    fetch(&url.replace(DEFAULT_API_KEY, "a-real-key"));
    let line = program.line();
    assert!(line.contains("code 10"), "{line}");
    assert!(!line.contains("a-real-key"), "{line}");
}

#[test]
fn the_program_says_what_to_do_when_the_port_is_taken() {
    let sandbox = plain();
    let output = Command::new(env!("CARGO_BIN_EXE_smsp-sandbox"))
        .args(["--port", &sandbox.port().to_string()])
        .output()
        .expect("the program starts");
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("is taken. Choose another one with --port"));
}

#[test]
fn the_program_listens_on_no_other_address() {
    for argument in ["--host=0.0.0.0", "--address=0.0.0.0", "0.0.0.0"] {
        let output = Command::new(env!("CARGO_BIN_EXE_smsp-sandbox"))
            .arg(argument)
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{argument}");
    }
}
