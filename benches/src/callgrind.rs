//! Instructions, counted by callgrind: other work of the machine does not change them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::rounds::output_of;

/// Makes glibc copy and fill with vector instructions at every length. callgrind
/// counts each byte of its `rep movsb` for long texts as an instruction.
const PLAIN_COPIES: &str = "glibc.cpu.x86_rep_movsb_threshold=0x7fffffff:\
                            glibc.cpu.x86_rep_stosb_threshold=0x7fffffff";

/// The code whose instructions are counted.
#[derive(Debug, Clone, Copy)]
pub enum Within {
    Program,
    /// This function and all that it calls.
    Function(&'static str),
}

/// Instructions per repetition: those of a run with twice as many repetitions less
/// those of a run with `repetitions`, so that work which is done once cancels out.
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
