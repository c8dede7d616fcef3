//! A report that comes again, by the officer's own words: each how often, from when to when, on which day.

use clock::CivilDate;

use super::cycle::{Cycle, MOST, cycle_ends};
use crate::workday::{OffHolidays, Workdays};

/// How often, between which days, and on which day of which month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Series {
    pub(crate) cycle: Cycle,
    pub(crate) from: CivilDate,
    pub(crate) to: CivilDate,
    /// The day of the month; none: the last day of the period.
    pub(crate) day: Option<i8>,
    /// Whether that is a day of the month after the period.
    pub(crate) is_next_month: bool,
    /// Whether it is the first day of its month on which people work.
    pub(crate) is_first_workday: bool,
    /// Where a day moves on which nobody works.
    pub(crate) off_holidays: Option<OffHolidays>,
}

/// One date of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// `2026年3月`.
    pub(crate) period: String,
    /// The last day of the period.
    pub(crate) ends_on: CivilDate,
    pub(crate) due_on: CivilDate,
    /// The day before it was moved.
    pub(crate) moved_from: Option<CivilDate>,
}

/// Why there is no such series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSeries {
    #[error("结束日期早于开始日期，请改正。")]
    Backwards,
    #[error("这段时间里没有一个完整的周期，请把结束日期延后，或换一种周期。")]
    Empty,
    #[error("一次最多添加 {MOST} 个日期，请缩短起止日期，或换一种周期。")]
    TooMany,
    #[error("每日、每个工作日、每周、每半月的报送都在周期最后一天，请不填日期、“次月”和“第一个工作日”。")]
    NoDay,
    #[error("已选“第一个工作日”，就不再填几日，也不另选遇节假日怎么办。")]
    TwoDays,
    #[error("每日报送不改期：只在工作日报送的请选“每个工作日”，遇周末、节假日请选不改期。")]
    NoMove,
}

impl Series {
    /// Its dates in their order.
    pub(crate) fn turns(&self, workdays: &Workdays) -> Result<Vec<Turn>, BadSeries> {
        if self.to < self.from {
            return Err(BadSeries::Backwards);
        }
        let is_daily = matches!(self.cycle, Cycle::Day | Cycle::Workday);
        let is_short = is_daily || matches!(self.cycle, Cycle::Week | Cycle::HalfMonth);
        if self.is_first_workday && (self.day.is_some() || self.off_holidays.is_some()) {
            return Err(BadSeries::TwoDays);
        }
        if is_short && (self.day.is_some() || self.is_next_month || self.is_first_workday) {
            return Err(BadSeries::NoDay);
        }
        if is_daily && self.off_holidays.is_some() {
            return Err(BadSeries::NoMove);
        }
        let ends = cycle_ends(self.cycle, self.from, Some(self.to));
        if ends.len() >= MOST {
            return Err(BadSeries::TooMany);
        }
        let is_worked = |day: CivilDate| self.cycle != Cycle::Workday || workdays.is_workday(day);
        let turns = ends
            .into_iter()
            .filter(|(end, _)| is_worked(*end))
            .map(|(end, period)| self.turn(end, period, workdays));
        let turns: Vec<Turn> = turns.filter(|turn| turn.due_on >= self.from).collect();
        if turns.is_empty() { Err(BadSeries::Empty) } else { Ok(turns) }
    }

    fn turn(&self, end: CivilDate, period: String, workdays: &Workdays) -> Turn {
        let month = if self.is_next_month { end.end_of_month().plus_days(1).end_of_month() } else { end };
        let on_day =
            |day: i8| CivilDate::new(month.year(), month.month(), day).unwrap_or(month.end_of_month());
        if self.is_first_workday {
            let before = month.plus_days(-i32::from(month.day()));
            let due_on = workdays.after(before, 1);
            return Turn { period, ends_on: end, due_on, moved_from: None };
        }
        let printed = self.day.map_or(month, on_day);
        let (due_on, moved_from) = workdays.moved(printed, self.off_holidays);
        Turn { period, ends_on: end, due_on, moved_from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn series(cycle: Cycle, from: &str, to: &str, on: Option<i8>) -> Series {
        Series {
            cycle,
            from: day(from),
            to: day(to),
            day: on,
            is_next_month: false,
            is_first_workday: false,
            off_holidays: None,
        }
    }

    fn told(series: Series) -> Vec<String> {
        series
            .turns(&Workdays::as_shipped())
            .unwrap()
            .iter()
            .map(|turn| format!("{} {}", turn.due_on, turn.period))
            .collect()
    }

    #[test]
    fn each_cycle_has_its_dates() {
        assert_eq!(
            told(series(Cycle::TwoMonths, "2026-03-06", "2026-08-31", Some(25))),
            ["2026-04-25 2026年3月至4月", "2026-06-25 2026年5月至6月", "2026-08-25 2026年7月至8月"]
        );
        assert_eq!(
            told(series(Cycle::HalfMonth, "2026-02-10", "2026-03-20", None)),
            ["2026-02-15 2026年2月上半月", "2026-02-28 2026年2月下半月", "2026-03-15 2026年3月上半月"]
        );
        assert_eq!(
            told(series(Cycle::Month, "2026-02-01", "2026-02-28", Some(31))),
            ["2026-02-28 2026年2月"]
        );
        assert_eq!(
            told(series(Cycle::Quarter, "2026-10-01", "2027-03-31", None)),
            ["2026-12-31 2026年第四季度", "2027-03-31 2027年第一季度"]
        );
    }

    #[test]
    fn a_day_may_lie_in_the_next_month_and_move_off_holidays() {
        let next =
            Series { is_next_month: true, ..series(Cycle::Month, "2026-08-01", "2026-09-30", Some(5)) };
        assert_eq!(told(next), ["2026-09-05 2026年8月", "2026-10-05 2026年9月"]);
        let turns =
            Series { off_holidays: Some(OffHolidays::Next), ..next }.turns(&Workdays::as_shipped()).unwrap();
        assert_eq!((turns[1].due_on, turns[1].moved_from), (day("2026-10-08"), Some(day("2026-10-05"))));
    }

    #[test]
    fn the_first_day_on_which_people_work_may_be_asked_for() {
        let first =
            Series { is_first_workday: true, ..series(Cycle::Month, "2026-01-01", "2026-05-31", None) };
        let (february, march) = ("2026-02-02 2026年2月", "2026-03-02 2026年3月");
        assert_eq!(
            told(first)[..3],
            ["2026-01-04 2026年1月", february, march],
            "the 4th of January is made up for"
        );
        let next = Series { is_next_month: true, ..first };
        assert_eq!(told(next)[0], "2026-02-02 2026年1月");
        let from_within = Series { from: day("2026-03-06"), ..first };
        assert_eq!(
            told(from_within)[0],
            "2026-04-01 2026年4月",
            "what lies before the beginning is none of it"
        );
        let quarterly = Series { cycle: Cycle::Quarter, is_next_month: true, ..first };
        assert_eq!(told(quarterly), ["2026-04-01 2026年第一季度"]);
        for wrong in
            [Series { day: Some(3), ..first }, Series { off_holidays: Some(OffHolidays::Next), ..first }]
        {
            assert_eq!(wrong.turns(&Workdays::as_shipped()), Err(BadSeries::TwoDays));
        }
        let weekly = Series { cycle: Cycle::Week, ..first };
        assert_eq!(weekly.turns(&Workdays::as_shipped()), Err(BadSeries::NoDay));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(
            series(Cycle::Year, "2026-03-06", "2026-11-30", None).turns(&Workdays::as_shipped()),
            Err(BadSeries::Empty)
        );
        assert_eq!(
            series(Cycle::Month, "2026-03-06", "2026-03-01", None).turns(&Workdays::as_shipped()),
            Err(BadSeries::Backwards)
        );
        assert_eq!(
            series(Cycle::Week, "2020-01-01", "2030-01-01", None).turns(&Workdays::as_shipped()),
            Err(BadSeries::TooMany)
        );
        assert_eq!(
            series(Cycle::Week, "2026-01-01", "2026-02-01", Some(3)).turns(&Workdays::as_shipped()),
            Err(BadSeries::NoDay)
        );
        let daily = series(Cycle::Day, "2026-01-01", "2026-01-31", None);
        assert_eq!(daily.turns(&Workdays::as_shipped()).map(|turns| turns.len()), Ok(31));
        let working = Series { cycle: Cycle::Workday, ..daily };
        assert_eq!(
            working.turns(&Workdays::as_shipped()).map(|turns| turns.len()),
            Ok(21),
            "the 4th is made up for"
        );
        let moving = Series { off_holidays: Some(OffHolidays::Next), ..daily };
        assert_eq!(moving.turns(&Workdays::as_shipped()), Err(BadSeries::NoMove));
    }
}
