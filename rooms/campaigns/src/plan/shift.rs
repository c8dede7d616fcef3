//! A plan a year later: its days, and the years that its words print.

use clock::CivilDate;

/// The same day a year later; the last day of a month stays the last one. Held where it is at the end of the calendar.
pub(crate) fn next_year(day: CivilDate) -> CivilDate {
    let there = CivilDate::new(day.year() + 1, day.month(), 1).map(|first| {
        let last = first.end_of_month();
        if day == day.end_of_month() { last } else { first.plus_days(i32::from(day.day()) - 1).min(last) }
    });
    there.unwrap_or(day)
}

/// The text with every printed year (`2026年`, `2026—2027年`) raised by one.
pub(crate) fn in_next_year(text: &str) -> String {
    let mut shifted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let digits = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(digits);
        shifted.push_str(before);
        match year(number).filter(|_| is_called_year(after)) {
            Some(year) => shifted.push_str(&(year + 1).to_string()),
            None => shifted.push_str(number),
        }
        rest = after;
    }
    shifted.push_str(rest);
    shifted
}

fn year(number: &str) -> Option<i16> {
    number.parse().ok().filter(|year| number.len() == 4 && (1949..2149).contains(year))
}

/// `年`, or the second half of a span of years.
fn is_called_year(after: &str) -> bool {
    let span = after.trim_start_matches(['—', '－', '-', '~', '～', '至']);
    let second = span.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits == 4);
    after.starts_with('年')
        || (span.len() < after.len() && second.is_some_and(|end| span[end..].starts_with('年')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn a_day_keeps_its_place_in_the_month() {
        for (from, to) in [
            ("2026-10-31", "2027-10-31"),
            ("2027-02-28", "2028-02-29"),
            ("2028-02-29", "2029-02-28"),
            ("2028-02-28", "2029-02-28"),
            ("2149-12-31", "2149-12-31"),
        ] {
            assert_eq!(next_year(day(from)), day(to), "{from}");
        }
    }

    #[test]
    fn only_printed_years_are_raised() {
        assert_eq!(in_next_year("2026年第一季度开展情况"), "2027年第一季度开展情况");
        assert_eq!(in_next_year("2026—2027年度"), "2027—2028年度");
        assert_eq!(
            in_next_year("青卫健〔2026〕18号，满12026年，2026-2027场"),
            "青卫健〔2026〕18号，满12026年，2026-2027场"
        );
        assert_eq!(in_next_year("安全生产月"), "安全生产月");
        assert_eq!(in_next_year("9999年2148年2149年"), "9999年2149年2149年");
    }
}
