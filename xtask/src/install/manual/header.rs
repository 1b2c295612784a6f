//! Splits `smsp.h` into the parts of its manual pages.

use std::iter;

/// The declarations of `smsp.h` with their comments.
pub struct Header {
    /// The comment at its beginning, line by line.
    pub introduction: Vec<String>,
    pub sections: Vec<Section>,
}

pub struct Section {
    pub title: String,
    pub declarations: Vec<Declaration>,
}

pub struct Declaration {
    pub comment: Comment,
    /// On one line and without the marks for Swift.
    pub text: String,
    /// Of an enum: its names, with values and meanings.
    pub constants: Vec<Constant>,
}

pub struct Constant {
    pub name: String,
    pub value: String,
    pub meaning: String,
}

/// A comment: a description, and labelled paragraphs such as `Threads: any.`
#[derive(Default)]
pub struct Comment {
    pub text: String,
    /// The labels with their texts.
    pub labelled: Vec<(String, String)>,
}

/// The labels. Each stands at the beginning of a line of the header.
const LABELS: [&str; 5] = ["NULL", "Ownership", "Threads", "Errors", "Since"];

impl Header {
    pub fn parse(text: &str) -> Self {
        let (introduction, rest) = text.split_once("*/").unwrap_or_default();
        // The lines after the last declaration are for C++ and Swift.
        let (rest, _) = rest.rsplit_once("#ifdef __cplusplus").unwrap_or((rest, ""));
        let sections = rest.split("/* ---- ").skip(1).filter_map(|section| {
            let (title, body) = section.split_once(" ---- */")?;
            Some(Section {
                title: title.to_owned(),
                declarations: body.split("\n\n").filter_map(Declaration::parse).collect(),
            })
        });
        Self {
            sections: sections.collect(),
            introduction: comment_lines(introduction),
        }
    }

    pub fn declarations(&self) -> impl Iterator<Item = &Declaration> {
        self.sections
            .iter()
            .flat_map(|section| &section.declarations)
    }
}

impl Declaration {
    fn parse(block: &str) -> Option<Self> {
        let block = block.trim();
        let (comment, text) = match block.split_once("*/\n") {
            Some((comment, text)) if block.starts_with("/**") => (Comment::parse(comment), text),
            _ => (Comment::default(), block),
        };
        let constants = match text.starts_with("enum {") {
            true => constants(text),
            false => Vec::new(),
        };
        let text = match text.split_once('{') {
            // The manual page shows a struct with the comments of its members.
            Some(_) => text.to_owned(),
            None => text.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let text = text
            .replace("SMSP_NULLABLE ", "")
            .replace("*SMSP_NULLABLE", "*");
        (!text.is_empty()).then_some(Self {
            comment,
            text,
            constants,
        })
    }

    /// The name, if it is a function.
    pub fn function_name(&self) -> Option<&str> {
        let (before, _) = self.text.strip_prefix("SMSP_API ")?.split_once('(')?;
        before.rsplit([' ', '*']).next()
    }

    /// The return type and the parameters, if it is a function.
    pub fn signature(&self) -> Option<(&str, Vec<&str>)> {
        let name = self.function_name()?;
        let text = self.text.strip_prefix("SMSP_API ")?;
        let (returned, parameters) = text.split_once(name)?;
        let parameters = parameters.trim_start_matches('(').trim_end_matches(");");
        let parameters = parameters.split(", ").map(str::trim).collect();
        Some((returned.trim(), parameters))
    }
}

impl Comment {
    fn parse(comment: &str) -> Self {
        let mut parsed = Self::default();
        for line in comment_lines(comment) {
            let label = line
                .split_once(": ")
                .filter(|(label, _)| LABELS.contains(label));
            if let Some((label, text)) = label {
                parsed.labelled.push((label.to_owned(), text.to_owned()));
            } else if let Some((_, text)) = parsed.labelled.last_mut() {
                append(text, &line);
            } else {
                append(&mut parsed.text, &line);
            }
        }
        parsed
    }
}

fn append(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

/// The lines without the comment's own signs. The indentation after the star stays.
fn comment_lines(comment: &str) -> Vec<String> {
    let lines = comment.lines().map(|line| {
        let line = line.trim().trim_end_matches("*/");
        let line = line.trim_start_matches('/').trim_start_matches('*');
        line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
    });
    let lines: Vec<_> = lines.collect();
    let written = |line: &String| !line.is_empty();
    let first = lines.iter().position(written).unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(written)
        .map_or(first, |last| last + 1);
    lines[first..last].to_vec()
}

fn constants(text: &str) -> Vec<Constant> {
    let mut comment = Vec::new();
    let mut constants = Vec::new();
    for line in text.lines().map(str::trim) {
        let definition = line.trim_end_matches(',').split_once(" = ");
        match definition.filter(|_| line.starts_with("SMSP_")) {
            Some((name, value)) => {
                let lines = comment_lines(&comment.join("\n"));
                let meaning = lines.iter().filter(|line| !line.is_empty());
                constants.push(Constant {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    meaning: meaning.cloned().collect::<Vec<_>>().join(" "),
                });
                comment.clear();
            }
            None => comment.extend(iter::once(line).filter(|line| *line != "enum {")),
        }
    }
    constants
}

#[cfg(test)]
mod tests {
    use super::Header;

    const TEXT: &str = "\
/*
 * libsmsp: what became of my SMS?
 *
 * - A rule.
 */
#ifdef __cplusplus
extern \"C\" {
#endif

/* ---- Errors ---- */

/** A number. */
typedef int32_t smsp_error;

enum {
  /** Success. */
  SMSP_OK = 0,
  /**
   * Two
   * lines.
   */
  SMSP_ERROR_TLS = -3
};

/* ---- Asking ---- */

/**
 * Asks. Default:
 * none.
 *
 * NULL: \"\".
 * Threads: any,
 * at any time.
 */
SMSP_API smsp_result *SMSP_NULLABLE smsp_ask(
    const char *SMSP_NULLABLE const *SMSP_NULLABLE ids, int32_t count);

#ifdef __cplusplus
}
#endif
";

    #[test]
    fn functions_keep_what_their_comments_say() {
        let header = Header::parse(TEXT);
        assert_eq!(header.introduction[2], "- A rule.");
        let function = &header.sections[1].declarations[0];
        assert_eq!(function.function_name(), Some("smsp_ask"));
        let (returned, parameters) = function.signature().expect("it is a function");
        assert_eq!(returned, "smsp_result *");
        assert_eq!(parameters, ["const char *const *ids", "int32_t count"]);
        assert_eq!(function.comment.text, "Asks. Default: none.");
        let threads = ("Threads".to_owned(), "any, at any time.".to_owned());
        assert_eq!(function.comment.labelled[1], threads);
    }

    #[test]
    fn constants_keep_their_numbers_and_meanings() {
        let header = Header::parse(TEXT);
        let constants = &header.sections[0].declarations[1].constants;
        let [ok, tls] = &constants[..] else {
            panic!("there are two");
        };
        assert_eq!(
            (ok.name.as_str(), ok.meaning.as_str()),
            ("SMSP_OK", "Success.")
        );
        assert_eq!(
            (tls.value.as_str(), tls.meaning.as_str()),
            ("-3", "Two lines.")
        );
    }
}
