//! The rules of the provider's page: which answer a query gets.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use hyper::StatusCode;

use crate::answer::Reply;
use crate::lock;
use crate::messages::KnownMessage;
use crate::spelling::Spelling;

/// A failure that the page lists.
struct Failure {
    code: u16,
    message: &'static str,
    /// The query parameter that is to blame.
    parameter: &'static str,
    /// The HTTP status where the spelling wants a 4xx.
    client_error: StatusCode,
}

const API_KEY_REQUIRED: Failure = Failure {
    code: 1,
    message: "La Clé API est requise",
    parameter: "apiKey",
    client_error: StatusCode::UNAUTHORIZED,
};

const MESSAGE_ID_REQUIRED: Failure = Failure {
    code: 3,
    message: "L'ID du message est requis",
    parameter: "messageId",
    client_error: StatusCode::BAD_REQUEST,
};

const MESSAGE_NOT_FOUND: Failure = Failure {
    code: 4,
    message: "Message introuvable",
    parameter: "messageId",
    client_error: StatusCode::NOT_FOUND,
};

const API_KEY_INCORRECT: Failure = Failure {
    code: 10,
    message: "Clé API incorrecte",
    parameter: "apiKey",
    client_error: StatusCode::UNAUTHORIZED,
};

/// How often, and since when, a message has been asked for.
struct Progress {
    polls: u64,
    first: Instant,
}

/// The provider's side of one sandbox: its key, and how far each message has come.
pub(crate) struct Provider {
    pub api_key: String,
    progress: Mutex<HashMap<&'static str, Progress>>,
}

impl Provider {
    pub fn new(api_key: String) -> Provider {
        Provider {
            api_key,
            progress: Mutex::default(),
        }
    }

    /// The answer to a query. What is missing is found before what is wrong: a missing key, a
    /// missing id, a wrong key, an unknown id.
    pub fn answer(&self, api_key: &str, message_id: &str, spelling: Spelling) -> Reply {
        if api_key.is_empty() {
            return failure(API_KEY_REQUIRED, spelling);
        }
        if message_id.is_empty() {
            return failure(MESSAGE_ID_REQUIRED, spelling);
        }
        if api_key != self.api_key {
            return failure(API_KEY_INCORRECT, spelling);
        }
        let Some(message) = KnownMessage::find(message_id) else {
            return failure(MESSAGE_NOT_FOUND, spelling);
        };
        if message.changes {
            let (poll, since_first_poll) = self.count_poll(message);
            return success(message, poll, since_first_poll, spelling);
        }
        built_once(message, spelling)
    }

    fn count_poll(&self, message: &'static KnownMessage) -> (u64, Duration) {
        let mut progress = lock(&self.progress);
        let progress = progress.entry(message.id).or_insert_with(|| Progress {
            polls: 0,
            first: Instant::now(),
        });
        progress.polls += 1;
        (progress.polls, progress.first.elapsed())
    }
}

/// The refusal of a request above the limit.
pub(crate) fn too_many_requests(retry_after_seconds: u64, spelling: Spelling) -> Reply {
    let too_many = Failure {
        code: 429,
        message: "Trop de requêtes",
        parameter: "apiKey",
        client_error: StatusCode::TOO_MANY_REQUESTS,
    };
    let mut reply = failure(too_many, spelling);
    reply.status = StatusCode::TOO_MANY_REQUESTS;
    reply.retry_after(retry_after_seconds)
}

fn failure(failure: Failure, spelling: Spelling) -> Reply {
    let Failure { code, message, .. } = failure;
    let status = if spelling.client_errors {
        failure.client_error
    } else {
        StatusCode::OK
    };
    let body = spelling.failure(code, message, failure.parameter);
    Reply::json(status, body, format!("code {code}: {message}"))
}

fn success(
    message: &KnownMessage,
    poll: u64,
    since_first_poll: Duration,
    spelling: Spelling,
) -> Reply {
    let entries = message.entries(poll, since_first_poll);
    let noun = if entries.len() == 1 {
        "entry"
    } else {
        "entries"
    };
    Reply::json(
        StatusCode::OK,
        spelling.success(message.id, &entries),
        format!("code 200: {} {noun}", entries.len()),
    )
}

/// The answer of a message that never changes. It is kept for all sandboxes of the process: the
/// largest takes longer to write than to send, and must not be the bottleneck of a measurement.
fn built_once(message: &'static KnownMessage, spelling: Spelling) -> Reply {
    static BUILT: LazyLock<Mutex<HashMap<(&str, Spelling), Reply>>> = LazyLock::new(Mutex::default);
    lock(&BUILT)
        .entry((message.id, spelling))
        .or_insert_with(|| success(message, 1, Duration::ZERO, spelling))
        .clone()
}
