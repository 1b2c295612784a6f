//! Made-up answers in every spelling that the provider's family of answers uses,
//! each with the meaning that a reader must find.

use std::fmt::Debug;
use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::select;

/// A piece of JSON and its meaning.
#[derive(Debug, Clone)]
pub struct Spelt<T> {
    pub json: String,
    pub means: T,
}

impl<T> Spelt<T> {
    pub fn new(json: impl Into<String>, means: T) -> Self {
        let json = json.into();
        Self { json, means }
    }
}

/// Any text, with any of its characters escaped. A NUL is made visible.
pub fn text() -> BoxedStrategy<Spelt<String>> {
    let character = prop_oneof![
        8 => any::<char>(),
        4 => proptest::char::range(' ', '~'),
        1 => select(vec!['\0', '"', '\\', '/', '\n', '\u{7f}', '\u{2028}', '\u{fffd}', '😀']),
    ];
    prop::collection::vec(character, 0..30)
        .prop_map(String::from_iter)
        .prop_flat_map(escaped)
        .boxed()
}

/// This text, with any of its characters escaped.
pub fn escaped(text: String) -> impl Strategy<Value = Spelt<String>> {
    let length = text.chars().count();
    prop::collection::vec(prop::bool::weighted(0.1), length).prop_map(move |escapes| {
        let literal: String = text
            .chars()
            .zip(escapes)
            .map(|(c, e)| spell(c, e))
            .collect();
        Spelt::new(format!("\"{literal}\""), text.replace('\0', "\u{fffd}"))
    })
}

/// One character inside a JSON text (RFC 8259, section 7).
fn spell(character: char, escape: bool) -> String {
    match character {
        '"' | '\\' if !escape => format!("\\{character}"),
        '\n' if !escape => "\\n".to_owned(),
        '/' if escape => "\\/".to_owned(),
        _ if escape || character < ' ' || "\"\\".contains(character) => {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
        }
        _ => character.to_string(),
    }
}

/// Any JSON number. As a text, it is what the document says.
pub fn number() -> impl Strategy<Value = Spelt<String>> {
    let usual = "[1-9][0-9]{0,17}";
    let any = r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?";
    prop_oneof![usual, any].prop_map(|json| Spelt::new(json.clone(), json))
}

/// A value that is no text. Where a text is kept, it is this JSON.
pub fn unreadable() -> impl Strategy<Value = Spelt<String>> {
    let values = [
        "true",
        "false",
        "[]",
        "{}",
        "[ 1, {\"a\": [null]} ]",
        "{\"a\": \"\\ud800\"}",
    ];
    select(values.to_vec()).prop_map(|json| Spelt::new(json, json.to_owned()))
}

/// `null` in place of a text, which counts as a missing member.
fn null() -> BoxedStrategy<Spelt<String>> {
    Just(Spelt::new("null", String::new())).boxed()
}

/// A phone number: what the provider sends, a number, or anything.
pub fn phone_number() -> BoxedStrategy<Spelt<String>> {
    let usual = r"\+336399800[0-9]{2}".prop_flat_map(escaped);
    let unreadable = unreadable().prop_map(|value| Spelt::new(value.json, String::new()));
    prop_oneof![4 => usual, 1 => number(), 1 => text(), 1 => null(), 1 => unreadable].boxed()
}

/// A status: one of the known texts in any case, or anything.
pub fn status() -> BoxedStrategy<Spelt<String>> {
    let known = select(vec![
        "Delivered",
        "Not delivered",
        "Waiting",
        "ko",
        "DELIVRD",
        "UNDELIV",
        "EXPIRED",
        "REJECTD",
        "PENDING",
        "ENROUTE",
        "ACCEPTD",
        "UNKNOWN",
        " Delivered ",
        "not_ -delivered",
        "Waiting\n",
    ]);
    let in_any_case = (known.clone(), any::<u16>()).prop_map(|(text, upper)| {
        let case = |(place, c): (usize, char)| match (upper >> place) & 1 {
            0 => c.to_ascii_lowercase(),
            _ => c.to_ascii_uppercase(),
        };
        text.chars().enumerate().map(case).collect::<String>()
    });
    prop_oneof![
        4 => known.prop_map(str::to_owned).prop_flat_map(escaped),
        2 => in_any_case.prop_flat_map(escaped),
        1 => unreadable(),
        1 => number(),
        1 => text(),
        1 => null(),
    ]
    .boxed()
}

/// The STOP flag.
pub fn stop_sms() -> impl Strategy<Value = Spelt<bool>> {
    let set =
        ["true", "1", "1.0", "\"1\"", "\"true\"", "\"TRUE\""].map(|json| Spelt::new(json, true));
    let unset = [
        "false",
        "0",
        "0.0",
        "\"0\"",
        "\"false\"",
        "\"False\"",
        "\"\"",
        "null",
    ];
    let unreadable = ["2", "\"yes\"", "[]", "{\"a\": true}"];
    let unset = [&unset[..], &unreadable[..]].concat();
    let unset = unset.into_iter().map(|json| Spelt::new(json, false));
    select(set.into_iter().chain(unset).collect::<Vec<_>>())
}

/// A date: an epoch number in either spelling, a date that is none, or anything.
pub fn date() -> BoxedStrategy<Spelt<String>> {
    let epoch = "[0-9]{1,22}";
    let without_zone = "20[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]";
    // As PHP writes its own type.
    let object = epoch.prop_flat_map(escaped).prop_map(|date| {
        let json = format!("{{\"date\": {}, \"timezone_type\": 3}}", date.json);
        Spelt::new(json, date.means)
    });
    prop_oneof![
        4 => epoch.prop_flat_map(escaped),
        2 => number(),
        1 => object,
        1 => unreadable(),
        1 => without_zone.prop_flat_map(escaped),
        1 => text(),
        1 => null(),
    ]
    .boxed()
}

/// An answer's code: a number, its digits as a text, or none that can be used.
pub fn code() -> impl Strategy<Value = Spelt<Option<i32>>> {
    let number = prop_oneof![
        Just("200".to_owned()),
        any::<i32>().prop_map(|n| n.to_string())
    ];
    let digits = number.prop_flat_map(|digits| {
        prop_oneof![
            Just(Spelt::new(digits.clone(), digits.clone())),
            escaped(digits)
        ]
    });
    let spelt = prop_oneof![4 => digits, 1 => self::number(), 1 => text()];
    let spelt = spelt.prop_map(|code| Spelt {
        means: whole_number(&code.means),
        json: code.json,
    });
    let unreadable = unreadable().prop_map(|value| Spelt::new(value.json, None));
    prop_oneof![6 => spelt, 1 => unreadable]
}

/// The number, if a double says that it is whole.
fn whole_number(text: &str) -> Option<i32> {
    let text = text.trim_ascii();
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number = text.parse::<f64>().ok().filter(|_| is_number)?;
    let range = f64::from(i32::MIN)..=f64::from(i32::MAX);
    let is_whole = number.fract() == 0.0 && range.contains(&number);
    is_whole.then_some(number as i32)
}

/// A member of an object under one of these keys, which may also be left out:
/// then its JSON is empty and it means `None`.
pub fn member<T: Clone + Debug>(
    keys: &'static [&'static str],
    value: impl Strategy<Value = Spelt<T>>,
) -> impl Strategy<Value = Spelt<Option<T>>> {
    let key = select(keys).prop_map(str::to_owned).prop_flat_map(escaped);
    prop::option::weighted(0.9, (key, value)).prop_map(|member| match member {
        Some((key, value)) => Spelt {
            json: format!("{}: {}", key.json, value.json),
            means: Some(value.means),
        },
        None => Spelt::new("", None),
    })
}

/// A member that no version of the library reads, with a value of any depth.
pub fn other_member() -> impl Strategy<Value = Spelt<Option<()>>> {
    let leaf = prop_oneof![
        text().prop_map(|text| text.json),
        number().prop_map(|number| number.json),
        select(vec!["true", "false", "null"]).prop_map(str::to_owned),
    ];
    let value = leaf.prop_recursive(3, 12, 4, |value| {
        prop_oneof![
            prop::collection::vec(value.clone(), 0..4).prop_map(|v| format!("[{}]", v.join(","))),
            (text(), value).prop_map(|(key, value)| format!("{{{}:{value}}}", key.json)),
        ]
    });
    let seen_elsewhere = &[
        "cost",
        "countryCode",
        "currency",
        "isSpam",
        "currentPage",
        "total",
    ];
    member(seen_elsewhere, value.prop_map(|json| Spelt::new(json, ())))
}

/// An object of these members, in any order and with any space between them.
pub fn object(members: Vec<String>) -> impl Strategy<Value = String> {
    let space = select(vec!["", " ", "\n  ", "\r\n\t"]);
    (Just(members).prop_shuffle(), space).prop_map(|(mut members, space)| {
        members.retain(|member| !member.is_empty());
        let members: Vec<_> = members
            .iter()
            .map(|m| format!("{space}{m}{space}"))
            .collect();
        format!("{{{}}}", members.join(","))
    })
}

/// An array of these values.
pub fn array<T: Clone + Debug>(
    value: impl Strategy<Value = Spelt<T>>,
    count: Range<usize>,
) -> impl Strategy<Value = Spelt<Vec<T>>> {
    prop::collection::vec(value, count).prop_map(|values| {
        let json: Vec<_> = values.iter().map(|value| value.json.as_str()).collect();
        Spelt {
            json: format!("[{}]", json.join(", ")),
            means: values.iter().map(|value| value.means.clone()).collect(),
        }
    })
}
