//! The numbers of the errors. They are never renumbered and never reused; new
//! ones may be added.

use std::ffi::CStr;

use smsp::ErrorKind;

/// The outcome of a call: SMSP_OK or one of the SMSP_ERROR_ constants. Positive
/// numbers are the provider's own codes. If such a code has no constant, the
/// library passes it on unchanged (20: account disabled, 96: IP address not
/// authorised, ...). Negative numbers are codes of the library. A later version
/// may add values. Since 1.0.
pub type smsp_error = i32;

/// Success.
pub const SMSP_OK: i32 = 0;
/// The API key is NULL or empty. Nothing was sent.
pub const SMSP_ERROR_API_KEY_REQUIRED: i32 = 1;
/// The message ID is NULL or empty. Nothing was sent.
pub const SMSP_ERROR_MESSAGE_ID_REQUIRED: i32 = 3;
/// The provider does not know this message.
pub const SMSP_ERROR_MESSAGE_NOT_FOUND: i32 = 4;
/// The provider does not accept the API key.
pub const SMSP_ERROR_API_KEY_INCORRECT: i32 = 10;
/// An argument is not usable: text that is not UTF-8, a bad URL, a number out
/// of range, an unreadable file or a NULL handle. Nothing was sent.
pub const SMSP_ERROR_INVALID_ARGUMENT: i32 = -1;
/// No connection: host name not found, connection refused, host unreachable,
/// closed during the TLS handshake, or refused by a proxy.
pub const SMSP_ERROR_CONNECT: i32 = -2;
/// The server refused the TLS handshake with an alert, or its certificate was
/// refused.
pub const SMSP_ERROR_TLS: i32 = -3;
/// The response did not come in time.
pub const SMSP_ERROR_TIMEOUT: i32 = -4;
/// The connection broke, or the response was not HTTP.
pub const SMSP_ERROR_NETWORK: i32 = -5;
/// The HTTP status is not 2xx and the body contains no API error; this includes
/// redirects.
pub const SMSP_ERROR_HTTP_STATUS: i32 = -6;
/// Too many requests: HTTP 429, or the provider's code 429.
pub const SMSP_ERROR_RATE_LIMITED: i32 = -7;
/// A 2xx response that is not the documented JSON.
pub const SMSP_ERROR_INVALID_RESPONSE: i32 = -8;
/// The response is larger than the limit in the options.
pub const SMSP_ERROR_RESPONSE_TOO_LARGE: i32 = -9;
/// smsp_client_cancel() was called, or a callback returned 0 to stop.
pub const SMSP_ERROR_CANCELLED: i32 = -10;
/// A fault inside the library; please report it.
pub const SMSP_ERROR_INTERNAL: i32 = -11;

/// Each number with its name and its kind, but for the codes passed on.
const ERRORS: [(i32, &CStr, ErrorKind); 15] = [
    (
        SMSP_ERROR_API_KEY_REQUIRED,
        c"SMSP_ERROR_API_KEY_REQUIRED",
        ErrorKind::ApiKeyRequired,
    ),
    (
        SMSP_ERROR_MESSAGE_ID_REQUIRED,
        c"SMSP_ERROR_MESSAGE_ID_REQUIRED",
        ErrorKind::MessageIdRequired,
    ),
    (
        SMSP_ERROR_MESSAGE_NOT_FOUND,
        c"SMSP_ERROR_MESSAGE_NOT_FOUND",
        ErrorKind::MessageNotFound,
    ),
    (
        SMSP_ERROR_API_KEY_INCORRECT,
        c"SMSP_ERROR_API_KEY_INCORRECT",
        ErrorKind::ApiKeyIncorrect,
    ),
    (
        SMSP_ERROR_INVALID_ARGUMENT,
        c"SMSP_ERROR_INVALID_ARGUMENT",
        ErrorKind::InvalidArgument,
    ),
    (
        SMSP_ERROR_CONNECT,
        c"SMSP_ERROR_CONNECT",
        ErrorKind::Connect,
    ),
    (SMSP_ERROR_TLS, c"SMSP_ERROR_TLS", ErrorKind::Tls),
    (
        SMSP_ERROR_TIMEOUT,
        c"SMSP_ERROR_TIMEOUT",
        ErrorKind::Timeout,
    ),
    (
        SMSP_ERROR_NETWORK,
        c"SMSP_ERROR_NETWORK",
        ErrorKind::Network,
    ),
    (
        SMSP_ERROR_HTTP_STATUS,
        c"SMSP_ERROR_HTTP_STATUS",
        ErrorKind::HttpStatus,
    ),
    (
        SMSP_ERROR_RATE_LIMITED,
        c"SMSP_ERROR_RATE_LIMITED",
        ErrorKind::RateLimited,
    ),
    (
        SMSP_ERROR_INVALID_RESPONSE,
        c"SMSP_ERROR_INVALID_RESPONSE",
        ErrorKind::InvalidResponse,
    ),
    (
        SMSP_ERROR_RESPONSE_TOO_LARGE,
        c"SMSP_ERROR_RESPONSE_TOO_LARGE",
        ErrorKind::ResponseTooLarge,
    ),
    (
        SMSP_ERROR_CANCELLED,
        c"SMSP_ERROR_CANCELLED",
        ErrorKind::Cancelled,
    ),
    (
        SMSP_ERROR_INTERNAL,
        c"SMSP_ERROR_INTERNAL",
        ErrorKind::Internal,
    ),
];

/// The number of a kind.
pub(crate) fn error_code(kind: ErrorKind) -> i32 {
    if let ErrorKind::Api(code) = kind {
        return code;
    }
    let known = ERRORS.iter().find(|(_, _, known)| *known == kind);
    known.map_or(SMSP_ERROR_INTERNAL, |(code, _, _)| *code)
}

/// The name of a number: that of its constant, `SMSP_ERROR_API` for a code of
/// the provider that is passed on, `SMSP_ERROR_UNKNOWN` for a number that a
/// later version may give.
pub(crate) fn error_name(code: i32) -> &'static CStr {
    match (code, ERRORS.iter().find(|(known, _, _)| *known == code)) {
        (SMSP_OK, _) => c"SMSP_OK",
        (_, Some((_, name, _))) => name,
        (1.., None) => c"SMSP_ERROR_API",
        (_, None) => c"SMSP_ERROR_UNKNOWN",
    }
}

/// One sentence for a number, with a NUL at its end.
pub(crate) fn error_text(code: i32) -> &'static str {
    match (code, ERRORS.iter().find(|(known, _, _)| *known == code)) {
        (SMSP_OK, _) => "The call succeeded.\0",
        (_, Some((_, _, kind))) => kind.text_with_nul(),
        (1.., None) => ErrorKind::Api(code).text_with_nul(),
        (_, None) => "This version of the library does not know the number.\0",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_name_and_a_sentence_and_leads_back_to_itself() {
        for (code, name, kind) in ERRORS {
            assert_eq!(error_code(kind), code);
            assert_eq!(error_name(code), name);
            assert!(error_text(code).ends_with(".\0"));
        }
        for code in -1000..1000 {
            assert!(error_name(code).to_bytes().starts_with(b"SMSP_"));
            assert!(error_text(code).ends_with(".\0"));
        }
    }

    #[test]
    fn a_code_of_the_provider_without_a_constant_is_passed_on() {
        assert_eq!(error_code(ErrorKind::from_api_code(96)), 96);
        assert_eq!(error_name(96), c"SMSP_ERROR_API");
        assert_eq!(
            error_code(ErrorKind::from_api_code(429)),
            SMSP_ERROR_RATE_LIMITED
        );
    }
}
