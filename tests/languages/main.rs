//! The same program in every language of examples/, each built and run as its
//! users would, prints the same bytes as the one in C.
//!
//! Languages whose tools are missing are skipped, and one line names them; with
//! SMSP_LANGUAGES=all, as .ci/languages sets it, they fail. SMSP_LANGUAGES=Go,PHP
//! runs these only. One line per language tells how long it took, if the test is
//! run with `-- --nocapture`.

mod table;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use smsp_sandbox::Sandbox;
use smsp_test_support::{Libraries, is_installed, project, run, sandbox, skip};
use tempfile::TempDir;

use table::{LANGUAGES, Language};

/// The question that a program asks.
struct Question {
    key: Key,
    message_id: &'static str,
    wait: bool,
}

#[derive(Clone, Copy)]
enum Key {
    Right,
    Wrong,
}

const fn ask(key: Key, message_id: &'static str, wait: bool) -> Question {
    Question {
        key,
        message_id,
        wait,
    }
}

const QUESTIONS: &[Question] = &[
    ask(Key::Right, "300", false),
    // A status that the library does not know, a date after 2038, and one that is
    // no number.
    ask(Key::Right, "310", false),
    ask(Key::Right, "500", false),
    ask(Key::Right, "a&b#c d\"é", false),
    ask(Key::Right, "unknown", false),
    // The error's text is not ASCII.
    ask(Key::Wrong, "300", false),
    ask(Key::Wrong, "300", true),
    ask(Key::Right, "301", true),
];

/// The C program's answers to some of them, so that a fault in it cannot pass for
/// the right answer of all.
const ANSWERS: &[(&str, &str)] = &[
    (
        "300",
        "\
+33639980001|Delivered|0|1517989111
+33639980002|Not delivered|0|1517989115
+33639980003|Waiting|0|0
+33639980004|Delivered|1|1517989122
4 recipients, 2 delivered, 1 not delivered, 1 waiting, 1 stop
",
    ),
    (
        "310",
        "\
+33639980001|Not sent|0|1517989111
+33639980002|Expired by operator|0|1517989115
+33639980003|Delivered|0|4102444800
+33639980004|Delivered|0|0
4 recipients, 2 delivered, 0 not delivered, 0 waiting, 0 stop
",
    ),
    ("300 with a wrong key", "error 10: Clé API incorrecte\n"),
    (
        "300 with a wrong key, wait",
        "poll: 0 waiting\nerror 10: Clé API incorrecte\n",
    ),
];

impl Question {
    fn name(&self) -> String {
        let key = match self.key {
            Key::Right => "",
            Key::Wrong => " with a wrong key",
        };
        let wait = if self.wait { ", wait" } else { "" };
        format!("{}{key}{wait}", self.message_id)
    }

    fn put(&self, program: &Program, shared: &Sandbox) -> Output {
        // Message 301 changes with each poll, so nobody else may ask for it.
        let fresh = self.wait.then(sandbox);
        let sandbox = fresh.as_ref().unwrap_or(shared);
        let key = match self.key {
            Key::Right => sandbox.api_key(),
            Key::Wrong => "wrong-key",
        };
        let mut command = program.command(program.language.run);
        command.args([key, self.message_id]);
        if self.wait {
            command.arg("wait");
        }
        run(command.env("SMSP_BASE_URL", sandbox.base_url()))
    }
}

/// A language's program, and the folder that it was built in.
struct Program {
    language: &'static Language,
    out: TempDir,
}

impl Program {
    fn build(language: &'static Language) -> Result<Self, String> {
        let out = TempDir::new().expect("a folder can be made");
        let program = Self { language, out };
        for words in language.build {
            let output = run(&mut program.command(words));
            if !output.status.success() {
                return Err(format!("{words:?}\n{}", shown(&output)));
            }
        }
        Ok(program)
    }

    /// A command of the table, which is stopped if it hangs.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command
            .current_dir(project().join("examples").join(self.language.folder))
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.out.path())
            .env("LANG", "C.UTF-8")
            .env("SMSP_LIBRARY", Libraries::built().shared())
            .args(["--kill-after=5", "60"])
            .args(words.iter().map(|word| self.replace(word)));
        for (name, value) in self.language.env {
            command.env(name, self.replace(value));
        }
        command
    }

    fn replace(&self, word: &str) -> String {
        let library = Libraries::built().shared();
        [
            ("{lib}", library.parent().expect("it lies in a folder")),
            ("{include}", &project().join("include")),
            ("{out}", self.out.path()),
            ("{tools}", &tools()),
        ]
        .iter()
        .fold(word.to_owned(), |word, (name, path)| {
            word.replace(name, &path.display().to_string())
        })
    }

    fn version(&self) -> String {
        let output = run(&mut self.command(self.language.version));
        let both = [output.stdout, output.stderr].concat();
        let both = String::from_utf8_lossy(&both).into_owned();
        let line = both.lines().find(|line| !line.trim().is_empty());
        line.unwrap_or_default().trim().to_owned()
    }

    /// Everything that goes otherwise than it should.
    fn faults(&self, shared: &Sandbox, reference: &[Output]) -> Vec<String> {
        let mut faults = Vec::new();
        for (question, expected) in QUESTIONS.iter().zip(reference) {
            let output = question.put(self, shared);
            let same = output.stdout == expected.stdout
                && output.status.code() == expected.status.code()
                && output.stderr.is_empty();
            if !same {
                faults.push(format!(
                    "message {}: {}\nC: {}",
                    question.name(),
                    shown(&output),
                    shown(expected)
                ));
            }
        }

        let mut fails = |what: &str, command: &mut Command, code: i32, stdout: &str| {
            let output = run(command);
            let told = output.stdout.is_empty() != output.stderr.is_empty();
            let begins = output.stdout.starts_with(stdout.as_bytes());
            if output.status.code() != Some(code) || !told || !begins {
                faults.push(format!("{what}: {}", shown(&output)));
            }
        };
        let program = || self.command(self.language.run);
        fails("without arguments", &mut program(), 2, "");
        let refused = "http://example.org/v1";
        fails(
            "a base URL that is refused",
            program().env("SMSP_BASE_URL", refused).args(["key", "300"]),
            1,
            "error -1: ",
        );
        if self.language.loads_at_run_time {
            let missing = "/missing/libsmsp.so.1";
            fails(
                "a missing library",
                program().env("SMSP_LIBRARY", missing).args(["key", "300"]),
                3,
                "",
            );
        }
        faults
    }
}

fn shown(output: &Output) -> String {
    format!(
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The folder in which .ci/languages installs what Debian does not have.
fn tools() -> PathBuf {
    project().join("target/languages")
}

fn is_there(need: &str) -> bool {
    let need = need.replace("{tools}", &tools().display().to_string());
    if need.contains('/') {
        return Path::new(&need).exists();
    }
    is_installed(&need)
}

#[test]
fn every_language_prints_the_same_as_c() {
    let wanted = env::var("SMSP_LANGUAGES").unwrap_or_default();
    let all = wanted == "all";
    let chosen = |name: &str| all || wanted.is_empty() || wanted.split(',').any(|it| it == name);

    let sandbox = sandbox();
    let c = Program::build(&LANGUAGES[0]).unwrap_or_else(|reason| panic!("C: {reason}"));
    let reference: Vec<Output> = QUESTIONS.iter().map(|it| it.put(&c, &sandbox)).collect();
    for (question, output) in QUESTIONS.iter().zip(&reference) {
        let name = question.name();
        if let Some((_, expected)) = ANSWERS.iter().find(|(asked, _)| *asked == name) {
            assert_eq!(String::from_utf8_lossy(&output.stdout), *expected, "{name}");
        }
    }

    let mut faults = Vec::new();
    let mut missing = Vec::new();
    for language in LANGUAGES.iter().filter(|it| chosen(it.name)) {
        let name = language.name;
        if let Some(need) = language.needs.iter().find(|need| !is_there(need)) {
            let need = need.replace("{tools}", "target/languages");
            missing.push(format!("{name} needs {need}"));
            continue;
        }
        let begin = Instant::now();
        match Program::build(language) {
            Err(reason) => faults.push(format!("{name}: {reason}")),
            Ok(program) => {
                let built = begin.elapsed();
                let found = program.faults(&sandbox, &reference);
                let ran = begin.elapsed() - built;
                tell(&program, built, ran, found.len());
                faults.extend(found.iter().map(|fault| format!("{name}: {fault}")));
            }
        }
    }
    if !missing.is_empty() {
        let reason = format!("{}; .ci/languages installs it", missing.join(", "));
        if all {
            faults.push(reason);
        } else {
            skip(&reason);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn tell(program: &Program, built: Duration, ran: Duration, faults: usize) {
    let language = program.language;
    let runs = QUESTIONS.len() + 2 + usize::from(language.loads_at_run_time);
    println!(
        "{:16} build {:5.2} s  {runs:2} runs {:5.2} s  {}  {}",
        language.name,
        built.as_secs_f64(),
        ran.as_secs_f64(),
        if faults == 0 { "same" } else { "DIFFERS" },
        program.version(),
    );
}
