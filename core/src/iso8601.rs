//! Dates for people and other programs (ISO 8601, RFC 3339).

/// Seconds since 1970-01-01 00:00 UTC, not before that, as
/// `2018-02-07T07:38:31Z`. A year with more than four digits has a `+` before it,
/// as ISO 8601 asks for.
pub(crate) fn format(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date_of(days);
    let sign = if year > 9999 { "+" } else { "" };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a day since 1970-01-01, in the Gregorian calendar.
fn date_of(days: u64) -> (u64, u64, u64) {
    const DAYS_OF_400_YEARS: u64 = 146_097;
    // From 0000-03-01 on: so a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let leap_days = day / 1460 - day / 36_524 + day / 146_096;
    let year = (day - leap_days) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // Months from March on have 31, 30, 31, 30, 31 days, again and again.
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let is_next_year = u64::from(month >= 10);
    (
        era * 400 + year + is_next_year,
        (month + 2) % 12 + 1,
        day_of_month,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_as_they_are_known() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_517_989_111, "2018-02-07T07:38:31Z"),
            (1_633_039_200, "2021-09-30T22:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (253_402_300_800, "+10000-01-01T00:00:00Z"),
        ] {
            assert_eq!(format(seconds), text);
        }
        assert!(format(u64::MAX).ends_with('Z'));
    }

    #[test]
    fn each_day_follows_the_one_before() {
        let mut before = date_of(0);
        for days in 1..200_000 {
            let (year, month, day) = date_of(days);
            let is_next_day = (year, month, day) == (before.0, before.1, before.2 + 1);
            let is_next_month = day == 1 && before.2 >= 28 && month == before.1 % 12 + 1;
            assert!(is_next_day || is_next_month, "{days}: {year}-{month}-{day}");
            before = (year, month, day);
        }
        assert_eq!(before.0, 2517);
    }
}
