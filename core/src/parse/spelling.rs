//! The keys and flags of an answer in every spelling that the provider's family
//! of answers uses. Both ways to read an answer go by this file.

/// A member of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum AnswerKey {
    Success,
    Code,
    MessageId,
    Message,
    ValidationErrors,
    List,
    Other,
}

/// A member of a recipient in the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum EntryKey {
    PhoneNumber,
    Status,
    StopSms,
    Date,
    Other,
}

/// A key of JSON that has a meaning here.
pub(super) trait Key {
    fn of(text: &[u8]) -> Self;
}

impl Key for AnswerKey {
    fn of(text: &[u8]) -> Self {
        match text {
            b"success" => Self::Success,
            b"code" => Self::Code,
            b"message_id" | b"messageId" => Self::MessageId,
            b"message" => Self::Message,
            b"error" => Self::ValidationErrors,
            b"StatutResponse_List" => Self::List,
            _ => Self::Other,
        }
    }
}

impl Key for EntryKey {
    fn of(text: &[u8]) -> Self {
        match text {
            b"phoneNumber" => Self::PhoneNumber,
            b"status" => Self::Status,
            b"stopSMS" | b"stopSms" => Self::StopSms,
            b"date" => Self::Date,
            _ => Self::Other,
        }
    }
}

/// A flag that is spelt as a text or as the digits of a number.
pub(super) fn flag(text: &[u8]) -> Option<bool> {
    match text {
        b"1" | b"true" => Some(true),
        b"0" | b"false" => Some(false),
        _ => None,
    }
}
