//! Runs contestants in turns, so that other work of the machine meets all of them
//! alike, and collects their figures.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// One figure of one contestant, measured again in each round.
#[derive(Debug, Clone)]
pub struct Series(Vec<f64>);

impl Series {
    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            (sorted[middle - 1] + sorted[middle]) / 2.0
        }
    }

    pub fn min(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    pub fn max(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// This divided by the other, round by round.
    pub fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

impl FromIterator<f64> for Series {
    fn from_iter<I: IntoIterator<Item = f64>>(figures: I) -> Self {
        Self(figures.into_iter().collect())
    }
}

/// Measures each contestant once per round: A B C, A B C, … Returns one list per
/// contestant.
pub fn take_turns<C, T>(
    rounds: usize,
    contestants: &[C],
    mut measure: impl FnMut(&C) -> Result<T>,
) -> Result<Vec<Vec<T>>> {
    let mut measured: Vec<Vec<T>> = contestants.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        for (contestant, measured) in contestants.iter().zip(&mut measured) {
            measured.push(measure(contestant)?);
        }
    }
    Ok(measured)
}

/// Runs a program and returns the numbers that it prints, line by line.
pub fn numbers_of(program: &Path, arguments: &[&str]) -> Result<Vec<Vec<f64>>> {
    let text = output_of(Command::new(program).args(arguments))?;
    Ok(numbers(&text))
}

/// The numbers in each line, without the words between them.
fn numbers(text: &str) -> Vec<Vec<f64>> {
    let lines = text.lines().map(|line| {
        let words = line.split_whitespace();
        words.filter_map(|word| word.parse().ok()).collect()
    });
    lines.collect()
}

/// Runs a program and returns its output. Its messages are the failure.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{command:?} cannot be run"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).context("A program printed no text")
}
