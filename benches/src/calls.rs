//! One call after the other, over TLS and in the clear.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::Effort;
use crate::callgrind::{Within, instructions_each};
use crate::programs::Programs;
use crate::report::{Limit, Report, Table, ratio};
use crate::rounds::{Series, numbers_of, take_turns};
use crate::servers::{Servers, address};

/// A kind of call.
struct Kind {
    title: &'static str,
    mode: Mode,
    entries: u64,
    tls: bool,
    /// Calls in one run, and in one run under callgrind.
    calls: u32,
    counted_calls: u32,
    /// Our instructions, divided by libcurl's.
    limit: Option<Limit>,
}

/// The state that is kept from call to call.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    /// The client and its connection, as libcurl's easy handle.
    Kept,
    /// Nothing: a client and a connection for each call.
    New,
    /// The client that `smsp_bulk_status` keeps for the whole process. libcurl has
    /// nothing like it, so its easy handle is kept.
    Shared,
}

const KINDS: [Kind; 5] = [
    Kind {
        title: "warm, TLS, 1 entry",
        mode: Mode::Kept,
        entries: 1,
        tls: true,
        calls: 1000,
        counted_calls: 100,
        limit: Some(Limit::at_most(0.5)),
    },
    Kind {
        title: "warm, TLS, 500 entries",
        mode: Mode::Kept,
        entries: 500,
        tls: true,
        calls: 500,
        counted_calls: 50,
        limit: Some(Limit::with_goal(1.0, 0.9)),
    },
    Kind {
        title: "cold, TLS, 1 entry",
        mode: Mode::New,
        entries: 1,
        tls: true,
        calls: 50,
        counted_calls: 10,
        limit: Some(Limit::at_most(0.4)),
    },
    Kind {
        title: "warm, plain, 1 entry",
        mode: Mode::Kept,
        entries: 1,
        tls: false,
        calls: 1000,
        counted_calls: 100,
        limit: None,
    },
    Kind {
        title: "smsp_bulk_status again, plain, 1 entry",
        mode: Mode::Shared,
        entries: 1,
        tls: false,
        calls: 1000,
        counted_calls: 100,
        limit: None,
    },
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Caller {
    Smsp,
    Curl,
    /// The HTTP library alone, without reading the recipients.
    Ureq,
    /// The floor: the TLS library alone.
    Rustls,
}

/// Ours first.
const CALLERS: [Caller; 4] = [Caller::Smsp, Caller::Curl, Caller::Ureq, Caller::Rustls];

impl Caller {
    fn title(self) -> &'static str {
        match self {
            Self::Smsp => "libsmsp",
            Self::Curl => "libcurl + yyjson",
            Self::Ureq => "ureq alone",
            Self::Rustls => "rustls alone",
        }
    }

    /// Returns false for a call that it has no counterpart of.
    fn can(self, kind: &Kind) -> bool {
        match self {
            Self::Smsp | Self::Curl => true,
            Self::Ureq => kind.mode != Mode::Shared,
            Self::Rustls => kind.mode == Mode::Kept && kind.tls,
        }
    }

    fn program(self, programs: &Programs) -> PathBuf {
        match self {
            Self::Smsp => programs.path("calls_smsp"),
            Self::Curl => programs.path("calls_curl"),
            Self::Ureq => programs.rust_path("calls_ureq"),
            Self::Rustls => programs.rust_path("calls_rustls"),
        }
    }

    fn arguments(self, servers: &Servers, kind: &Kind, calls: u32) -> Vec<String> {
        let server = if kind.tls {
            &servers.tls
        } else {
            &servers.plain
        };
        let mode = match kind.mode {
            Mode::New => "new",
            Mode::Shared if self == Self::Smsp => "shared",
            Mode::Kept | Mode::Shared => "kept",
        };
        let mut arguments = vec![mode.to_owned()];
        arguments.extend(address(server));
        arguments.extend([kind.entries.to_string(), calls.to_string()]);
        arguments
    }
}

pub fn measure(
    programs: &Programs,
    servers: &Servers,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    report.add(&instructions(programs, servers, effort)?)?;
    for kind in &KINDS {
        report.add(&time(programs, servers, kind, effort)?)?;
    }
    Ok(())
}

fn instructions(programs: &Programs, servers: &Servers, effort: Effort) -> Result<Table> {
    let [ours, peer, ureq, rustls] = CALLERS.map(Caller::title);
    let mut table = Table::new(
        "Calls: thousand instructions per call",
        ["", ours, peer, "ours ÷ peer", "limit", "", ureq, rustls],
    );
    let (kinds, shorter) = match effort {
        Effort::Quick => (&KINDS[..1], 20),
        Effort::Full => (&KINDS[..], 1),
    };
    for kind in kinds {
        let calls = kind.counted_calls / shorter;
        let count = |caller: Caller| {
            let program = caller.program(programs);
            let each = instructions_each(&program, Within::Program, calls, |calls| {
                caller.arguments(servers, kind, calls)
            });
            anyhow::Ok(each? / 1000.0)
        };
        let cell = |caller: Caller| match caller.can(kind) {
            true => Ok(format!("{:.1}", count(caller)?)),
            false => anyhow::Ok(String::new()),
        };
        let (ours, peer) = (count(Caller::Smsp)?, count(Caller::Curl)?);
        let over = ours / peer;
        let verdict = kind.limit.map(|limit| limit.verdict(over));
        let [limit, verdict] = verdict.unwrap_or_else(Limit::none);
        table.row([
            kind.title.to_owned(),
            format!("{ours:.1}"),
            format!("{peer:.1}"),
            format!("{over:.2}"),
            limit,
            verdict,
            cell(Caller::Ureq)?,
            cell(Caller::Rustls)?,
        ]);
    }
    table.note(
        "ureq alone and rustls alone bring the answer without reading it; rustls alone is the \
         floor."
            .to_owned(),
    );
    Ok(table)
}

fn time(programs: &Programs, servers: &Servers, kind: &Kind, effort: Effort) -> Result<Table> {
    let (rounds, calls) = match effort {
        Effort::Quick => (1, 10),
        Effort::Full => (7, kind.calls),
    };
    let callers: Vec<Caller> = CALLERS.into_iter().filter(|c| c.can(kind)).collect();
    let measured = take_turns(rounds, &callers, |caller| {
        let arguments = caller.arguments(servers, kind, calls);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let lines = numbers_of(&caller.program(programs), &arguments)?;
        let read = lines.get(1).and_then(|digest| digest.first());
        ensure!(
            read.is_none_or(|&read| read == kind.entries as f64),
            "{} has not read all recipients",
            caller.title()
        );
        Ok((lines[0][0], lines[0][1]))
    })?;
    let mut table = Table::new(
        format!(
            "Call, {}: microseconds per call, {rounds} rounds",
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
    for (place, caller) in callers.iter().enumerate() {
        let each = |series: &Series| format!("{:.1}", series.median() / 1000.0 / f64::from(calls));
        table.row([
            caller.title().to_owned(),
            each(&wall[place]),
            ratio(&wall[0], &wall[place]),
            each(&cpu[place]),
            ratio(&cpu[0], &cpu[place]),
        ]);
    }
    Ok(table)
}
