//! The first look: builds the library, compiles the C example against it and runs it.
//! Prints each step as the command that does it by hand.
//!
//! ```sh
//! cargo run --example demo                       # against a sandbox on this machine
//! SMSPARTNER_API_KEY=… cargo run --example demo -- MESSAGE_ID     # against the provider
//! ```

use std::env;
use std::error::Error;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, ExitCode};

use smsp_sandbox::{Config, Sandbox};

const KEY: &str = "SMSPARTNER_API_KEY";
const BASE_URL: &str = "SMSP_BASE_URL";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    env::set_current_dir(env!("CARGO_MANIFEST_DIR"))?;
    let program = build()?;
    match env::args().nth(1) {
        Some(message_id) => ask_the_provider(&program, &message_id),
        None => ask_the_sandbox(&program),
    }
}

/// Builds the library and compiles the C example against it.
fn build() -> Result<String, Box<dyn Error>> {
    let target = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let folder = format!("{target}/debug");
    let program = format!("{folder}/status");

    step("Build the library, shared and static. To ship it: cargo build --release");
    run(&mut xtask::build::development())?;

    step("Give the shared library the name that programs look for, as an installation does:");
    let installed = format!("{folder}/libsmsp.so.1");
    println!("    $ ln -sf libsmsp.so {installed}");
    if Path::new(&installed).symlink_metadata().is_ok() {
        fs::remove_file(&installed)?;
    }
    symlink("libsmsp.so", &installed)?;

    step("Compile the C example: one header, one library:");
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let rpath = Path::new(&folder).canonicalize()?;
    run(Command::new(compiler)
        .args(["-Iinclude", "examples/c/status.c", "-o", &program])
        .arg(format!("-L{folder}"))
        .arg("-lsmsp")
        .arg(format!("-Wl,-rpath,{}", rpath.display())))?;
    Ok(program)
}

/// Runs the program for messages of the sandbox.
fn ask_the_sandbox(program: &str) -> Result<ExitCode, Box<dyn Error>> {
    step("Start the sandbox, a stand-in for the provider on this machine:");
    println!("    $ cargo run -p smsp-sandbox          # here it runs inside this demo");
    let sandbox = Sandbox::start(Config::default())?;
    println!("    $ export {BASE_URL}={}", sandbox.base_url());
    println!("    $ export {KEY}={}", sandbox.api_key());

    let cases = [
        (
            "A message that every recipient has received:",
            "111",
            sandbox.api_key(),
            true,
        ),
        (
            "A message with every kind of recipient:",
            "300",
            sandbox.api_key(),
            true,
        ),
        (
            "A message that the provider does not know:",
            "12345",
            sandbox.api_key(),
            false,
        ),
        ("A wrong API key:", "300", "wrong", false),
    ];
    let mut surprises = 0;
    for (title, message_id, key, succeeds) in cases {
        step(title);
        let is_exported = key == sandbox.api_key();
        let prefix = if is_exported {
            String::new()
        } else {
            format!("{KEY}={key} ")
        };
        println!("    $ {prefix}{program} {message_id}\n");
        let status = Command::new(program)
            .env(BASE_URL, sandbox.base_url())
            .env(KEY, key)
            .arg(message_id)
            .status()?;
        println!("    (exit code {})", status.code().unwrap_or(-1));
        surprises += u32::from(status.success() != succeeds);
    }
    println!(
        "\nNow read examples/c/status.c and include/smsp.h. If you have an API key, ask the provider:\n\
         \n    $ {KEY}=… cargo run --example demo -- MESSAGE_ID"
    );
    Ok(if surprises == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs the program for a message of the user's own.
fn ask_the_provider(program: &str, message_id: &str) -> Result<ExitCode, Box<dyn Error>> {
    if env::var_os(KEY).is_none() {
        return Err(format!("Set {KEY} to the API key of your SMS Partner account.").into());
    }
    step("Ask the provider:");
    println!("    $ {program} {message_id}\n");
    let status = Command::new(program).arg(message_id).status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn step(title: &str) {
    println!("\n{title}");
}

/// Prints a command and runs it.
fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let program = Path::new(command.get_program()).to_owned();
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let arguments = command.get_args().map(|word| word.to_string_lossy());
    let line: Vec<_> = [name.clone()].into_iter().chain(arguments).collect();
    println!("    $ {}", line.join(" "));
    let status = command
        .status()
        .map_err(|reason| format!("{name} cannot be run: {reason}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{name} failed").into())
    }
}
