//! From the bytes of an answer to recipients that a program can read.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::Effort;
use crate::answers::{self, Layout};
use crate::callgrind::{Within, instructions_each};
use crate::programs::Programs;
use crate::report::{Limit, Report, Table, ratio};
use crate::rounds::{Series, numbers_of, take_turns};

/// A way to parse: its name in the tables, and its program.
#[derive(Debug, Clone, Copy)]
struct Parser {
    title: &'static str,
    program: &'static str,
    /// Our time, divided by this one's.
    limit: Option<Limit>,
}

const YYJSON_LIMIT: Option<Limit> = Some(Limit::with_goal(1.0, 0.5));

/// Ours first.
const PARSERS: [Parser; 6] = [
    Parser {
        title: "libsmsp",
        program: "parse_smsp",
        limit: None,
    },
    Parser {
        title: "yyjson",
        program: "parse_yyjson",
        limit: YYJSON_LIMIT,
    },
    Parser {
        title: "yyjson in place",
        program: "parse_yyjson_in_place",
        limit: YYJSON_LIMIT,
    },
    Parser {
        title: "simdjson On-Demand",
        program: "parse_simdjson",
        limit: None,
    },
    Parser {
        title: "RapidJSON SAX in place",
        program: "parse_rapidjson",
        limit: None,
    },
    Parser {
        title: "cJSON",
        program: "parse_cjson",
        limit: None,
    },
];

/// Heap beyond the body, in bytes per entry.
const HEAP_LIMIT: Limit = Limit::at_most(40.0);

/// A body in a file, for all programs.
struct Body {
    entries: u64,
    layout: Layout,
    file: PathBuf,
}

impl Body {
    fn write(programs: &Programs, entries: u64, layout: Layout) -> Result<Self> {
        let layout_name = format!("{layout:?}").to_lowercase();
        let file = programs
            .folder()
            .join(format!("{entries}_{layout_name}.json"));
        fs::write(&file, answers::body(entries, layout))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(Self {
            entries,
            layout,
            file,
        })
    }

    fn title(&self) -> String {
        format!("{} entries, {:?}", self.entries, self.layout).to_lowercase()
    }

    fn argument(&self) -> &str {
        self.file.to_str().unwrap_or_default()
    }

    /// Repetitions of one run, which takes some tens of milliseconds.
    fn repetitions(&self) -> u64 {
        (200_000 / self.entries).clamp(2, 200)
    }
}

pub fn measure(programs: &Programs, effort: Effort, report: &mut Report) -> Result<()> {
    // The sizes, and the one of them at which instructions are counted.
    let (sizes, counted, rounds): (&[u64], u64, usize) = match effort {
        Effort::Quick => (&[500], 500, 1),
        Effort::Full => (&[500, 10_000, 1_000_000], 10_000, 7),
    };
    let mut bodies = Vec::new();
    for &entries in sizes {
        for layout in [Layout::Compact, Layout::Pretty] {
            bodies.push(Body::write(programs, entries, layout)?);
        }
    }
    for body in &bodies {
        report.add(&time(programs, body, rounds)?)?;
    }
    for body in bodies.iter().filter(|body| body.entries == counted) {
        report.add(&instructions(programs, body)?)?;
    }
    for body in &bodies {
        report.add(&heap(programs, body)?)?;
    }
    Ok(())
}

/// The fastest repetition of one run, in nanoseconds per entry.
struct Fastest {
    parse: f64,
    read: f64,
}

fn time(programs: &Programs, body: &Body, rounds: usize) -> Result<Table> {
    let repetitions = body.repetitions().to_string();
    let mut digest = Vec::new();
    let measured = take_turns(rounds, &PARSERS, |parser| {
        let program = programs.path(&format!("{}_time", parser.program));
        let mut lines = numbers_of(&program, &[body.argument(), &repetitions])?;
        same_for_all(&mut digest, lines.pop(), parser)?;
        let fastest = |column: usize| {
            let times: Series = lines.iter().map(|line| line[column]).collect();
            times.min() / body.entries as f64
        };
        Ok(Fastest {
            parse: fastest(0),
            read: fastest(1),
        })
    })?;
    let mut table = Table::new(
        format!(
            "Parse, {}: nanoseconds per entry, {rounds} rounds",
            body.title()
        ),
        [
            "",
            "min",
            "median",
            "then read all",
            "ours ÷ peer (min–max)",
            "limit",
            "",
        ],
    );
    let parsed: Vec<Series> = measured
        .iter()
        .map(|runs| runs.iter().map(|run| run.parse).collect())
        .collect();
    for ((parser, runs), times) in PARSERS.iter().zip(&measured).zip(&parsed) {
        let read: Series = runs.iter().map(|run| run.read).collect();
        let over = parsed[0].over(times).median();
        let verdict = parser.limit.map(|limit| limit.verdict(over));
        table.row(
            [
                parser.title.to_owned(),
                format!("{:.1}", times.min()),
                format!("{:.1}", times.median()),
                format!("{:.1}", read.median()),
                ratio(&parsed[0], times),
            ]
            .into_iter()
            .chain(verdict.unwrap_or_else(Limit::none)),
        );
    }
    Ok(table)
}

fn instructions(programs: &Programs, body: &Body) -> Result<Table> {
    let mut table = Table::new(
        format!("Parse, {}: instructions per entry", body.title()),
        ["", "instructions", "ours ÷ peer", "limit", ""],
    );
    let mut ours = None;
    for parser in PARSERS {
        let program = programs.path(&format!("{}_time", parser.program));
        let total = instructions_each(&program, Within::Function("parse_body"), 1, |times| {
            vec![body.argument().to_owned(), times.to_string()]
        })?;
        let each = total / body.entries as f64;
        let over = *ours.get_or_insert(each) / each;
        let verdict = parser.limit.map(|limit| limit.verdict(over));
        table.row(
            [
                parser.title.to_owned(),
                format!("{each:.0}"),
                format!("{over:.2}"),
            ]
            .into_iter()
            .chain(verdict.unwrap_or_else(Limit::none)),
        );
    }
    Ok(table)
}

fn heap(programs: &Programs, body: &Body) -> Result<Table> {
    let mut table = Table::new(
        format!("Parse, {}: heap, in bytes per entry", body.title()),
        [
            "",
            "peak beyond the body",
            "at rest, body included",
            "allocations",
            "growths",
            "limit",
            "",
        ],
    );
    let mut digest = Vec::new();
    for (place, parser) in PARSERS.iter().enumerate() {
        let program = programs.path(&format!("{}_heap", parser.program));
        let mut lines = numbers_of(&program, &[body.argument()])?;
        same_for_all(&mut digest, lines.pop(), parser)?;
        let line = lines.pop().unwrap_or_default();
        let [peak, rest, allocations, growths] = line[..] else {
            anyhow::bail!("{} printed no four numbers", parser.program);
        };
        let entries = body.entries as f64;
        let verdict = match place {
            0 => HEAP_LIMIT.verdict(peak / entries),
            _ => Limit::none(),
        };
        table.row(
            [
                parser.title.to_owned(),
                format!("{:.1}", peak / entries),
                format!("{:.1}", rest / entries),
                format!("{allocations}"),
                format!("{growths}"),
            ]
            .into_iter()
            .chain(verdict),
        );
    }
    Ok(table)
}

/// Fails unless all parsers have read the same recipients.
fn same_for_all(digest: &mut Vec<f64>, read: Option<Vec<f64>>, parser: &Parser) -> Result<()> {
    let read = read.unwrap_or_default();
    if digest.is_empty() {
        *digest = read;
        return Ok(());
    }
    ensure!(
        *digest == read,
        "{} has read other recipients than the ones before it",
        parser.title
    );
    Ok(())
}
