//! What holds for every result, whatever the server sent: all ways to read it
//! agree.

use crate::c_api::{
    CallResult, Copied, SMSP_ERROR_INTERNAL, SMSP_OK, SMSP_STATUS_UNKNOWN, STATUSES,
};

/// The number of entries that are looked for by their phone number: a search takes
/// longer the more entries there are.
const SEARCHES: usize = 64;

/// Panics if a result of a call with this key breaks a promise of `smsp.h`.
/// The `_copy` functions are called with this capacity, and without any.
pub fn hold(result: &CallResult, api_key: &str, capacity: i32) {
    success_and_failure_exclude_each_other(result, api_key);
    entries_read_the_same_through_every_function(result, capacity);
    indices_out_of_range_read_as_absent(result, capacity);
    statuses_are_counted(result);
    numbers_are_found(result);
    is_copied(result.message_id(), capacity, |c| result.message_id_copy(c));
    is_copied(result.error_message(), capacity, |c| {
        result.error_message_copy(c)
    });
}

fn success_and_failure_exclude_each_other(result: &CallResult, api_key: &str) {
    let message = result.error_message();
    assert_ne!(result.error_code(), SMSP_ERROR_INTERNAL, "{message}");
    assert!(result.retry_after() >= 0);
    if result.error_code() == SMSP_OK {
        assert_eq!(message, "");
        assert!((200..300).contains(&result.http_status()));
    } else {
        assert_ne!(message, "");
        assert!(!message.contains(api_key), "the key is in {message:?}");
        assert_eq!(result.count(), 0);
        if result.error_code() > 0 {
            assert_eq!(result.error_code(), result.api_code());
        }
    }
}

fn entries_read_the_same_through_every_function(result: &CallResult, capacity: i32) {
    for index in 0..result.count() {
        let (entry, phone_number) = result.entry(index).expect("an index below the count");
        assert_eq!(phone_number, result.phone_number(index));
        assert_eq!(entry.status, result.status(index));
        assert_eq!(entry.stop_sms, result.stop_sms(index));
        assert_eq!(entry.date, result.date(index));
        assert!(STATUSES.contains(&entry.status));
        assert!([0, 1].contains(&entry.stop_sms));
        let date = result.date_text(index).parse().unwrap_or(0);
        assert!(entry.date == 0 || entry.date == date);
        if result.status_text(index).is_empty() {
            assert_eq!(entry.status, SMSP_STATUS_UNKNOWN);
        }
        is_copied(phone_number, capacity, |c| {
            result.phone_number_copy(index, c)
        });
    }
}

fn indices_out_of_range_read_as_absent(result: &CallResult, capacity: i32) {
    for index in [i32::MIN, -1, result.count(), i32::MAX] {
        assert!(result.entry(index).is_none());
        assert_eq!(result.phone_number(index), "");
        assert_eq!(result.status_text(index), "");
        assert_eq!(result.date_text(index), "");
        assert_eq!(result.status(index), SMSP_STATUS_UNKNOWN);
        assert_eq!((result.stop_sms(index), result.date(index)), (0, 0));
        is_copied("", capacity, |c| result.phone_number_copy(index, c));
    }
}

fn statuses_are_counted(result: &CallResult) {
    for status in STATUSES {
        let entries = (0..result.count()).filter(|&index| result.status(index) == status);
        assert_eq!(result.count_status(status) as usize, entries.count());
    }
    for none in [i32::MIN, -1, STATUSES.end() + 1, i32::MAX] {
        assert_eq!(result.count_status(none), 0);
    }
}

fn numbers_are_found(result: &CallResult) {
    for index in (0..result.count()).take(SEARCHES) {
        let number = result.phone_number(index);
        let first = (0..=index).find(|&i| result.phone_number(i) == number);
        assert_eq!(Some(result.find(number)), first);
    }
    let longest = (0..result.count())
        .map(|i| result.phone_number(i).len())
        .max();
    let longer = "0".repeat(longest.unwrap_or(0) + 1);
    assert_eq!(result.find(&longer), -1);
}

/// A copy is the beginning of the text, up to the last character that fits, and
/// its whole length is returned.
fn is_copied(text: &str, capacity: i32, copy: impl Fn(i32) -> Copied) {
    let length = text.len() as i32;
    for capacity in [capacity, 0, -1] {
        let fitting = (capacity > 0).then(|| {
            let room = capacity as usize - 1;
            let end = (0..=room).rev().find(|&end| text.is_char_boundary(end));
            text[..end.unwrap_or(0)].to_owned()
        });
        let expected = Copied {
            length,
            text: fitting,
        };
        assert_eq!(copy(capacity), expected);
    }
}
