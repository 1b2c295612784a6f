//! The keys, flags and numbers of an answer in every spelling that the provider's
//! family of answers uses, and PHP, in which the provider writes them.

/// A member of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum AnswerKey {
    Success,
    Code,
    MessageId,
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

impl AnswerKey {
    pub(super) fn of(key: &[u8]) -> Self {
        match key {
            b"success" => Self::Success,
            b"code" => Self::Code,
            b"message_id" | b"messageId" => Self::MessageId,
            b"StatutResponse_List" => Self::List,
            _ => Self::Other,
        }
    }
}

impl EntryKey {
    pub(super) fn of(key: &[u8]) -> Self {
        match key {
            b"phoneNumber" => Self::PhoneNumber,
            b"status" | b"statut" => Self::Status,
            b"stopSMS" | b"stopSms" => Self::StopSms,
            b"date" => Self::Date,
            _ => Self::Other,
        }
    }
}

/// A flag that is spelt as a text or as a number.
pub(super) fn flag(text: &[u8]) -> Option<bool> {
    let text = text.trim_ascii();
    let is = |word: &[u8]| text.eq_ignore_ascii_case(word);
    if text.is_empty() || is(b"false") {
        return Some(false);
    }
    if is(b"true") {
        return Some(true);
    }
    match whole_number(text)? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// A whole number in any spelling of a JSON number, `10.0` and `1e1` too, with space
/// around it.
pub(super) fn whole_number(text: &[u8]) -> Option<i32> {
    let (is_negative, text) = without_sign(text.trim_ascii());
    let at = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (digits, exponent) = text.split_at(at.unwrap_or(text.len()));
    let mut exponent = match exponent {
        [] => 0,
        [_, exponent @ ..] => self::exponent(exponent)?,
    };
    let mut number = 0_i64;
    // Those after the last other digit, which an exponent below 0 may take away.
    let mut zeros = 0;
    let mut has_digits = false;
    let mut is_behind_point = false;
    for &byte in digits {
        match byte {
            b'.' if !is_behind_point => {
                is_behind_point = true;
                continue;
            }
            b'0' => zeros += 1,
            b'1'..=b'9' => {
                number = times_power_of_ten(number, zeros + 1)?;
                number = number.checked_add(i64::from(byte - b'0'))?;
                zeros = 0;
            }
            _ => return None,
        }
        has_digits = true;
        exponent -= i64::from(is_behind_point);
    }
    if !has_digits {
        return None;
    }
    let number = times_power_of_ten(number, exponent + zeros)?;
    i32::try_from(if is_negative { -number } else { number }).ok()
}

fn without_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', text @ ..] => (true, text),
        [b'+', text @ ..] => (false, text),
        _ => (false, text),
    }
}

fn times_power_of_ten(number: i64, exponent: i64) -> Option<i64> {
    if number == 0 {
        return Some(0);
    }
    number.checked_mul(10_i64.checked_pow(u32::try_from(exponent).ok()?)?)
}

/// An exponent; one that is too large for any number of use is cut.
fn exponent(text: &[u8]) -> Option<i64> {
    let (is_negative, digits) = without_sign(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // No answer is so long that its digits could make up for more.
    const MOST: i64 = 1 << 40;
    let add = |exponent: i64, digit: &u8| (exponent * 10 + i64::from(digit - b'0')).min(MOST);
    let exponent = digits.iter().fold(0, add);
    Some(if is_negative { -exponent } else { exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_as_php_spells_them() {
        for text in [
            "1", "true", "TRUE", "True", " true ", "1.0", "1e0", "10e-1", "+1",
        ] {
            assert_eq!(flag(text.as_bytes()), Some(true), "{text}");
        }
        for text in [
            "", "0", "false", "FALSE", "False", "0.0", "-0", "0e9", " ", "00",
        ] {
            assert_eq!(flag(text.as_bytes()), Some(false), "{text}");
        }
        for text in ["yes", "2", "-1", "null", "0x1", "1.5", "tru", "1 0", "."] {
            assert_eq!(flag(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_whole_number_is_read_in_every_spelling() {
        let zeros = format!("1{}e-100000", "0".repeat(100_000));
        let fraction = format!("10.{}", "0".repeat(100_000));
        for (text, number) in [
            ("10", 10),
            ("10.0", 10),
            (" 10", 10),
            ("10 \n", 10),
            ("+10", 10),
            ("0010", 10),
            ("1e1", 10),
            ("1E+1", 10),
            ("100e-1", 10),
            ("0.1e2", 10),
            ("-4", -4),
            ("0", 0),
            ("0.000", 0),
            ("-0", 0),
            ("0e999999999999999999999999", 0),
            ("2147483647", i32::MAX),
            ("-2147483648", i32::MIN),
            ("2147483647.00", i32::MAX),
            ("1050", 1050),
            (&zeros, 1),
            (&fraction, 10),
        ] {
            assert_eq!(whole_number(text.as_bytes()), Some(number), "{text}");
        }
        let digits = "9".repeat(100_000);
        for text in [
            "",
            " ",
            "x",
            "1.5",
            "1e-1",
            "2147483648",
            "-2147483649",
            "1e10",
            "1e99",
            "1e999",
            "1e99999999999999999999999999",
            "1e-99999999999999999999999999",
            "1e",
            "1e+",
            "1.2.0",
            "1 0",
            "0x10",
            "--1",
            ".",
            "e1",
            "-",
            "\u{661}",
            &digits,
        ] {
            assert_eq!(whole_number(text.as_bytes()), None, "{text}");
        }
    }
}
