//! `cli/`, the program smsp-status, as a shell script meets it: what it
//! writes is read back by real parsers, and what comes from the network cannot
//! command a terminal.

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use smsp_sandbox::{Answer, Sandbox};
use smsp_test_support::{
    LINKAGES, Linkage, Program, compile, project, run, sandbox, text, tls_sandbox,
};

const MIXED: &str = "\
Message 300: 4 recipients
  NUMBER        STATUS         STOP  DATE
  +33639980001  Delivered      no    2018-02-07 07:38:31
  +33639980002  Not delivered  no    2018-02-07 07:38:35
  +33639980003  Waiting        no    -
  +33639980004  Delivered      yes   2018-02-07 07:38:42
  2 delivered, 1 not delivered, 1 waiting, 1 stop
";

const HEADER: [&str; 6] = [
    "message_id",
    "phone_number",
    "status",
    "stop",
    "date",
    "error",
];

/// Everything that a terminal could take for a command, or a parser for its own.
const HOSTILE: &str = "a\"b,c\\d\r\ne\tf\u{0}g\u{1b}[31mh\u{7f}i\u{9b}2Jj\u{202e}k'é";

fn built(linkage: Linkage) -> Program {
    let folder = fs::read_dir(project().join("cli")).expect("the folder is there");
    let names = folder.map(|file| file.expect("it can be listed").file_name());
    let sources: Vec<String> = names
        .map(|name| format!("cli/{}", name.to_str().expect("a name is a text")))
        .filter(|path| path.ends_with(".c"))
        .collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    compile(&sources, &["-std=c99", "-Wshadow"], linkage)
}

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| built(Linkage::Shared))
}

/// The command that asks this sandbox.
fn command(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = program().command();
    command
        .env("SMSPARTNER_API_KEY", sandbox.api_key())
        .env("SMSP_BASE_URL", sandbox.base_url())
        .args(arguments);
    command
}

fn ask(sandbox: &Sandbox, arguments: &[&str]) -> Output {
    run(&mut command(sandbox, arguments))
}

fn ask_with_input(sandbox: &Sandbox, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(sandbox, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).expect("the program reads it"));
        child.wait_with_output().expect("the program ends")
    })
}

fn ends_with(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
}

/// Refused before anything was asked, with these words.
fn refuses(output: &Output, words: &str) {
    ends_with(output, 2);
    assert!(text(&output.stderr).contains(words), "{output:?}");
    assert!(output.stdout.is_empty());
}

fn rows(output: &Output) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new().from_reader(&output.stdout[..]);
    assert_eq!(reader.headers().expect("there is a header"), &HEADER[..]);
    let rows = reader.records().collect::<Result<_, _>>();
    rows.expect("every row has all fields, in UTF-8")
}

fn objects(output: &Output) -> Vec<Value> {
    let lines = text(&output.stdout);
    let objects = lines.lines().map(serde_json::from_str);
    objects.collect::<Result<_, _>>().expect("it is JSON")
}

fn hostile(sandbox: &Sandbox) {
    let entry = json!({"phoneNumber": HOSTILE, "status": HOSTILE, "stopSMS": "0", "date": HOSTILE});
    let report =
        json!({"success": true, "code": 200, "message_id": 1, "StatutResponse_List": [entry]});
    let failure = json!({"success": false, "code": 96, "message": HOSTILE});
    sandbox.answer_with("report", Answer::json(200, report.to_string()));
    sandbox.answer_with("failure", Answer::json(200, failure.to_string()));
}

#[test]
fn a_table_is_printed_shared_and_static_plain_and_tls() {
    for linkage in LINKAGES {
        let program = built(linkage);
        for sandbox in [sandbox(), tls_sandbox()] {
            let mut command = program.command();
            command.env("SMSPARTNER_API_KEY", sandbox.api_key()).args([
                "--base-url",
                &sandbox.base_url(),
                "300",
            ]);
            if !sandbox.ca_pem().is_empty() {
                command.arg("--ca-file").arg(sandbox.ca_file());
            }
            let output = run(&mut command);
            assert_eq!(text(&output.stdout), MIXED, "{output:?}");
            assert!(output.stderr.is_empty());
            ends_with(&output, 3);
        }
    }
}

#[test]
fn several_tables_end_with_a_total() {
    let output = ask(&sandbox(), &["300", "unknown", "300"]);
    let total = "\
In all: 3 messages, 1 failed, 8 recipients
  4 delivered, 2 not delivered, 2 waiting, 2 stop
";
    assert_eq!(text(&output.stdout), format!("{MIXED}\n{MIXED}\n{total}"));
    let message = "Message unknown: error 4 (SMSP_ERROR_MESSAGE_NOT_FOUND): Message introuvable";
    assert!(text(&output.stderr).contains(message));
    ends_with(&output, 1);
}

#[test]
fn the_exit_code_tells_a_script_what_became_of_it() {
    let sandbox = sandbox();
    for (arguments, code) in [
        (&["111"][..], 0),
        (&["111", "310"], 0),
        (&["300"], 3),
        (&["303"], 3), // no recipients yet
        (&["111", "300"], 3),
        (&["--only", "delivered", "300"], 3),
        (&["unknown"], 1),
        (&["300", "unknown"], 1),
        (&[""], 1),
        (&["--base-url", "https://127.0.0.1:1/v1", "111"], 1),
    ] {
        ends_with(&ask(&sandbox, arguments), code);
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let status = command(&sandbox, &["111"])
        .stdout(full.expect("a full device is there"))
        .stderr(Stdio::null())
        .status();
    assert_eq!(status.expect("the program runs").code(), Some(1));
}

#[test]
fn what_is_not_usable_is_refused_before_anything_is_asked() {
    let sandbox = sandbox();
    for (arguments, words) in [
        (&[][..], "At least one message ID is needed."),
        (&["--unknown", "300"], "--unknown is not known."),
        (&["--\u{1b}[31m", "300"], "--?[31m is not known."),
        (&["-300"], "-300 is not known."),
        (&["--csv=yes", "300"], "--csv takes no value."),
        (&["300", "--timeout"], "--timeout needs a value."),
        (&["--timeout", "0", "300"], "--timeout takes a whole number"),
        (&["--timeout=1x", "300"], "--timeout takes a whole number"),
        (&["--wait=-1", "300"], "--wait takes a whole number"),
        (&["--wait=172801", "300"], "--wait takes a whole number"),
        (&["--connections", "1025", "300"], "from 1 to 1024"),
        (
            &["--requests-per-minute", "99999999999", "300"],
            "up to 1000000",
        ),
        (&["--only", "lost", "300"], "--only takes delivered,"),
        (
            &["--base-url", "http://example.com", "300"],
            "--base-url takes",
        ),
        (
            &["--ca-file", "/nowhere", "300"],
            "--ca-file takes a PEM file",
        ),
        (&["--proxy", "ftp://a", "300"], "--proxy takes http://"),
    ] {
        refuses(&ask(&sandbox, arguments), words);
    }
    let mut no_key = command(&sandbox, &["300"]);
    refuses(&run(no_key.env_remove("SMSPARTNER_API_KEY")), "API key");
    let mut bad_url = command(&sandbox, &["300"]);
    refuses(
        &run(bad_url.env("SMSP_BASE_URL", "ftp://a")),
        "SMSP_BASE_URL takes",
    );
    refuses(
        &ask_with_input(&sandbox, &["-"], b"300\n3\x0000\n"),
        "Line 2",
    );
    assert_eq!(sandbox.request_count(), 0);
}

#[test]
fn every_option_does_what_it_says() {
    let sandbox = tls_sandbox();
    let ca_file = sandbox.ca_file().display().to_string();
    let output = ask(
        &sandbox,
        &[
            "--json",
            "--proxy=",
            "--timeout=60",
            "--connections=2",
            "--requests-per-minute=1000",
            "--ca-file",
            &ca_file,
            "--",
            "111",
            "111",
            "111",
            "-1",
        ],
    );
    ends_with(&output, 1);
    let objects = objects(&output);
    assert_eq!(objects.len(), 4);
    assert_eq!(objects[3]["message_id"], "-1");
    assert_eq!(objects[3]["error"]["name"], "SMSP_ERROR_MESSAGE_NOT_FOUND");
    assert!(sandbox.connection_count() <= 2);

    // The options reach the client: without its CA file it is refused, and a
    // proxy on which nobody listens is an error.
    let refused = ask(&sandbox, &["--json", "111"]);
    assert!(text(&refused.stdout).contains("SMSP_ERROR_TLS"));
    let arguments = ["--proxy", "http://127.0.0.1:1", "--timeout", "5", "111"];
    assert!(text(&ask(&sandbox, &arguments).stderr).contains("SMSP_ERROR_CONNECT"));

    sandbox.set_latency(Duration::from_secs(20));
    let began = Instant::now();
    let late = ask(&sandbox, &["--ca-file", &ca_file, "--timeout=1", "111"]);
    assert!(text(&late.stderr).contains("SMSP_ERROR_TIMEOUT"));
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[test]
fn help_names_every_option_and_exit_code_on_lines_of_80() {
    let output = run(program().command().arg("--help"));
    ends_with(&output, 0);
    let help = text(&output.stdout);
    for name in [
        "--wait",
        "--only",
        "--csv",
        "--json",
        "--base-url",
        "--ca-file",
        "--proxy",
        "--timeout",
        "--connections",
        "--requests-per-minute",
        "--version",
        "--help",
        "SMSPARTNER_API_KEY",
        "SMSP_BASE_URL",
        "\n  0 ",
        "\n  1 ",
        "\n  2 ",
        "\n  3 ",
        "\n  130 ",
    ] {
        assert!(help.contains(name), "{name}");
    }
    assert!(help.lines().all(|line| line.len() <= 80), "{help}");

    let version = text(&run(program().command().arg("--version")).stdout);
    assert_eq!(version, "smsp-status 1.0.0 (libsmsp 1.0.0)\n");
}

#[test]
fn csv_has_a_row_for_each_recipient_and_each_failure() {
    let output = ask(&sandbox(), &["--csv", "300", "unknown", "303", "310"]);
    ends_with(&output, 1);
    let rows = rows(&output);
    assert_eq!(rows.len(), 4 + 1 + 1 + 4);
    let first = [
        "300",
        "+33639980001",
        "Delivered",
        "no",
        "2018-02-07T07:38:31Z",
        "",
    ];
    assert_eq!(rows[0], first[..]);
    assert_eq!(
        rows[2],
        ["300", "+33639980003", "Waiting", "no", "", ""][..]
    );
    assert_eq!(&rows[3][3], "yes");
    assert_eq!(
        rows[4],
        ["unknown", "", "", "", "", "Message introuvable"][..]
    );
    assert_eq!(rows[5], ["303", "", "", "", "", ""][..]);
    assert_eq!(&rows[7][2], "Expired by operator");
    assert_eq!(&rows[8][4], "2100-01-01T00:00:00Z");
    assert_eq!(&rows[9][4], "2015-02-07 22:39:46");
    assert!(text(&output.stdout).ends_with("\r\n"));
}

#[test]
fn json_has_an_object_on_a_line_for_each_message() {
    let output = ask(&sandbox(), &["--json", "300", "unknown"]);
    ends_with(&output, 1);
    let objects = objects(&output);
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[0]["message_id"], "300");
    assert_eq!(objects[0]["error"], Value::Null);
    let last = json!({
        "phone_number": "+33639980004", "status": "Delivered", "stop": true,
        "date": "2018-02-07T07:38:42Z",
    });
    assert_eq!(objects[0]["recipients"][3], last);
    assert_eq!(objects[0]["recipients"][2]["date"], Value::Null);
    let error = json!({
        "code": 4, "name": "SMSP_ERROR_MESSAGE_NOT_FOUND", "message": "Message introuvable",
    });
    assert_eq!(objects[1]["error"], error);
    assert_eq!(objects[1]["recipients"], json!([]));
}

#[test]
fn only_shows_recipients_with_one_status_and_every_failure() {
    let sandbox = sandbox();
    let arguments = ["--only", "waiting", "300", "111", "unknown", "303", "304"];
    let table = text(&ask(&sandbox, &arguments).stdout);
    assert!(
        !table.contains("Message 111") && !table.contains("+33639980002"),
        "{table}"
    );
    assert!(
        table.contains("  +33639980003  Waiting  no    -\n"),
        "{table}"
    );
    assert!(table.contains("Message 304: 1 recipient\n"), "{table}");
    assert!(
        table.contains("Message 303: no recipients yet\n"),
        "{table}"
    );

    let rows = rows(&ask(
        &sandbox,
        &["--csv", "--only", "NOT-DELIVERED", "300", "111", "unknown"],
    ));
    let ids: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(ids, ["300", "unknown"]);
    let objects = objects(&ask(
        &sandbox,
        &["--json", "--only", "not-sent", "300", "310"],
    ));
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["recipients"].as_array().map(Vec::len), Some(1));
}

#[test]
fn two_thousand_ids_come_in_on_standard_input_and_out_in_their_order() {
    let sandbox = sandbox();
    let known = ["111", "300", "unknown", "310"];
    let ids: Vec<&str> = known.into_iter().cycle().take(2000).collect();
    // Blank lines, line ends of both kinds, and none at the end.
    let input = format!(
        "\n\r\n{}\r\n\n{}",
        ids[..1000].join("\n"),
        ids[1000..].join("\r\n")
    );
    let output = ask_with_input(&sandbox, &["--json", "-"], input.as_bytes());
    ends_with(&output, 1);
    assert!(output.stderr.is_empty(), "no progress where nobody looks");
    let objects = objects(&output);
    let answered: Vec<&str> = objects
        .iter()
        .filter_map(|o| o["message_id"].as_str())
        .collect();
    assert_eq!(answered, ids);
    let failed = objects.iter().filter(|o| !o["error"].is_null()).count();
    assert_eq!(failed, 500);
    assert_eq!(sandbox.request_count(), 2000);
}

#[test]
fn lines_of_any_length_and_any_bytes_are_read() {
    let sandbox = sandbox();
    let long = "9".repeat(100_000);
    let mut input = format!("111\n{long}\n").into_bytes();
    input.extend(b"caf\xe9\n");
    let output = ask_with_input(&sandbox, &["--json", "-", "300"], &input);
    ends_with(&output, 1);
    let objects = objects(&output);
    assert_eq!(objects[1]["message_id"], long.as_str());
    assert_eq!(objects[2]["message_id"], "caf\u{fffd}");
    assert_eq!(objects[2]["error"]["name"], "SMSP_ERROR_INVALID_ARGUMENT");
    assert_eq!(objects[3]["error"], Value::Null);

    let nothing = ask_with_input(&sandbox, &["--csv", "-"], b"");
    ends_with(&nothing, 0);
    assert!(rows(&nothing).is_empty());
}

#[test]
fn a_wrong_key_ends_a_batch_early() {
    let sandbox = sandbox();
    let ids = "300\n".repeat(2000);
    let output = run(command(&sandbox, &["--csv", "-"])
        .env("SMSPARTNER_API_KEY", "wrong")
        .stdin(spooled(&ids)));
    ends_with(&output, 1);
    assert_eq!(rows(&output).len(), 1);
    assert!(text(&output.stderr).contains("Stopped after 1 of 2000 messages."));
    assert!(sandbox.request_count() < 100);
}

/// A file with this text, read from its beginning.
fn spooled(text: &str) -> fs::File {
    use std::io::{Seek, SeekFrom};
    let mut file = tempfile::tempfile().expect("a file can be made");
    file.write_all(text.as_bytes()).expect("it can be written");
    file.seek(SeekFrom::Start(0)).expect("it can be read again");
    file
}

#[test]
fn waiting_ends_when_nobody_waits_any_more() {
    for ids in [&["303"][..], &["301", "303", "111", "unknown"]] {
        let arguments = [&["--wait=60", "--json"][..], ids].concat();
        let output = ask(&sandbox(), &arguments);
        ends_with(&output, i32::from(ids.len() > 1));
        for object in objects(&output).iter().filter(|o| o["error"].is_null()) {
            let recipients = object["recipients"].as_array().expect("a list");
            assert!(!recipients.is_empty());
            assert!(recipients.iter().all(|r| r["status"] == "Delivered"));
        }
    }
}

#[test]
fn waiting_ends_with_its_time_and_says_so() {
    for ids in [&["304"][..], &["304", "111"]] {
        let arguments = [&["--wait=1"][..], ids].concat();
        let began = Instant::now();
        let output = ask(&sandbox(), &arguments);
        ends_with(&output, 3);
        assert!(began.elapsed() >= Duration::from_secs(1));
        assert!(began.elapsed() < Duration::from_secs(20));
        assert!(text(&output.stdout).contains("1 waiting"));
    }
}

#[test]
fn ctrl_c_ends_a_wait_and_prints_what_is_known() {
    let sandbox = sandbox();
    let child = command(&sandbox, &["--wait", "--csv", "304", "111"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    assert!(sandbox.wait_for_requests(3, Duration::from_secs(60)));
    thread::sleep(Duration::from_millis(300));
    // Every shell has this command, while a small system lacks the program.
    let interrupt = format!("kill -INT {}", child.id());
    let interrupt = run(Command::new("sh").args(["-c", &interrupt]));
    assert!(interrupt.status.success());
    let output = child.wait_with_output().expect("the program ends");
    ends_with(&output, 130);
    assert_eq!(rows(&output).len(), 3);
}

#[test]
fn hostile_texts_arrive_whole_in_json() {
    let sandbox = sandbox();
    hostile(&sandbox);
    let output = ask(&sandbox, &["--json", "report", "failure"]);
    no_control_characters(&output);
    let shown = HOSTILE.replace('\0', "\u{fffd}");
    let objects = objects(&output);
    for key in ["phone_number", "status", "date"] {
        assert_eq!(objects[0]["recipients"][0][key], shown.as_str());
    }
    assert_eq!(objects[1]["error"]["message"], shown.as_str());
}

#[test]
fn hostile_texts_stay_in_their_field_in_csv() {
    let sandbox = sandbox();
    hostile(&sandbox);
    let rows = rows(&ask(&sandbox, &["--csv", "report", "failure"]));
    let is_control = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    let shown = HOSTILE.replace(is_control, "\u{fffd}");
    assert_eq!(rows[0], ["report", &shown, &shown, "no", &shown, ""][..]);
    assert_eq!(rows[1], ["failure", "", "", "", "", &shown][..]);
}

#[test]
fn hostile_texts_command_no_terminal() {
    let sandbox = sandbox();
    hostile(&sandbox);
    for locale in ["C", "C.UTF-8"] {
        let mut command = command(&sandbox, &["report", "failure", "300\u{1b}]0;x\u{7}"]);
        let output = run(command.env("LC_ALL", locale));
        no_control_characters(&output);
        assert_eq!(text(&output.stdout).lines().count(), 4 + 1 + 2);
        assert_eq!(text(&output.stdout).is_ascii(), locale == "C");
        assert_eq!(text(&output.stdout).contains("k'é"), locale == "C.UTF-8");
        assert_eq!(text(&output.stderr).lines().count(), 2);
    }
}

fn no_control_characters(output: &Output) {
    for printed in [&output.stdout, &output.stderr] {
        let printed = text(printed);
        let found = printed.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(found, None, "{printed:?}");
        assert!(!printed.contains('\u{202e}'));
    }
}
