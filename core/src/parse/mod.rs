//! From the bytes of an answer to a report or an error.
//!
//! The rules are the provider's page "Statut par ID" and what its sibling pages
//! show of the same backend: an API error is told by `"success": false` and its
//! `code`, whatever the HTTP status.

#[cfg(test)]
mod both_ways;
mod document;
mod pattern;
mod plain;
mod regular_list;
mod spelling;
mod validation;
mod value;

use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::report::Report;
use crate::secret::ApiKey;

use document::{Document, Unreadable};

/// The report in this answer, or the error that it tells.
pub(crate) fn report(answer: &Answer, asked_id: &str, key: &ApiKey) -> Result<Report, Error> {
    let outcome = match Document::read(&answer.body) {
        Ok(document) => judge(document, answer.status, asked_id, key),
        Err(Unreadable::TooLarge) => Err(Error::new(
            ErrorKind::ResponseTooLarge,
            "There is not enough memory for all recipients in the answer.",
        )),
        Err(Unreadable::NotDocumented(reason)) => Err(undocumented(answer.status, &reason)),
    };
    outcome.map_err(|error| {
        error
            .with_http_status(answer.status)
            .with_retry_after(answer.retry_after)
    })
}

/// Whether both ways to read this body say the same; `None` where there is only
/// one, since its list is not regular.
#[cfg(smsp_test_hooks)]
pub(crate) fn both_ways_agree(body: &[u8]) -> Option<bool> {
    let [regular, any] = Document::read_both_ways(body)?;
    Some(regular == any)
}

/// What a well-formed answer under this HTTP status means.
fn judge(document: Document, status: u16, asked_id: &str, key: &ApiKey) -> Result<Report, Error> {
    let code = document.code;
    let outcome = match document.success {
        Some(true) if is_success(status) => {
            let id = document.message_id.unwrap_or_else(|| asked_id.to_owned());
            return Ok(Report::new(
                document.recipients,
                id,
                status,
                code.unwrap_or(0),
            ));
        }
        Some(true) => Err(undocumented(status, "it says success")),
        Some(false) => match code {
            Some(code) if code > 0 && code != 200 => {
                let kind = ErrorKind::from_api_code(code);
                Err(match document.error_message() {
                    Some(message) => Error::new(kind, key.scrub(&message)),
                    None => kind.into(),
                })
            }
            _ => Err(undocumented(
                status,
                "it says that the request failed but gives no code of an error",
            )),
        },
        None => Err(undocumented(status, "\"success\" is missing")),
    };
    outcome.map_err(|error: Error| error.with_api_code(code))
}

/// An answer that is neither a report nor an API error.
fn undocumented(status: u16, reason: &str) -> Error {
    if status == 429 {
        return ErrorKind::RateLimited.into();
    }
    if !is_success(status) {
        let hint = match status {
            300..=399 => "redirects are not followed, so check the base URL",
            400..=499 => "check the base URL and any proxy in between",
            _ => "try again later",
        };
        return Error::new(
            ErrorKind::HttpStatus,
            format!("The server answered with HTTP status {status}; {hint}."),
        );
    }
    Error::new(
        ErrorKind::InvalidResponse,
        format!(
            "The answer is not the documented JSON: {reason}. Check the base URL and any proxy in \
             between."
        ),
    )
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
