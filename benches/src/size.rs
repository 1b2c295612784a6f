//! Bytes shipped, libraries needed, and memory held.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::Effort;
use crate::programs::Programs;
use crate::report::{Limit, Report, Table};
use crate::rounds::{Series, numbers_of, output_of, take_turns};
use crate::servers::{Servers, address};

/// The shared library, in bytes.
const LIMIT: Limit = Limit::with_goal(2_050_000.0, 1_700_000.0);

/// Every program of this system has these loaded already.
const ALWAYS_THERE: [&str; 3] = ["libc.so", "ld-linux", "linux-vdso"];

pub fn measure(
    programs: &Programs,
    servers: &Servers,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let curl = library_of(&programs.path("calls_curl"), "libcurl.so")?;
    report.add(&shipped(programs, &curl)?)?;
    report.add(&resident(programs, servers, &curl, effort)?)
}

fn shipped(programs: &Programs, curl: &Path) -> Result<Table> {
    let mut table = Table::new(
        "Size: bytes of the libraries beyond the C library",
        ["", "files", "bytes", "limit", ""],
    );
    let library = programs.library();
    let [limit, verdict] = LIMIT.verdict(bytes(&library)? as f64);
    table.row([
        "libsmsp, stripped".to_owned(),
        "1".to_owned(),
        bytes(&library)?.to_string(),
        limit,
        verdict,
    ]);
    let mut peers = closure(curl)?;
    peers.extend([curl.to_owned(), programs.yyjson_library()]);
    for (title, files) in [
        ("what it needs", closure(&library)?),
        ("libcurl, what it needs, and yyjson", peers),
    ] {
        let sizes = files.iter().map(|file| bytes(file));
        table.row([
            title.to_owned(),
            files.len().to_string(),
            sizes.sum::<Result<u64>>()?.to_string(),
            String::new(),
            String::new(),
        ]);
    }
    table.note(format!("libsmsp names: {}", needed(&library)?.join(", ")));
    Ok(table)
}

fn resident(programs: &Programs, servers: &Servers, curl: &Path, effort: Effort) -> Result<Table> {
    let rounds = match effort {
        Effort::Quick => 1,
        Effort::Full => 5,
    };
    let text = |path: &Path| path.display().to_string();
    let contestants = [
        ("libsmsp", "resident_smsp", vec![text(&programs.library())]),
        (
            "libcurl + yyjson",
            "resident_curl",
            vec![text(curl), text(&programs.yyjson_library())],
        ),
    ];
    let measured = take_turns(rounds, &contestants, |(_, program, libraries)| {
        let address = address(&servers.tls);
        let arguments = libraries.iter().chain(&address).map(String::as_str);
        let arguments: Vec<_> = arguments.chain(["1"]).collect();
        numbers_of(&programs.path(program), &arguments)
    })?;
    let mut table = Table::new(
        "Memory beyond that of the program itself, in KiB: resident (of it written to)",
        ["", "after dlopen", "after the first call over TLS"],
    );
    for ((title, _, _), runs) in contestants.iter().zip(&measured) {
        let grown = |moment: usize, column: usize| -> f64 {
            let grown = runs.iter();
            let grown: Series = grown
                .map(|lines| lines[moment][column] - lines[0][column])
                .collect();
            grown.median()
        };
        let cell = |moment| format!("{} ({})", grown(moment, 0), grown(moment, 1));
        table.row([(*title).to_owned(), cell(1), cell(2)]);
    }
    Ok(table)
}

/// The libraries that this one needs, directly or not, without the C library.
fn closure(library: &Path) -> Result<Vec<PathBuf>> {
    let text = output_of(Command::new("ldd").arg(library))?;
    let files = text.lines().filter_map(|line| {
        let (name, found) = line.split_once(" => ")?;
        let is_there = ALWAYS_THERE.iter().any(|part| name.contains(part));
        (!is_there).then(|| PathBuf::from(found.split(" (").next().unwrap_or(found)))
    });
    Ok(files.collect())
}

/// The file of a library that a program needs.
fn library_of(program: &Path, name: &str) -> Result<PathBuf> {
    let mut libraries = closure(program)?.into_iter();
    let found = libraries.find(|file| {
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        file.starts_with(name)
    });
    found.with_context(|| format!("{} does not need {name}", program.display()))
}

/// The libraries that this one names itself.
fn needed(library: &Path) -> Result<Vec<String>> {
    let text = output_of(Command::new("readelf").arg("-d").arg(library))?;
    let names = text.lines().filter(|line| line.contains("(NEEDED)"));
    let names = names.filter_map(|line| Some(line.split_once('[')?.1.trim_end_matches(']')));
    Ok(names.map(str::to_owned).collect())
}

fn bytes(file: &Path) -> Result<u64> {
    let metadata = fs::metadata(file);
    Ok(metadata
        .with_context(|| format!("{} cannot be found", file.display()))?
        .len())
}
