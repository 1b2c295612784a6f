//! From the bytes of an answer to a report or an error.
//!
//! The rules are the provider's page "Statut par ID" and what its sibling pages
//! show of the same backend: an API error is told by `"success": false` and its
//! `code`, whatever the HTTP status.

#[cfg(test)]
mod both_ways;
mod document;
mod entry;
mod json;
mod list;
#[cfg(test)]
mod long_bodies;
mod nesting;
mod patience;
mod pattern;
mod plain;
mod spelling;
#[cfg(test)]
mod tolerance;
mod unescape;
mod words;

use std::str;

use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::report::Report;
use crate::secret::ApiKey;
use crate::wiped::Wiped;

use document::{Document, Unreadable};
use patience::Patience;

/// The byte order mark, which PHP sends if a file of the program begins with one. It may
/// be passed over (RFC 8259, section 8.1).
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The longest text of the server's in a message, in characters.
const LONGEST_WORDS: usize = 500;

/// The report in this answer, or the error that it tells. A long answer is given up
/// when `is_over` says that the call is over.
pub(crate) fn report(
    answer: &Answer,
    asked_id: &str,
    key: &ApiKey,
    is_over: &dyn Fn() -> bool,
) -> Result<Report, Error> {
    let patience = Patience::new(is_over);
    let body = answer.body.strip_prefix(MARK).unwrap_or(&answer.body);
    let outcome = match Document::read(body, &patience) {
        Ok(document) => judge(document, answer.status, asked_id, || {
            words(body, &patience, key)
        }),
        Err(Unreadable::TooLarge) => Err(Error::new(
            ErrorKind::ResponseTooLarge,
            "There is not enough memory for all recipients in the answer.",
        )),
        Err(Unreadable::Interrupted) => Err(ErrorKind::Timeout.into()),
        Err(Unreadable::NotDocumented(reason)) => Err(undocumented(answer.status, &reason, "")),
    };
    outcome.map_err(|error| {
        error
            .with_http_status(answer.status)
            .with_retry_after(answer.retry_after)
    })
}

/// Whether both ways to read this body say the same.
#[cfg(any(test, smsp_test_hooks))]
pub(crate) fn both_ways_agree(body: &[u8]) -> bool {
    let [with_patterns, without] = Document::read_both_ways(body);
    with_patterns == without
}

/// Whether a body is JSON.
#[cfg(any(test, smsp_test_hooks))]
pub(crate) fn is_json(body: &[u8]) -> bool {
    json::is_json(body)
}

/// What a well-formed answer under this HTTP status means. `words` looks for what the
/// server says of a failure.
fn judge(
    document: Document,
    status: u16,
    asked_id: &str,
    words: impl FnOnce() -> String,
) -> Result<Report, Error> {
    let code = document.code;
    let reason = match (document.wrong_list, document.success) {
        (Some(wrong), _) => wrong,
        (None, Some(true)) if is_success(status) => {
            let id = document.message_id.unwrap_or_else(|| asked_id.to_owned());
            let code = code.unwrap_or(0);
            return Ok(Report::new(document.recipients, id, status, code));
        }
        (None, Some(true)) => "it says success",
        (None, Some(false)) => match code {
            Some(code) if code > 0 && code != 200 => {
                let kind = ErrorKind::from_api_code(code);
                let words = words();
                let error = match words.is_empty() {
                    true => kind.into(),
                    false => Error::new(kind, words),
                };
                return Err(error.with_api_code(Some(code)));
            }
            _ => "it says that the request failed but gives no code of an error",
        },
        (None, None) => "\"success\" is missing or neither true nor false",
    };
    Err(undocumented(status, reason, &words()).with_api_code(code))
}

/// The server's own words in an answer, without the API key.
fn words(body: &[u8], patience: &Patience, key: &ApiKey) -> String {
    let mut words = Wiped::default();
    words::read(body, patience, &mut words);
    let words = str::from_utf8(words.as_bytes()).unwrap_or_default();
    key.scrub(words, LONGEST_WORDS)
}

/// An answer that is neither a report nor an API error, and the server's words.
fn undocumented(status: u16, reason: &str, words: &str) -> Error {
    let (kind, sentence) = if status == 429 {
        let kind = ErrorKind::RateLimited;
        (kind, kind.text().to_owned())
    } else if is_success(status) {
        let sentence = format!(
            "The answer is not the documented JSON: {reason}. Check the base URL and any proxy in \
             between."
        );
        (ErrorKind::InvalidResponse, sentence)
    } else {
        let hint = match status {
            300..=399 => "redirects are not followed, so check the base URL",
            400..=499 => "check the base URL and any proxy in between",
            _ => "try again later",
        };
        let sentence = format!("The server answered with HTTP status {status}; {hint}.");
        (ErrorKind::HttpStatus, sentence)
    };
    if words.is_empty() {
        return Error::new(kind, sentence);
    }
    // They stand behind a sentence of ours, so they are put into one line.
    let words = words.replace(char::is_control, " ");
    Error::new(kind, format!("{sentence} The server says: {words}"))
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
