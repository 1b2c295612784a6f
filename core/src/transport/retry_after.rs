//! The pause that an answer asks for.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). A date counts from
/// the answer's own `Date`, since the clocks of this machine and the server may differ.
pub(super) fn pause(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    if let Some(seconds) = seconds(text) {
        return Some(Duration::from_secs(seconds));
    }
    let end = date(text)?;
    let answered = self::text(headers, DATE).and_then(date);
    let now = answered.unwrap_or_else(SystemTime::now);
    end.duration_since(now).ok()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// Seconds, a part of one rounded up; of several numbers, as a proxy joins two lines to
/// one, the first.
fn seconds(text: &str) -> Option<u64> {
    let first = text.split([',', ';']).next()?.trim_end();
    let (whole, part) = first.split_once('.').unwrap_or((first, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let has_part = part.bytes().any(|digit| digit != b'0');
    (is_number(whole) && is_number(part)).then(|| {
        // More seconds than this type holds are as good as for ever.
        let whole = whole.parse().unwrap_or(u64::MAX);
        whole.saturating_add(has_part.into())
    })
}

/// A date in any of the three forms (RFC 9110, section 5.6.7), or nearly.
fn date(text: &str) -> Option<SystemTime> {
    let date = httpdate::parse_http_date(text).ok();
    date.or_else(|| loose_date(text))
}

/// A date as mail has it (RFC 5322, section 3.3), which PHP's `date('r')` writes: with a
/// zone in hours and minutes, any weekday or none, any space and any case.
fn loose_date(text: &str) -> Option<SystemTime> {
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    let text = text.to_ascii_lowercase();
    let words: Vec<_> = text.split_ascii_whitespace().collect();
    let &[day, month, year, time, zone] = words.as_slice() else {
        return None;
    };
    // A leap second begins where the one before it ends.
    let (time, more) = match time.strip_suffix(":60") {
        Some(minute) => (format!("{minute}:59"), 1),
        None => (time.to_owned(), 0),
    };
    let (first, others) = month.split_at_checked(1)?;
    let month = first.to_ascii_uppercase() + others;
    // Which weekday it was is of no use, but the right one has to be there.
    let date = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .iter()
        .map(|weekday| format!("{weekday}, {day:0>2} {month} {year} {time} GMT"))
        .find_map(|date| httpdate::parse_http_date(&date).ok())?;
    let (is_east, zone) = zone_seconds(zone)?;
    let date = date.checked_add(Duration::from_secs(more))?;
    match is_east {
        true => date.checked_sub(zone),
        false => date.checked_add(zone),
    }
}

/// Whether a zone is east of Greenwich, and how far away its time is.
fn zone_seconds(zone: &str) -> Option<(bool, Duration)> {
    if matches!(zone, "gmt" | "utc" | "ut" | "z") {
        return Some((true, Duration::ZERO));
    }
    let (is_east, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (true, digits),
        ("-", digits) => (false, digits),
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits: u64 = digits.parse().ok()?;
    let minutes = digits / 100 * 60 + digits % 100;
    Some((is_east, Duration::from_secs(minutes * 60)))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn pause_of(retry_after: &str, date: &str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after).unwrap());
        headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        pause(&headers).map(|pause| pause.as_secs())
    }

    #[test]
    fn a_date_counts_from_the_date_of_the_answer_in_every_form() {
        let forms = |second: u8| {
            [
                format!("Sun, 06 Nov 1994 08:49:{second:02} GMT"),
                format!("Sunday, 06-Nov-94 08:49:{second:02} GMT"),
                format!("Sun Nov  6 08:49:{second:02} 1994"),
            ]
        };
        for answered in forms(37) {
            for later in forms(42) {
                assert_eq!(pause_of(&later, &answered), Some(5), "{later}, {answered}");
            }
            for earlier in forms(36) {
                assert_eq!(pause_of(&earlier, &answered), None, "{earlier}, {answered}");
            }
            assert_eq!(pause_of(&answered, &answered), Some(0));
        }
    }

    #[test]
    fn seconds_need_no_clock() {
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "no date"] {
            assert_eq!(pause_of(" 7 ", date), Some(7));
            assert_eq!(pause_of("-7", date), None);
        }
    }

    #[test]
    fn seconds_may_have_a_fraction_or_others_behind_them() {
        for (text, expected) in [
            ("7.0", Some(7)),
            ("7.5", Some(8)),
            ("7, 9", Some(7)),
            ("7;", Some(7)),
            ("99999999999999999999", Some(u64::MAX)),
            ("99999999999999999999.5", Some(u64::MAX)),
            ("", None),
            (".5", None),
            ("7.", None),
            ("7.x", None),
            ("7 Nov", None),
            ("2026-11-25T22:00:00Z", None),
        ] {
            assert_eq!(pause_of(text, "no date"), expected, "{text}");
        }
    }

    #[test]
    fn a_date_is_read_in_the_forms_of_mail_too() {
        let answered = "Sun, 06 Nov 1994 08:49:37 GMT";
        for later in [
            "Sun,   06 Nov 1994 08:49:42 GMT",
            "sun, 06 nov 1994 08:49:42 gmt",
            "SUN, 06 NOV 1994 08:49:42 GMT",
            "Mon, 06 Nov 1994 08:49:42 GMT",
            "06 Nov 1994 08:49:42 GMT",
            "Sun, 6 Nov 1994 08:49:42 UTC",
            "Sun, 06 Nov 1994 08:49:42 +0000",
            "Sun, 06 Nov 1994 10:19:42 +0130",
            "Sun, 06 Nov 1994 03:49:42 -0500",
            "Sun, 06 Nov 1994 08:49:42 Z",
        ] {
            assert_eq!(pause_of(later, answered), Some(5), "{later}");
        }
        let leap = ["31 Dec 2016 23:59:55 +0000", "31 Dec 2016 23:59:60 GMT"];
        assert_eq!(pause_of(leap[1], leap[0]), Some(5));
        for none in [
            "Sun, 31 Feb 1994 08:49:42 GMT",
            "Sun, 06 Nov 1994 08:49:42 CET",
            "Sun, 06 Nov 1994 08:49:42 +01",
            "Sun, 06 Nov 1994 08:49:42 +01x0",
            "Sun, 06 Nov 1994 08:49:42",
            "Sun, 06 Nov 1994 08:49:42 GMT more",
            "Sun, 06  1994 08:49:42 GMT",
        ] {
            assert_eq!(pause_of(none, answered), None, "{none}");
        }
    }

    #[test]
    fn this_machine_s_clock_counts_if_the_answer_has_no_date() {
        let hour = SystemTime::now() + Duration::from_secs(3600);
        let pause = pause_of(&httpdate::fmt_http_date(hour), "yesterday").unwrap();
        assert!((3500..=3600).contains(&pause), "{pause}");
        assert_eq!(pause_of("Sun, 06 Nov 1994 08:49:37 GMT", ""), None);
    }
}
