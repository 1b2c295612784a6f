//! The sandbox as a program: the library with a command line, and a line for each request.

#![forbid(unsafe_code)]

mod arguments;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use smsp_sandbox::messages::KNOWN_MESSAGES;
use smsp_sandbox::{Config, Outcome, RecordedRequest, Sandbox};

use crate::arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let port = arguments.port;
    let config = Config {
        on_answer: Some(print_request),
        ..arguments.into_config()
    };
    let started = Sandbox::start(config).map_err(|error| explain(port, &error));
    let ended = started.and_then(|sandbox| {
        introduce(&sandbox)
            .and_then(|()| wait_for_the_end())
            .map_err(|error| format!("The sandbox had to stop: {error}."))
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn explain(port: u16, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::AddrInUse {
        format!(
            "Port {port} on 127.0.0.1 is taken. Choose another one with --port, \
             or let the system choose one with --port 0."
        )
    } else {
        format!("The sandbox could not start on 127.0.0.1:{port}: {error}.")
    }
}

/// Prints where the sandbox is, what it knows, and lines that are ready to paste.
fn introduce(sandbox: &Sandbox) -> io::Result<()> {
    let base_url = sandbox.base_url();
    let key = sandbox.api_key();
    let with_tls = sandbox.authority().is_some();
    let mut out = io::stdout().lock();

    writeln!(out, "The sandbox answers at {base_url}/bulk-status")?;
    writeln!(out, "Its API key is {key}")?;
    if with_tls {
        let ca_file = sandbox.ca_file().display();
        writeln!(out, "Its CA certificate is in {ca_file}")?;
    }

    writeln!(out, "\nMessage ids:")?;
    for message in KNOWN_MESSAGES {
        writeln!(out, "  {:9}  {}", message.id, message.description)?;
    }

    let trust = if with_tls {
        format!("--cacert {} ", quoted(&sandbox.ca_file().to_string_lossy()))
    } else {
        String::new()
    };
    let url_key: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    let url = format!("{base_url}/bulk-status?apiKey={url_key}&messageId=300");
    writeln!(out, "\nTo paste into a shell:")?;
    writeln!(out, "  curl {trust}{}", quoted(&url))?;
    writeln!(out, "  export SMSP_BASE_URL={}", quoted(&base_url))?;
    writeln!(out, "  export SMSPARTNER_API_KEY={}", quoted(key))?;
    writeln!(out, "\nEach request is shown here until Ctrl-C:")
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// One line per request. The query stays out of it, because it holds an API key.
fn print_request(request: &RecordedRequest, outcome: &Outcome) {
    let RecordedRequest { method, path, .. } = request;
    let Outcome {
        http_status,
        body_bytes,
        summary,
    } = outcome;
    let message_id = match &request.message_id {
        Some(message_id) => format!(" messageId {message_id:?}"),
        None => String::new(),
    };
    // Nobody may be reading any more; the sandbox goes on answering.
    let _ = writeln!(
        io::stdout(),
        "{method} {path}{message_id} -> HTTP {http_status}, {body_bytes} bytes, {summary}"
    );
}

/// Returns when the program is asked to end, so that the CA file is deleted on the way out.
fn wait_for_the_end() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(asked_to_end())
}

#[cfg(unix)]
async fn asked_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
