//! Why a call failed: the kind, a sentence for people, and what the server said.

use std::time::Duration;

/// What went wrong, in the terms a program decides on.
///
/// The first five kinds are the provider's answers (its page "Statut par ID",
/// section "Code de contrôle"); the others are found by this library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Code 1: no API key was given. Nothing was sent.
    ApiKeyRequired,
    /// Code 3: no message ID was given. Nothing was sent.
    MessageIdRequired,
    /// Code 4: the provider knows no such message.
    MessageNotFound,
    /// Code 10: the provider does not accept the API key.
    ApiKeyIncorrect,
    /// Any other code of the provider, passed on (20 account disabled,
    /// 96 IP address not authorised, …). Always positive.
    Api(i32),
    /// An argument or an option is unusable; nothing was sent.
    InvalidArgument,
    /// No connection: name not found, refused, unreachable, closed during the TLS
    /// handshake, or a proxy said no.
    Connect,
    /// The server refused the TLS handshake with an alert, or its certificate was
    /// refused.
    Tls,
    /// The deadline passed.
    Timeout,
    /// The connection broke, or what came was not HTTP.
    Network,
    /// An HTTP status outside 2xx without an API error in the body.
    HttpStatus,
    /// Too many requests: HTTP 429, or the provider's code 429.
    RateLimited,
    /// A 2xx answer that is not the documented JSON.
    InvalidResponse,
    /// The answer is larger than the limit set in the options.
    ResponseTooLarge,
    /// [`Client::cancel`](crate::Client::cancel) was called.
    Cancelled,
    /// A fault inside this library.
    Internal,
}

impl ErrorKind {
    /// The kind that stands for an answer's `code`.
    pub fn from_api_code(code: i32) -> Self {
        match code {
            1 => Self::ApiKeyRequired,
            3 => Self::MessageIdRequired,
            4 => Self::MessageNotFound,
            10 => Self::ApiKeyIncorrect,
            429 => Self::RateLimited,
            other => Self::Api(other),
        }
    }

    /// One English sentence that says what happened and what to do.
    pub fn text(self) -> &'static str {
        let text = self.text_with_nul();
        &text[..text.len() - 1]
    }

    /// [`text`](Self::text) as it is stored, with a NUL at its end.
    #[doc(hidden)]
    pub const fn text_with_nul(self) -> &'static str {
        match self {
            Self::ApiKeyRequired => {
                "No API key was given; pass the key shown in your SMS Partner account.\0"
            }
            Self::MessageIdRequired => {
                "No message ID was given; pass the one that the provider answered when the SMS was sent.\0"
            }
            Self::MessageNotFound => {
                "The provider knows no message with this ID; check the ID and that the key belongs to the same account.\0"
            }
            Self::ApiKeyIncorrect => {
                "The provider does not accept this API key; compare it with the one shown in your account.\0"
            }
            Self::Api(_) => {
                "The provider refused the request with a code of its own; look the code up in its list of errors.\0"
            }
            Self::InvalidArgument => {
                "An argument is missing or not usable; nothing was sent, so correct it and call again.\0"
            }
            Self::Connect => {
                "The server could not be reached; check the network, the address and the proxy.\0"
            }
            Self::Tls => {
                "The secure connection was refused; check the server's certificate, the trusted roots and the clock.\0"
            }
            Self::Timeout => {
                "The answer did not come in time; try again later or allow more time.\0"
            }
            Self::Network => "The connection broke or what came was not HTTP; try again.\0",
            Self::HttpStatus => {
                "The server answered with an HTTP status that is not a success; try again later.\0"
            }
            Self::RateLimited => {
                "Too many requests were made; wait for the time that the server asks for and try again.\0"
            }
            Self::InvalidResponse => {
                "The answer is not the documented JSON; check the base URL and any proxy in between.\0"
            }
            Self::ResponseTooLarge => {
                "The answer is larger than the limit; raise the limit if such answers are expected.\0"
            }
            Self::Cancelled => "The call was cancelled by the program itself.\0",
            Self::Internal => {
                "The library met a fault of its own; please report it with the version of the library.\0"
            }
        }
    }
}

/// A failed call. Its text never contains the API key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    http_status: Option<u16>,
    api_code: Option<i32>,
    retry_after: Option<Duration>,
}

impl Error {
    /// An error of this kind with a sentence of its own, for a program that wraps
    /// this crate and checks its own arguments.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            http_status: None,
            api_code: None,
            retry_after: None,
        }
    }

    /// The error of an argument that cannot be used, for such a program too.
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message)
    }

    /// The same with a second sentence, which tells what else went wrong.
    pub(crate) fn followed_by(mut self, other: &Self) -> Self {
        self.message = format!("{} {}", self.message, other.message);
        self
    }

    pub(crate) fn with_http_status(mut self, status: u16) -> Self {
        self.http_status = Some(status);
        self
    }

    pub(crate) fn with_api_code(mut self, code: Option<i32>) -> Self {
        self.api_code = code;
        self
    }

    pub(crate) fn with_retry_after(mut self, pause: Option<Duration>) -> Self {
        self.retry_after = pause;
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The provider's own text where it sent one with a code (French, as a rule),
    /// otherwise an English sentence that says what happened and what to do, with
    /// the server's own words at its end if it sent any. At most 500 characters of
    /// the server's are kept.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status, if an HTTP answer came.
    pub fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// The answer's `code`, if it had one.
    pub fn api_code(&self) -> Option<i32> {
        self.api_code
    }

    /// How long the server asked to wait (`Retry-After`, RFC 9110, section
    /// 10.2.3), if it did.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind, kind.text())
    }
}
