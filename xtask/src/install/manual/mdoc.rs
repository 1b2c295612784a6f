//! Writes mdoc, the language of manual pages (mdoc(7)).

use anyhow::{Context, Result};
use time::OffsetDateTime;

/// The longest line.
const LINE: usize = 79;

/// An unfinished page.
pub struct Page {
    text: String,
}

impl Page {
    /// `date` is in Unix seconds.
    pub fn new(name: &str, section: u8, date: u64) -> Result<Self> {
        let date = i64::try_from(date)
            .ok()
            .and_then(|date| OffsetDateTime::from_unix_timestamp(date).ok())
            .context("The date of the sources is out of range")?;
        let mut page = Self {
            text: String::new(),
        };
        let day = format!("{} {}, {}", date.month(), date.day(), date.year());
        page.macro_line("Dd", &day);
        page.macro_line("Dt", &format!("{} {section}", name.to_uppercase()));
        page.macro_line("Os", "");
        Ok(page)
    }

    pub fn finish(self) -> String {
        self.text
    }

    pub fn section(&mut self, title: &str) {
        self.macro_line("Sh", &title.to_uppercase());
    }

    /// A macro whose words need no quotes.
    pub fn macro_line(&mut self, name: &str, words: &str) {
        self.text += format!(".{name} {words}").trim_end();
        self.text.push('\n');
    }

    /// A macro with one argument, which may contain spaces.
    pub fn quoted(&mut self, name: &str, argument: &str) {
        let argument = escaped(argument).replace('"', "\\(dq");
        self.macro_line(name, &format!("\"{argument}\""));
    }

    /// A paragraph. mdoc wants each sentence to begin a line.
    pub fn sentences(&mut self, text: &str) {
        let mut line = String::new();
        for word in text.split_whitespace().map(marked) {
            if line.len() + word.len() >= LINE {
                self.text_line(&line);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += &word;
            if word.trim_end_matches(['"', ')']).ends_with(['.', '?', '!']) {
                self.text_line(&line);
                line.clear();
            }
        }
        if !line.is_empty() {
            self.text_line(&line);
        }
    }

    /// Lines that keep their breaks.
    pub fn example<'a>(&mut self, lines: impl Iterator<Item = &'a str>) {
        self.macro_line("Bd", "-literal -offset indent");
        for line in lines {
            let line = escaped(line);
            self.text_line(&line);
        }
        self.macro_line("Ed", "");
    }

    fn text_line(&mut self, line: &str) {
        if line.starts_with(['.', '\'']) {
            self.text += "\\&";
        }
        self.text += line;
        self.text.push('\n');
    }
}

/// A word of a sentence. Names of functions are bold.
fn marked(word: &str) -> String {
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    match word.split_once("()") {
        Some((name, rest)) if is_name(name) => format!("\\fB{name}\\fP(){}", escaped(rest)),
        _ => escaped(word),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\e")
}
