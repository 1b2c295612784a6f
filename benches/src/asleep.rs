//! The cost of a process while its wait sleeps and while its client is unused.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::Effort;
use crate::programs::Programs;
use crate::report::{Limit, Report, Table};
use crate::servers::{Servers, address};

/// The sandbox's message that stays Waiting.
const NEVER_FINISHED: &str = "304";

pub fn measure(
    programs: &Programs,
    servers: &Servers,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let looked_on = match effort {
        Effort::Quick => Duration::from_millis(500),
        Effort::Full => Duration::from_secs(10),
    };
    let mut program = Command::new(programs.path("asleep"))
        .args(address(&servers.tls))
        .arg(NEVER_FINISHED)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("The program cannot be run")?;
    let costs = look_on(&mut program, looked_on);
    // It would sleep for an hour.
    program.kill().context("The program cannot be ended")?;
    program.wait().context("The program cannot be ended")?;

    let mut table = Table::new(
        format!("Asleep: a process in {} s", looked_on.as_secs_f32()),
        [
            "",
            "threads",
            "µs on a CPU",
            "context switches",
            "limit",
            "",
        ],
    );
    for (title, cost) in ["client unused after a batch", "wait between two polls"]
        .iter()
        .zip(costs?)
    {
        let nothing = cost.cpu + cost.switches + (cost.threads - 1.0);
        table.row(
            [
                (*title).to_owned(),
                format!("{}", cost.threads),
                format!("{}", cost.cpu / 1000.0),
                format!("{}", cost.switches),
            ]
            .into_iter()
            .chain([
                "1 thread, 0, 0".to_owned(),
                Limit::at_most(0.0).verdict(nothing)[1].clone(),
            ]),
        );
    }
    report.add(&table)
}

/// The cost of a process so far, or within a time.
#[derive(Debug, Clone, Copy)]
struct Cost {
    threads: f64,
    /// Nanoseconds.
    cpu: f64,
    switches: f64,
}

/// At rest, and then asleep.
fn look_on(program: &mut Child, looked_on: Duration) -> Result<[Cost; 2]> {
    let output = program.stdout.take().context("The program has no output")?;
    let mut input = program.stdin.take().context("The program has no input")?;
    let mut lines = BufReader::new(output).lines();
    let mut wait_for = |announced: &str| -> Result<()> {
        let line = lines.next().context("The program has ended")??;
        ensure!(line == announced, "The program said {line:?}");
        Ok(())
    };
    wait_for("at rest")?;
    let at_rest = cost_within(program.id(), looked_on)?;
    writeln!(input).context("The program does not read")?;
    wait_for("asleep")?;
    let asleep = cost_within(program.id(), looked_on)?;
    Ok([at_rest, asleep])
}

fn cost_within(process: u32, looked_on: Duration) -> Result<Cost> {
    // The program says that it sleeps shortly before it does.
    thread::sleep(Duration::from_millis(200));
    let before = cost_so_far(process)?;
    thread::sleep(looked_on);
    let after = cost_so_far(process)?;
    Ok(Cost {
        threads: after.threads,
        cpu: after.cpu - before.cpu,
        switches: after.switches - before.switches,
    })
}

fn cost_so_far(process: u32) -> Result<Cost> {
    let mut cost = Cost {
        threads: 0.0,
        cpu: 0.0,
        switches: 0.0,
    };
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let thread = thread?.path();
        let status = fs::read_to_string(thread.join("status"))?;
        let switches = status.lines().filter_map(|line| {
            let (name, count) = line.split_once(':')?;
            let is_switches = name.ends_with("voluntary_ctxt_switches");
            is_switches.then(|| count.trim().parse::<f64>().ok())?
        });
        let schedule = fs::read_to_string(thread.join("schedstat"))?;
        let cpu = schedule.split_whitespace().next().unwrap_or_default();
        cost.threads += 1.0;
        cost.cpu += cpu.parse::<f64>().context("The kernel reports no time")?;
        cost.switches += switches.sum::<f64>();
    }
    Ok(cost)
}
