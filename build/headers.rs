//! Makes `smsp.h` and `smsp_ffi.h` from the documented functions of `src`.

use std::path::Path;

/// The part of `smsp.h` before the declarations.
const BEGIN: &str = include_str!("smsp_begin.h");

/// The part of `smsp.h` after them.
const END: &str = include_str!("smsp_end.h");

/// The sections of `smsp.h`, each with the file of `src` it is made from.
const SECTIONS: [(&str, &str); 9] = [
    ("status_codes", "Delivery statuses"),
    ("error_codes", "Errors"),
    ("client", "Asking"),
    ("batch", "Many messages at once"),
    ("watch", "Waiting for the last report"),
    ("result", "Reading a result"),
    ("entries", "Reading its entries"),
    ("options", "Options"),
    ("texts", "Texts and versions"),
];

/// The part of `smsp_ffi.h` before the declarations.
const FFI_BEGIN: &str = "\
/*
 * smsp.h @VERSION@ without comments and preprocessor lines, for PHP's FFI, LuaJIT
 * and cffi. cargo xtask headers makes it from the same sources as smsp.h, which
 * explains each declaration: do not edit it.
 */
enum { SMSP_VERSION_NUMBER = @VERSION_NUMBER@ };
";

/// Functions that return NULL if there is nothing, or nothing more.
const MAY_RETURN_NULL: [&str; 2] = ["smsp_batch_result", "smsp_watch_next"];

/// The length limit of the lines of a function's declaration.
const LINE: usize = 90;

pub struct Headers {
    /// For C and C++ compilers.
    pub c: String,
    /// The same declarations without a preprocessor line, for the readers of C
    /// declarations in PHP, Lua and Python.
    pub ffi: String,
}

pub fn make(source: &Path, version: &str) -> Headers {
    let sections = SECTIONS.map(|(file, title)| {
        let path = source.join(format!("src/{file}.rs"));
        (title, items(&declarations(&path)))
    });
    let mut c = BEGIN
        .replace("@VERSION@", version)
        .replace("@VERSION_NUMBER@", &version_number(version));
    let mut ffi = FFI_BEGIN
        .replace("@VERSION@", version)
        .replace("@VERSION_NUMBER@", &version_number(version));
    // Handles come first: a function may take the handle of another section.
    let (handles, rest): (Vec<_>, Vec<_>) = sections
        .iter()
        .flat_map(|(title, items)| items.iter().map(move |item| (title, item)))
        .partition(|(_, item)| item.is_handle());
    let mut current = "Handles";
    c += &section_title(current);
    for (_, item) in handles {
        c += &item.in_c();
        ffi += &item.in_ffi();
    }
    for (title, item) in rest {
        if *title != current {
            current = title;
            c += &section_title(current);
        }
        c += &item.in_c();
        ffi += &item.in_ffi();
    }
    c += END;
    Headers { c, ffi }
}

fn section_title(title: &str) -> String {
    format!("/* ---- {title} ---- */\n\n")
}

fn version_number(version: &str) -> String {
    let number = version
        .split('.')
        .map(|part| part.parse::<u32>().expect("a version is three numbers"))
        .fold(0, |number, part| number * 100 + part);
    number.to_string()
}

/// The declarations that cbindgen makes from one file.
fn declarations(file: &Path) -> String {
    let config = cbindgen::Config::from_file("cbindgen.toml")
        .expect("cbindgen.toml is a configuration of cbindgen");
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(file)
        .generate()
        .unwrap_or_else(|reason| panic!("cbindgen cannot read {}: {reason}", file.display()))
        .write(&mut text);
    String::from_utf8(text).expect("cbindgen writes UTF-8")
}

/// One declaration.
enum Item {
    /// All constants of a file, as an anonymous enum: a debugger and Swift see its
    /// names, but do not see macros.
    Constants(Vec<Constant>),
    /// A type or a function, with its comment.
    Declaration { comment: String, text: String },
}

struct Constant {
    comment: String,
    name: String,
    value: String,
}

/// Splits cbindgen's text. The type of a file's constants comes first.
fn items(text: &str) -> Vec<Item> {
    let mut constants = Vec::new();
    let mut number_types = Vec::new();
    let mut others = Vec::new();
    for block in text.split("\n\n").map(str::trim).filter(|b| !b.is_empty()) {
        let (comment, text) = split_comment(block);
        if let Some(definition) = text.strip_prefix("#define ") {
            let (name, value) = definition.split_once(' ').expect("a constant has a value");
            constants.push(Constant {
                comment,
                name: name.to_owned(),
                value: value.to_owned(),
            });
        } else if text.starts_with("typedef int32_t") {
            number_types.push(Item::Declaration { comment, text });
        } else {
            let text = with_tag(&text);
            others.push(Item::Declaration { comment, text });
        }
    }
    if !constants.is_empty() {
        number_types.push(Item::Constants(constants));
    }
    number_types.extend(others);
    number_types
}

/// The comment before a declaration, and the declaration.
fn split_comment(block: &str) -> (String, String) {
    match block.split_once("*/\n") {
        Some((comment, text)) => (on_one_line(&format!("{comment}*/")), text.to_owned()),
        None => (String::new(), block.to_owned()),
    }
}

/// Puts a comment of a single line on a single line.
fn on_one_line(comment: &str) -> String {
    let lines: Vec<_> = comment.lines().collect();
    match lines[..] {
        ["/**", line, " */"] => format!("/**{} */", line.trim_start_matches(" *")),
        _ => comment.to_owned(),
    }
}

impl Item {
    fn is_handle(&self) -> bool {
        matches!(self, Self::Declaration { text, .. }
            if text.starts_with("typedef struct") && !text.contains('{'))
    }

    fn in_c(&self) -> String {
        match self {
            Self::Declaration { comment, text } if text.starts_with("SMSP_API") => {
                format!("{comment}\n{}\n\n", wrapped(&mark_nullable(&on_line(text))))
            }
            Self::Declaration { comment, text } if text.contains("(*") => {
                let text = on_line(text).replace("void *", "void *SMSP_NULLABLE ");
                format!("{comment}\n{text}\n\n")
            }
            Self::Declaration { comment, text } => format!("{comment}\n{text}\n\n"),
            Self::Constants(constants) => {
                let lines = constants.iter().map(|c| {
                    let comment = c.comment.replace('\n', "\n  ");
                    format!("  {comment}\n  {} = {}", c.name, c.value)
                });
                format!("{}\n", enumeration(lines))
            }
        }
    }

    fn in_ffi(&self) -> String {
        match self {
            Self::Declaration { text, .. } if text.starts_with("SMSP_API") => {
                format!("{}\n", on_line(text).replace("SMSP_API ", ""))
            }
            Self::Declaration { text, .. } if text.contains("(*") => {
                format!("{}\n", on_line(text))
            }
            Self::Declaration { text, .. } => format!("{}\n", without_comments(text)),
            Self::Constants(constants) => enumeration(
                constants
                    .iter()
                    .map(|c| format!("  {} = {}", c.name, c.value)),
            ),
        }
    }
}

fn enumeration(lines: impl Iterator<Item = String>) -> String {
    format!("enum {{\n{}\n}};\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// Joins the lines of a declaration.
fn on_line(declaration: &str) -> String {
    declaration.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Puts the parameters of a long declaration on lines of their own.
fn wrapped(declaration: &str) -> String {
    match declaration.split_once('(') {
        Some((name, parameters)) if declaration.len() > LINE => {
            let mut text = format!("{name}(");
            let mut column = LINE;
            for parameter in parameters.split_inclusive(", ") {
                column += parameter.len();
                if column > LINE {
                    text = format!("{}\n    ", text.trim_end());
                    column = 4 + parameter.len();
                }
                text += parameter;
            }
            text
        }
        _ => declaration.to_owned(),
    }
}

/// Gives a struct its name as a tag too, for C++ and for debuggers.
fn with_tag(declaration: &str) -> String {
    match declaration.rsplit_once("} ") {
        Some((_, name)) => {
            let tagged = format!("typedef struct {} {{", name.trim_end_matches(';'));
            declaration.replacen("typedef struct {", &tagged, 1)
        }
        None => declaration.to_owned(),
    }
}

/// Marks what may be NULL: every pointer and callback that a function takes, and the
/// return values of `MAY_RETURN_NULL`. The rest of the header is marked as never NULL.
fn mark_nullable(declaration: &str) -> String {
    let Some((name, parameters)) = declaration.split_once('(') else {
        return declaration.to_owned();
    };
    let parameters = parameters
        .replace('*', "*SMSP_NULLABLE ")
        .replace("_fn ", "_fn SMSP_NULLABLE ");
    match name.rsplit_once('*') {
        Some((returned, function)) if MAY_RETURN_NULL.contains(&function) => {
            format!("{returned}*SMSP_NULLABLE {function}({parameters}")
        }
        _ => format!("{name}({parameters}"),
    }
}

/// Drops the lines of comments, such as those on the members of a struct.
fn without_comments(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        inside |= line.trim_start().starts_with("/*");
        let keep = !inside;
        inside &= !line.trim_end().ends_with("*/");
        keep
    });
    lines.collect::<Vec<_>>().join("\n")
}
