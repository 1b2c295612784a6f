//! How late a cancel and a deadline end each kind of wait.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use smsp_sandbox::{Config, Sandbox};

use crate::Effort;
use crate::programs::Programs;
use crate::report::{Limit, Report, Table};
use crate::rounds::{Series, numbers_of};
use crate::servers::{Servers, address};

/// Longer than any of the waits.
const LATENCY: Duration = Duration::from_secs(30);

/// The sandbox's message that stays Waiting.
const NEVER_FINISHED: &str = "304";

const CANCEL: Limit = Limit::at_most(100.0);
const DEADLINE: Limit = Limit::at_most(200.0);

/// In the order in which the program prints them.
const ROWS: [(&str, Limit); 5] = [
    ("cancel, while a call reads", CANCEL),
    ("cancel, while a call waits for a connection", CANCEL),
    ("cancel, while a wait sleeps", CANCEL),
    ("deadline, while a call reads", DEADLINE),
    ("deadline, while a call waits for a connection", DEADLINE),
];

pub fn measure(
    programs: &Programs,
    servers: &Servers,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let rounds = match effort {
        Effort::Quick => "1",
        Effort::Full => "20",
    };
    let config = Config {
        tls: true,
        latency: LATENCY,
        ..Config::default()
    };
    let slow = Sandbox::start(config).context("The sandbox cannot be started")?;
    let addresses = [address(&slow), address(&servers.tls)].concat();
    let arguments: Vec<&str> = [rounds, NEVER_FINISHED]
        .into_iter()
        .chain(addresses.iter().map(String::as_str))
        .collect();
    let numbers = numbers_of(&programs.path("stops"), &arguments)?;
    let mut table = Table::new(
        "Stops: how late a wait ends, in ms".to_owned(),
        ["", "median", "latest", "limit", ""],
    );
    for (column, (title, limit)) in ROWS.iter().enumerate() {
        let late: Option<Series> = numbers.iter().map(|row| row.get(column).copied()).collect();
        let late = late.context("A line of the program is too short")?;
        ensure!(
            late.max() < LATENCY.as_secs_f64() * 1e3,
            "A wait was not ended"
        );
        let figures = [
            (*title).to_owned(),
            format!("{:.1}", late.median()),
            format!("{:.1}", late.max()),
        ];
        table.row(figures.into_iter().chain(limit.verdict(late.max())));
    }
    report.add(&table)
}
