//! Many messages at once.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::Effort;
use crate::plot::{self, Growth};
use crate::programs::Programs;
use crate::report::{Limit, Report, Table, ratio};
use crate::rounds::{Series, numbers_of, take_turns};
use crate::servers::{Servers, address};

/// Ours first. curl multi works on one thread, libsmsp on one per connection.
const CALLERS: [(&str, &str); 2] = [
    ("libsmsp", "batch_smsp"),
    ("curl multi + yyjson", "batch_curl"),
];

/// The server delays each answer by this time when growth is measured, so that
/// connections are worth having.
const LATENCY: Duration = Duration::from_millis(20);

/// The same when waiting is measured.
const LONG_LATENCY: Duration = Duration::from_secs(3);

/// The plot, which README.md shows.
const PLOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/batch_growth.svg");

/// One batch.
#[derive(Debug, Clone, Copy)]
struct Batch {
    messages: u32,
    connections: u32,
}

/// The cost of one batch.
struct Taken {
    /// Nanoseconds.
    wall: f64,
    /// Nanoseconds, of all threads.
    cpu: f64,
    /// Context switches of all threads.
    switches: f64,
}

pub fn measure(
    programs: &Programs,
    servers: &Servers,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    report.add(&at_full_speed(programs, servers, effort)?)?;
    servers.tls.set_latency(LATENCY);
    let growth = growth(programs, servers, effort);
    servers.tls.set_latency(LONG_LATENCY);
    let waiting = waiting(programs, servers, effort);
    servers.tls.set_latency(Duration::ZERO);
    let growth = growth?;
    report.add(&growth_table(&growth))?;
    report.add(&waiting?)?;
    if effort == Effort::Full {
        plot::draw(Path::new(PLOT), &growth, LATENCY)?;
        println!("\nThe plot is in {PLOT}");
    }
    Ok(())
}

fn at_full_speed(programs: &Programs, servers: &Servers, effort: Effort) -> Result<Table> {
    let batch = Batch {
        messages: 2000,
        connections: 8,
    };
    let rounds = match effort {
        Effort::Quick => 1,
        Effort::Full => 9,
    };
    let taken = run(programs, servers, batch, rounds)?;
    let mut table = Table::new(
        format!(
            "Batch of {} messages on {} connections over TLS, {rounds} rounds",
            batch.messages, batch.connections
        ),
        [
            "",
            "calls per second",
            "µs on a CPU per call",
            "ours ÷ peer (min–max)",
            "limit",
            "",
        ],
    );
    let messages = f64::from(batch.messages);
    let speeds = taken.iter().map(|runs| -> Series {
        let speeds = runs.iter().map(|run| messages / run.wall * 1e9);
        speeds.collect()
    });
    let speeds: Vec<_> = speeds.collect();
    let costs = taken.iter().map(|runs| -> Series {
        let costs = runs.iter().map(|run| run.cpu / messages / 1000.0);
        costs.collect()
    });
    let costs: Vec<_> = costs.collect();
    for ((title, _), (speed, cost)) in CALLERS.iter().zip(speeds.iter().zip(&costs)) {
        table.row([
            (*title).to_owned(),
            format!("{:.0}", speed.median()),
            format!("{:.1}", cost.median()),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    let comparisons = [
        ("calls per second", &speeds, Limit::at_least(1.0)),
        ("time on a CPU", &costs, Limit::at_most(1.0)),
    ];
    for (what, figures, limit) in comparisons {
        let [limit, verdict] = limit.verdict(figures[0].over(&figures[1]).median());
        table.row([
            what.to_owned(),
            String::new(),
            String::new(),
            ratio(&figures[0], &figures[1]),
            limit,
            verdict,
        ]);
    }
    Ok(table)
}

/// Runs both in turns.
fn run(
    programs: &Programs,
    servers: &Servers,
    batch: Batch,
    rounds: usize,
) -> Result<Vec<Vec<Taken>>> {
    let [url, ca_file, key] = address(&servers.tls);
    let messages = batch.messages.to_string();
    let connections = batch.connections.to_string();
    let arguments = [&url, &ca_file, &key, "1", &messages, &connections];
    take_turns(rounds, &CALLERS, |(title, program)| {
        let lines = numbers_of(&programs.path(program), &arguments)?;
        let read = lines.get(1).and_then(|digest| digest.first());
        ensure!(
            read == Some(&f64::from(batch.messages)),
            "{title} has not read all answers"
        );
        Ok(Taken {
            wall: lines[0][0],
            cpu: lines[0][1],
            switches: lines[0][2],
        })
    })
}

/// Calls per second for each number of connections.
fn growth(programs: &Programs, servers: &Servers, effort: Effort) -> Result<Vec<Growth>> {
    let (connections, calls_each, rounds): (&[u32], u32, usize) = match effort {
        Effort::Quick => (&[1, 8], 5, 1),
        Effort::Full => (&[1, 2, 4, 8, 16, 32, 64], 40, 3),
    };
    let mut growth: Vec<_> = CALLERS
        .iter()
        .map(|(title, _)| Growth::new(title))
        .collect();
    for &connections in connections {
        let batch = Batch {
            messages: calls_each * connections,
            connections,
        };
        let taken = run(programs, servers, batch, rounds)?;
        for (growth, runs) in growth.iter_mut().zip(&taken) {
            let speeds = runs.iter();
            let speeds: Series = speeds
                .map(|run| f64::from(batch.messages) / run.wall * 1e9)
                .collect();
            growth.points.push((connections, speeds.median()));
        }
    }
    Ok(growth)
}

fn growth_table(growth: &[Growth]) -> Table {
    let [ours, peer] = growth else {
        unreachable!("there are two callers")
    };
    let mut table = Table::new(
        format!(
            "Batch, growth: calls per second if each answer takes {} ms",
            LATENCY.as_millis()
        ),
        [
            "connections",
            "libsmsp",
            "curl multi + yyjson",
            "ours ÷ peer",
        ],
    );
    for (&(connections, ours), &(_, peer)) in ours.points.iter().zip(&peer.points) {
        table.row([
            connections.to_string(),
            format!("{ours:.0}"),
            format!("{peer:.0}"),
            format!("{:.2}", ours / peer),
        ]);
    }
    table
}

/// The cost of connections that wait for their answers.
fn waiting(programs: &Programs, servers: &Servers, effort: Effort) -> Result<Table> {
    let (connections, rounds) = match effort {
        Effort::Quick => (8, 1),
        Effort::Full => (256, 3),
    };
    let batch = Batch {
        messages: connections,
        connections,
    };
    let taken = run(programs, servers, batch, rounds)?;
    let mut table = Table::new(
        format!(
            "Batch, waiting: one message on each of {connections} connections, each answer takes \
             {} s, {rounds} rounds",
            LONG_LATENCY.as_secs()
        ),
        ["", "context switches", "ms on a CPU"],
    );
    for ((title, _), runs) in CALLERS.iter().zip(&taken) {
        let switches: Series = runs.iter().map(|run| run.switches).collect();
        let cpu: Series = runs.iter().map(|run| run.cpu / 1e6).collect();
        table.row([
            (*title).to_owned(),
            format!("{:.0}", switches.median()),
            format!("{:.1}", cpu.median()),
        ]);
    }
    Ok(table)
}
