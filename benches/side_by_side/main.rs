//! libsmsp beside what a user would pick instead: libcurl with a JSON library.
//!
//! ```sh
//! cargo bench                              # everything
//! cargo bench --bench side_by_side -- parse calls
//! cargo bench --bench side_by_side -- --quick
//! ```
//!
//! Builds the programs of `benches/programs`, runs ours and the peers' in turns,
//! and prints tables. `benches/README.md` says what is compared and how.

mod answers;
mod asleep;
mod batch;
mod callgrind;
mod calls;
mod parse;
mod peers;
mod plot;
mod programs;
mod recipes;
mod report;
mod rounds;
mod servers;
mod size;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use programs::Programs;
use report::Report;
use servers::Servers;

#[derive(Debug, Parser)]
#[command(about = "Measures libsmsp beside libcurl with a JSON library.")]
struct Arguments {
    /// What to measure; everything where nothing is named.
    questions: Vec<Question>,
    /// One short round of each, to see that it works. The figures mean little.
    #[arg(long)]
    quick: bool,
    /// What cargo adds for every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Question {
    /// From the bytes of an answer to its recipients.
    Parse,
    /// One call after the other.
    Calls,
    /// Many messages at once.
    Batch,
    /// A client at rest, and a wait that sleeps.
    Asleep,
    /// Bytes shipped and memory held.
    Size,
}

/// How long to measure.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Effort {
    Quick,
    Full,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let effort = if arguments.quick {
        Effort::Quick
    } else {
        Effort::Full
    };
    peers::check()?;
    let programs = Programs::build()?;
    let servers = Servers::start()?;
    let mut report = Report::create(programs.folder())?;
    for question in Question::value_variants() {
        if arguments.questions.is_empty() || arguments.questions.contains(question) {
            match question {
                Question::Parse => parse::measure(&programs, effort, &mut report)?,
                Question::Calls => calls::measure(&programs, &servers, effort, &mut report)?,
                Question::Batch => batch::measure(&programs, &servers, effort, &mut report)?,
                Question::Asleep => asleep::measure(&programs, &servers, effort, &mut report)?,
                Question::Size => size::measure(&programs, &servers, effort, &mut report)?,
            }
        }
    }
    println!("\nThe tables are in {}", report.path().display());
    Ok(())
}
