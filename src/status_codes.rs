//! The numbers of the delivery statuses. They are never renumbered and never
//! reused; new ones may be added.

use smsp::Status;

/// The delivery status of one recipient: one of the SMSP_STATUS_ constants. A
/// later version may add values, so treat any other value as
/// SMSP_STATUS_UNKNOWN. Since 1.0.
pub type smsp_status = i32;

/// "UNKNOWN", or a text that this version does not know; see
/// smsp_result_status_text().
pub const SMSP_STATUS_UNKNOWN: i32 = 0;
/// "Delivered", "DELIVRD": the phone has received the SMS.
pub const SMSP_STATUS_DELIVERED: i32 = 1;
/// "Not delivered", "UNDELIV", "EXPIRED", "REJECTD": the SMS will not arrive any
/// more.
pub const SMSP_STATUS_NOT_DELIVERED: i32 = 2;
/// "Waiting", "PENDING", "ENROUTE", "ACCEPTD": the status may still change, up to
/// 48 hours after sending.
pub const SMSP_STATUS_WAITING: i32 = 3;
/// "ko": the SMS was not sent because a problem occurred.
pub const SMSP_STATUS_NOT_SENT: i32 = 4;

/// The number of a status.
pub(crate) fn status_code(status: Status) -> i32 {
    match status {
        Status::Unknown => SMSP_STATUS_UNKNOWN,
        Status::Delivered => SMSP_STATUS_DELIVERED,
        Status::NotDelivered => SMSP_STATUS_NOT_DELIVERED,
        Status::Waiting => SMSP_STATUS_WAITING,
        Status::NotSent => SMSP_STATUS_NOT_SENT,
        // A status that the core knows and this layer does not.
        _ => SMSP_STATUS_UNKNOWN,
    }
}

/// The status of a number, if there is one.
pub(crate) fn status_of(code: i32) -> Option<Status> {
    Status::ALL
        .iter()
        .copied()
        .find(|status| status_code(*status) == code)
}
