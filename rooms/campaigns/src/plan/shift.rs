//! A plan a year later: its days, and the years that its words print.

use std::collections::HashSet;

use clock::CivilDate;

use crate::workday::weekday;

/// The same day a year later; the last day of a month stays the last one. Held where it is at the end of the calendar.
pub(crate) fn next_year(day: CivilDate) -> CivilDate {
    let there = CivilDate::new(day.year() + 1, day.month(), 1).map(|first| {
        let last = first.end_of_month();
        if day == day.end_of_month() { last } else { first.plus_days(i32::from(day.day()) - 1).min(last) }
    });
    there.unwrap_or(day)
}

/// The same weekday a year later: 52 weeks.
pub(crate) fn next_year_weekday(day: CivilDate) -> CivilDate {
    day.plus_days(WEEKS_OF_A_YEAR * 7)
}

const WEEKS_OF_A_YEAR: i32 = 52;
/// Counted from Monday, 0.
const SATURDAY: i32 = 5;

/// A date or words a year later, as an answer or a choice holds them.
pub(crate) fn answer_in_next_year(text: &str) -> String {
    CivilDate::parse(text).map_or_else(|_| in_next_year(text), |day| next_year(day).to_string())
}

/// The title of a dated report without its date: the turns of a series have the same.
pub(crate) fn undated(title: &str, day: CivilDate) -> String {
    title.replace(&day.chinese_short(), "")
}

/// Whether a report is a turn of a series by weeks: one of the same name falls due a week or two before or after it. One of
/// three in a row is of a daily series, unless that leaves out the weekends; a title that prints the year with the day is of one by days of the month.
pub(crate) fn is_weekly((title, day): (&str, CivilDate), others: &[(&str, CivilDate)]) -> bool {
    let name = undated(title, day);
    let of_series = others.iter().filter(|(other, on)| undated(other, *on) == name);
    let days: Vec<CivilDate> = of_series.map(|(_, on)| *on).collect();
    let away: HashSet<i32> = days.iter().map(|on| day.days_until(*on)).collect();
    let has = |days: [i32; 2]| days.iter().all(|day| away.contains(day));
    let is_daily = has([-1, 1]) || has([1, 2]) || has([-2, -1]);
    let is_next = [-14, -7, 7, 14].iter().any(|days| away.contains(days));
    !title.contains(&day.chinese()) && (is_of_workdays(&days) || (is_next && !is_daily))
}

/// Whether a series goes through the working days of more than a week: it leaves out every Saturday and Sunday, and few others.
fn is_of_workdays(days: &[CivilDate]) -> bool {
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return false };
    let (span, count) = (first.days_until(*last), i32::try_from(days.len()).unwrap_or(i32::MAX));
    span >= 7 && count.saturating_mul(5) >= span * 2 && days.iter().all(|on| weekday(*on) < SATURDAY)
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
    fn a_weekly_series_keeps_its_weekday() {
        let turns =
            [("3月1日前一周工作信息", day("2026-03-01")), ("3月8日前一周工作信息", day("2026-03-08"))];
        assert!(turns.iter().all(|turn| is_weekly(*turn, &turns)));
        let monthly = [("3月工作信息", day("2026-03-01")), ("3月台账", day("2026-03-08"))];
        assert!(monthly.iter().all(|turn| !is_weekly(*turn, &monthly)));
        let by_day =
            [("2026年3月1日前开展情况", day("2026-03-01")), ("2026年3月8日前开展情况", day("2026-03-08"))];
        assert!(by_day.iter().all(|turn| !is_weekly(*turn, &by_day)), "days of the month");
        let daily: Vec<_> = (0..10).map(|i| day("2026-09-21").plus_days(i)).collect();
        let titles: Vec<_> = daily.iter().map(|day| format!("{}进展情况", day.chinese_short())).collect();
        let daily: Vec<_> = titles.iter().map(String::as_str).zip(daily).collect();
        assert!(daily.iter().all(|turn| !is_weekly(*turn, &daily)), "each day");
        let on_workdays: Vec<_> = daily.iter().copied().filter(|(_, day)| weekday(*day) < SATURDAY).collect();
        assert!(on_workdays.iter().all(|turn| is_weekly(*turn, &on_workdays)), "each working day");
        let twice: Vec<_> = ["2026-09-21", "2026-09-22", "2026-09-28", "2026-09-29"].map(day).to_vec();
        let twice: Vec<_> = twice.into_iter().map(|day| ("工作信息", day)).collect();
        assert!(twice.iter().all(|turn| is_weekly(*turn, &twice)), "two days of each week");
        assert_eq!(next_year_weekday(day("2026-03-01")), day("2027-02-28"), "a Sunday");
        assert_eq!(next_year_weekday(day("2027-12-31")), day("2028-12-29"), "a Friday");
    }

    #[test]
    fn an_answer_is_a_day_or_words() {
        assert_eq!(answer_in_next_year("2026-10-31"), "2027-10-31");
        assert_eq!(answer_in_next_year("2026年10月31日前"), "2027年10月31日前");
        assert_eq!(answer_in_next_year("按季"), "按季");
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
