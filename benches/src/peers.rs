//! Checks that the peers of libsmsp are on this machine.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The headers that the programs include, and their Debian packages.
const HEADERS: [(&str, &str); 4] = [
    ("curl/curl.h", "libcurl4-openssl-dev"),
    ("cjson/cJSON.h", "libcjson-dev"),
    ("rapidjson/reader.h", "rapidjson-dev"),
    ("simdjson.h", "libsimdjson-dev"),
];

/// The commands that are run, and their packages.
const COMMANDS: [(&str, &str); 3] = [("cc", "gcc"), ("c++", "g++"), ("valgrind", "valgrind")];

/// Fails with the command that installs what is missing.
pub fn check() -> Result<()> {
    let commands = COMMANDS.iter().filter(|(name, _)| !is_command(name));
    let mut missing: Vec<_> = commands.map(|(_, package)| *package).collect();
    if missing.is_empty() {
        for (header, package) in HEADERS {
            if !is_header(header)? {
                missing.push(package);
            }
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "This machine lacks programs or libraries that libsmsp is compared with. On Debian, \
         install them with: apt-get install {}",
        missing.join(" ")
    )
}

fn is_command(name: &str) -> bool {
    let mut command = Command::new(name);
    command.arg("--version");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Lets the C++ compiler look for a header.
fn is_header(name: &str) -> Result<bool> {
    let mut compiler = Command::new("c++")
        .args(["-std=c++17", "-x", "c++", "-E", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("The C++ compiler cannot be run")?;
    let mut source = compiler.stdin.take().context("it has no input")?;
    writeln!(source, "#include <{name}>").context("The C++ compiler does not read")?;
    drop(source);
    let status = compiler.wait().context("The C++ compiler does not end")?;
    Ok(status.success())
}
