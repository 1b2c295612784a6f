//! Instructions, counted by callgrind: the one figure that does not wobble.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::rounds::output_of;

/// Has glibc copy and fill with vector instructions at every length. Its `rep
/// movsb` for long texts is one instruction, of which callgrind counts each byte.
const PLAIN_COPIES: &str = "glibc.cpu.x86_rep_movsb_threshold=0x7fffffff:\
                            glibc.cpu.x86_rep_stosb_threshold=0x7fffffff";

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub enum Within {
    Program,
    /// This function, with what it calls.
    Function(&'static str),
}

/// Instructions for each repetition: those of a run with twice as many less
/// those of a run with so many, so that what is done once cancels out.
pub fn instructions_each(
    program: &Path,
    within: Within,
    repetitions: u32,
    arguments: impl Fn(u32) -> Vec<String>,
) -> Result<f64> {
    let fewer = instructions(program, within, &arguments(repetitions))?;
    let more = instructions(program, within, &arguments(2 * repetitions))?;
    Ok((more - fewer) / f64::from(repetitions))
}

fn instructions(program: &Path, within: Within, arguments: &[String]) -> Result<f64> {
    let counts = program.with_extension("callgrind");
    let mut valgrind = Command::new("valgrind");
    valgrind.env("GLIBC_TUNABLES", PLAIN_COPIES);
    valgrind.arg("--tool=callgrind");
    valgrind.arg(format!("--callgrind-out-file={}", counts.display()));
    if let Within::Function(name) = within {
        valgrind.arg(format!("--toggle-collect={name}"));
    }
    output_of(valgrind.arg(program).args(arguments))?;
    let text = fs::read_to_string(&counts).context("callgrind has written nothing")?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    let total = total.context("callgrind has written no total")?;
    total
        .trim()
        .parse()
        .context("callgrind's total is no number")
}
