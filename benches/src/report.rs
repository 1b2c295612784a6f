//! The tables, printed and kept as Markdown.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::rounds::Series;

/// The file that keeps the tables.
#[derive(Debug)]
pub struct Report {
    path: PathBuf,
    file: File,
}

impl Report {
    pub fn create(folder: &Path) -> Result<Self> {
        let path = folder.join("report.md");
        let file =
            File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(Self { path, file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Prints a table and keeps it.
    pub fn add(&mut self, table: &Table) -> Result<()> {
        let text = table.to_markdown();
        print!("\n{text}");
        writeln!(self.file, "{text}").context("The report cannot be written")
    }
}

/// The bound of a figure.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    AtMost { limit: f64, goal: Option<f64> },
    AtLeast { limit: f64 },
}

impl Limit {
    pub const fn at_most(limit: f64) -> Self {
        Self::AtMost { limit, goal: None }
    }

    pub const fn with_goal(limit: f64, goal: f64) -> Self {
        Self::AtMost {
            limit,
            goal: Some(goal),
        }
    }

    pub const fn at_least(limit: f64) -> Self {
        Self::AtLeast { limit }
    }

    /// Returns the limit and the verdict on this figure.
    pub fn verdict(&self, figure: f64) -> [String; 2] {
        let (text, is_kept, goal_missed) = match *self {
            Self::AtMost { limit, goal: None } => (format!("≤ {limit}"), figure <= limit, false),
            Self::AtMost {
                limit,
                goal: Some(goal),
            } => (
                format!("≤ {limit}, goal {goal}"),
                figure <= limit,
                figure > goal,
            ),
            Self::AtLeast { limit } => (format!("≥ {limit}"), figure >= limit, false),
        };
        let verdict = match (is_kept, goal_missed) {
            (false, _) => "**not met**",
            (true, true) => "met, goal not",
            (true, false) => "met",
        };
        [text, verdict.to_owned()]
    }

    /// The two cells of a row without a limit.
    pub fn none() -> [String; 2] {
        [String::new(), String::new()]
    }
}

/// A table with a title.
#[derive(Debug)]
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
    note: String,
}

impl Table {
    pub fn new<const N: usize>(title: impl Into<String>, columns: [&str; N]) -> Self {
        Self {
            title: title.into(),
            rows: vec![columns.map(str::to_owned).to_vec()],
            note: String::new(),
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// A line below the table.
    pub fn note(&mut self, note: String) {
        self.note = note;
    }

    fn to_markdown(&self) -> String {
        let columns = self.rows[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.rows.iter().map(|row| width(&row[column])).max())
            .map(Option::unwrap_or_default)
            .collect();
        let mut text = format!("**{}**\n\n", self.title);
        for (place, row) in self.rows.iter().enumerate() {
            text += &line(
                row.iter()
                    .zip(&widths)
                    .enumerate()
                    .map(|(column, (cell, &wide))| {
                        let blanks = " ".repeat(wide - width(cell));
                        // Figures are aligned by their last digit.
                        match column {
                            0 => format!("{cell}{blanks}"),
                            _ => format!("{blanks}{cell}"),
                        }
                    }),
            );
            if place == 0 {
                text += &line(
                    widths
                        .iter()
                        .enumerate()
                        .map(|(column, &wide)| match column {
                            0 => "-".repeat(wide),
                            _ => format!("{}:", "-".repeat(wide.saturating_sub(1))),
                        }),
                );
            }
        }
        if !self.note.is_empty() {
            text += &format!("\n{}\n", self.note);
        }
        text
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A ratio with its spread: `0.42 (0.40–0.47)`.
pub fn ratio(ours: &Series, peer: &Series) -> String {
    let ratios = ours.over(peer);
    format!(
        "{:.2} ({:.2}–{:.2})",
        ratios.median(),
        ratios.min(),
        ratios.max()
    )
}
