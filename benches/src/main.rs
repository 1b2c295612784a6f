//! libsmsp beside what a user would pick instead: libcurl with a JSON library.
//!
//! ```sh
//! cargo run --release -p smsp-benches                  # everything
//! cargo run --release -p smsp-benches -- parse calls
//! cargo run --release -p smsp-benches -- --quick
//! cargo run --release -p smsp-benches -- inside        # the parser alone
//! ```
//!
//! Builds the programs of `benches/programs`, runs ours and the peers' in turns,
//! and prints tables. `benches/README.md` describes the comparison.

mod answers;
mod asleep;
mod batch;
mod callgrind;
mod calls;
mod inside;
mod parse;
mod peers;
mod plot;
mod programs;
mod recipes;
mod report;
mod rounds;
mod servers;
mod size;
mod stops;
mod test_hooks;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use xtask::project::Project;

use programs::Programs;
use report::Report;
use servers::Servers;

#[derive(Debug, Parser)]
#[command(about = "Measures libsmsp beside libcurl with a JSON library.")]
struct Arguments {
    /// The questions to answer. By default all but `inside`.
    questions: Vec<Question>,
    /// Runs one short round of each, to see that it works. Its figures mean little.
    #[arg(long)]
    quick: bool,
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
    /// How late a cancel and a deadline end a wait.
    Stops,
    /// Bytes shipped and memory held.
    Size,
    /// The parser alone, without peers: for work on it.
    Inside,
}

/// In the order of the report.
const COMPARED: [Question; 6] = [
    Question::Parse,
    Question::Calls,
    Question::Batch,
    Question::Asleep,
    Question::Stops,
    Question::Size,
];

/// The number of rounds and repetitions.
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
    let project = Project::find()?;
    let mut questions = arguments.questions;
    if questions.is_empty() {
        questions.extend(COMPARED);
    }
    if questions.contains(&Question::Inside) {
        inside::run(&project, effort)?;
    }
    if questions.iter().any(|question| COMPARED.contains(question)) {
        compare(&questions, project, effort)?;
    }
    Ok(())
}

fn compare(questions: &[Question], project: Project, effort: Effort) -> Result<()> {
    peers::check()?;
    let programs = Programs::build(project)?;
    let servers = Servers::start()?;
    let mut report = Report::create(programs.folder())?;
    for question in COMPARED {
        if questions.contains(&question) {
            match question {
                Question::Parse => parse::measure(&programs, effort, &mut report)?,
                Question::Calls => calls::measure(&programs, &servers, effort, &mut report)?,
                Question::Batch => batch::measure(&programs, &servers, effort, &mut report)?,
                Question::Asleep => asleep::measure(&programs, &servers, effort, &mut report)?,
                Question::Stops => stops::measure(&programs, &servers, effort, &mut report)?,
                Question::Size => size::measure(&programs, &servers, effort, &mut report)?,
                Question::Inside => {}
            }
        }
    }
    println!("\nThe tables are in {}", report.path().display());
    Ok(())
}
