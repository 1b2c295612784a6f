//! The pause that an answer asks for.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). A date counts from
/// the answer's own `Date`, since the clocks of this machine and the server may differ.
pub(super) fn pause(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than this type holds are as good as for ever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let end = date(text)?;
    let answered = self::text(headers, DATE).and_then(date);
    let now = answered.unwrap_or_else(SystemTime::now);
    end.duration_since(now).ok()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// A date in any of the three forms (RFC 9110, section 5.6.7).
fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
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
    fn this_machine_s_clock_counts_if_the_answer_has_no_date() {
        let hour = SystemTime::now() + Duration::from_secs(3600);
        let pause = pause_of(&httpdate::fmt_http_date(hour), "yesterday").unwrap();
        assert!((3500..=3600).contains(&pause), "{pause}");
        assert_eq!(pause_of("Sun, 06 Nov 1994 08:49:37 GMT", ""), None);
    }
}
