//! One call after the other, over TLS and in the clear.

use anyhow::{Context, Result, ensure};
use smsp_sandbox::{Answer, Config, Sandbox};

use crate::Effort;
use crate::answers::{self, Layout};
use crate::callgrind::{Within, instructions_each};
use crate::programs::Programs;
use crate::report::{Limit, Report, Table, ratio};
use crate::rounds::{Series, numbers_of, take_turns};

/// A kind of call.
struct Kind {
    title: &'static str,
    /// Whether connections are kept: the first argument of the programs.
    mode: &'static str,
    entries: u64,
    tls: bool,
    /// Calls in one run, and in one run under callgrind.
    calls: u32,
    counted_calls: u32,
    /// What the instructions of ours must be, divided by libcurl's.
    limit: Option<Limit>,
}

const KINDS: [Kind; 4] = [
    Kind {
        title: "warm, TLS, 1 entry",
        mode: "kept",
        entries: 1,
        tls: true,
        calls: 1000,
        counted_calls: 100,
        limit: Some(Limit::at_most(0.5)),
    },
    Kind {
        title: "warm, TLS, 500 entries",
        mode: "kept",
        entries: 500,
        tls: true,
        calls: 500,
        counted_calls: 50,
        limit: Some(Limit::with_goal(1.0, 0.9)),
    },
    Kind {
        title: "warm, plain, 1 entry",
        mode: "kept",
        entries: 1,
        tls: false,
        calls: 1000,
        counted_calls: 100,
        limit: None,
    },
    Kind {
        title: "cold, TLS, 1 entry",
        mode: "new",
        entries: 1,
        tls: true,
        calls: 50,
        counted_calls: 10,
        limit: Some(Limit::at_most(0.4)),
    },
];

/// Ours first.
const CALLERS: [(&str, &str); 2] = [
    ("libsmsp", "calls_smsp"),
    ("libcurl + yyjson", "calls_curl"),
];

/// The servers, with an answer for each number of entries under that ID.
struct Servers {
    tls: Sandbox,
    plain: Sandbox,
}

impl Servers {
    fn start() -> Result<Self> {
        let start = |tls| {
            let sandbox = Sandbox::start(Config {
                tls,
                ..Config::default()
            });
            let sandbox = sandbox.context("The sandbox cannot be started")?;
            for entries in [1, 500] {
                let body = answers::body(entries, Layout::Compact);
                sandbox.answer_with(&entries.to_string(), Answer::json(200, body));
            }
            anyhow::Ok(sandbox)
        };
        Ok(Self {
            tls: start(true)?,
            plain: start(false)?,
        })
    }

    fn arguments(&self, kind: &Kind, calls: u32) -> Vec<String> {
        let server = if kind.tls { &self.tls } else { &self.plain };
        vec![
            kind.mode.to_owned(),
            server.base_url(),
            server.ca_file().display().to_string(),
            server.api_key().to_owned(),
            kind.entries.to_string(),
            calls.to_string(),
        ]
    }
}

pub fn measure(programs: &Programs, effort: Effort, report: &mut Report) -> Result<()> {
    let servers = Servers::start()?;
    report.add(&instructions(programs, &servers, effort)?)?;
    for kind in &KINDS {
        report.add(&time(programs, &servers, kind, effort)?)?;
    }
    Ok(())
}

fn instructions(programs: &Programs, servers: &Servers, effort: Effort) -> Result<Table> {
    let mut table = Table::new(
        "Calls: thousand instructions for each",
        [
            "",
            "libsmsp",
            "libcurl + yyjson",
            "ours ÷ peer",
            "limit",
            "",
        ],
    );
    for kind in &KINDS {
        let calls = match effort {
            Effort::Quick => 2,
            Effort::Full => kind.counted_calls,
        };
        let mut counts = Vec::new();
        for (_, program) in CALLERS {
            let program = programs.path(program);
            counts.push(instructions_each(
                &program,
                Within::Program,
                calls,
                |calls| servers.arguments(kind, calls),
            )?);
        }
        let over = counts[0] / counts[1];
        let verdict = kind.limit.map(|limit| limit.verdict(over));
        table.row(
            [
                kind.title.to_owned(),
                format!("{:.1}", counts[0] / 1000.0),
                format!("{:.1}", counts[1] / 1000.0),
                format!("{over:.2}"),
            ]
            .into_iter()
            .chain(verdict.unwrap_or_else(Limit::none)),
        );
    }
    Ok(table)
}

fn time(programs: &Programs, servers: &Servers, kind: &Kind, effort: Effort) -> Result<Table> {
    let (rounds, calls) = match effort {
        Effort::Quick => (1, 10),
        Effort::Full => (7, kind.calls),
    };
    let arguments = servers.arguments(kind, calls);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let measured = take_turns(rounds, &CALLERS, |(title, program)| {
        let lines = numbers_of(&programs.path(program), &arguments)?;
        let read = lines.get(1).and_then(|digest| digest.first());
        ensure!(
            read == Some(&(kind.entries as f64)),
            "{title} has not read all recipients"
        );
        Ok((lines[0][0], lines[0][1]))
    })?;
    let mut table = Table::new(
        format!(
            "Call, {}: microseconds for each, {rounds} rounds",
            kind.title
        ),
        [
            "",
            "time",
            "ours ÷ peer (min–max)",
            "on a CPU",
            "ours ÷ peer (min–max)",
        ],
    );
    let column = |figure: fn(&(f64, f64)) -> f64| -> Vec<Series> {
        let all = measured.iter();
        all.map(|runs| runs.iter().map(figure).collect()).collect()
    };
    let (wall, cpu) = (column(|run| run.0), column(|run| run.1));
    for (place, (title, _)) in CALLERS.iter().enumerate() {
        let each = |series: &Series| format!("{:.1}", series.median() / 1000.0 / f64::from(calls));
        table.row([
            (*title).to_owned(),
            each(&wall[place]),
            ratio(&wall[0], &wall[place]),
            each(&cpu[place]),
            ratio(&cpu[0], &cpu[place]),
        ]);
    }
    Ok(table)
}
