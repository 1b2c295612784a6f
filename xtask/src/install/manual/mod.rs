//! The manual pages: smsp(3) and one page per function, made from the comments of
//! `smsp.h`, and smsp-status(1).

mod header;
mod mdoc;

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::files;
use crate::project::Project;
use header::{Declaration, Header};
use mdoc::Page;

/// The pages, each with its path below `share/man`.
pub fn pages(project: &Project) -> Result<BTreeMap<String, String>> {
    let header = Header::parse(&files::read(&project.header())?);
    let mut pages = BTreeMap::new();
    pages.insert("man3/smsp.3".to_owned(), overview(&header, project)?);
    for function in header.declarations() {
        if let Some(name) = function.function_name() {
            let page = function_page(function, name, project)?;
            pages.insert(format!("man3/{name}.3"), page);
        }
    }
    let mut program = Page::new("smsp-status", 1, project.date()?)?.finish();
    program += &files::read(&project.folder.join("packaging/smsp-status.1.in"))?;
    pages.insert("man1/smsp-status.1".to_owned(), program);
    Ok(pages)
}

fn function_page(function: &Declaration, name: &str, project: &Project) -> Result<String> {
    let (returned, parameters) = function.signature().context("a function has a signature")?;
    let mut page = Page::new(name, 3, project.date()?)?;
    page.section("Name");
    page.macro_line("Nm", name);
    page.quoted("Nd", &summary(&function.comment.text));
    page.section("Synopsis");
    page.macro_line("In", "smsp.h");
    page.quoted("Ft", returned);
    page.macro_line("Fo", name);
    for parameter in parameters {
        page.quoted("Fa", parameter);
    }
    page.macro_line("Fc", "");
    page.section("Description");
    page.sentences(&function.comment.text);
    let (since, others): (Vec<_>, Vec<_>) = function
        .comment
        .labelled
        .iter()
        .partition(|(label, _)| label == "Since");
    for (label, text) in others {
        page.section(match label.as_str() {
            "NULL" => "NULL arguments",
            label => label,
        });
        page.sentences(&capitalised(text));
    }
    page.section("See also");
    page.macro_line("Xr", "smsp 3");
    for (_, version) in since {
        page.section("History");
        page.sentences(&format!("First in version {version} of libsmsp."));
    }
    Ok(page.finish())
}

fn overview(header: &Header, project: &Project) -> Result<String> {
    let mut page = Page::new("smsp", 3, project.date()?)?;
    let introduction = Introduction::of(&header.introduction);
    page.section("Name");
    page.macro_line("Nm", "smsp");
    page.quoted(
        "Nd",
        &summary(introduction.purpose.trim_start_matches("libsmsp: ")),
    );
    page.section("Synopsis");
    page.macro_line("In", "smsp.h");
    page.macro_line("Pp", "");
    page.sentences("cc program.c $(pkg-config --cflags --libs smsp)");
    page.section("Description");
    page.sentences(&introduction.purpose);
    page.example(introduction.example.into_iter());
    page.sentences("Rules for every function:");
    page.macro_line("Bl", "-bullet");
    for rule in &introduction.rules {
        page.macro_line("It", "");
        page.sentences(rule);
    }
    page.macro_line("El", "");
    for section in &header.sections {
        page.section(&section.title);
        page.macro_line("Bl", "-tag -width Ds");
        for declaration in &section.declarations {
            entry(&mut page, declaration);
        }
        page.macro_line("El", "");
    }
    page.section("See also");
    page.macro_line("Xr", "pkg-config 1 ,");
    page.macro_line("Xr", "smsp-status 1");
    Ok(page.finish())
}

/// The overview's entry for one declaration.
fn entry(page: &mut Page, declaration: &Declaration) {
    for constant in &declaration.constants {
        page.quoted("It", &format!("{} = {}", constant.name, constant.value));
        page.sentences(&constant.meaning);
    }
    if let Some(name) = declaration.function_name() {
        page.macro_line("It", &format!("Xr {name} 3"));
        let mut text = summary(&declaration.comment.text);
        text.push('.');
        page.sentences(&text);
    } else if declaration.text.contains('{') && declaration.constants.is_empty() {
        page.quoted("It", "struct smsp_entry");
        page.sentences(&declaration.comment.text);
        page.example(declaration.text.lines());
    } else if declaration.constants.is_empty() {
        page.quoted("It", &declaration.text);
        page.sentences(&declaration.comment.text);
    }
}

/// The first sentence, up to its first colon or semicolon, without its full stop
/// and its capital letter.
fn summary(text: &str) -> String {
    let end = [". ", ": ", "; ", "? "]
        .into_iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .unwrap_or(text.len());
    let sentence = text[..end].trim_end_matches('.');
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// Begins with a capital letter, unless the first word is the name of a parameter.
fn capitalised(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !first_word.contains('_') => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// The parts of the comment at the beginning of `smsp.h`.
struct Introduction<'a> {
    purpose: String,
    example: Vec<&'a str>,
    rules: Vec<String>,
}

impl<'a> Introduction<'a> {
    fn of(lines: &'a [String]) -> Self {
        let mut purpose = Vec::new();
        let mut example = Vec::new();
        let mut rules: Vec<String> = Vec::new();
        for line in lines {
            if let Some(code) = line.strip_prefix("  ").filter(|_| rules.is_empty()) {
                example.push(code);
            } else if let Some(rule) = line.strip_prefix("- ") {
                rules.push(rule.to_owned());
            } else if let Some(more) = line.strip_prefix("  ")
                && let Some(rule) = rules.last_mut()
            {
                rule.push(' ');
                rule.push_str(more);
            } else if example.is_empty() {
                purpose.push(line.as_str());
            }
        }
        Self {
            purpose: purpose.join(" ").trim().to_owned(),
            example,
            rules,
        }
    }
}
