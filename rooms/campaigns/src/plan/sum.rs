//! What comes again as one number over the whole time, and how that is made: 每年 2 次 in three years are 6.

use clock::CivilDate;

use super::cycle::{Cycle, cycle_ends, period};
use crate::reading::PrintedTarget;

/// A printed quantity over the turns that end in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    each: i64,
    cycle: Cycle,
    /// What the turns are called.
    turns: Vec<String>,
    /// The one that begins in the time and ends behind it.
    cut_off: Option<String>,
}

impl Sum {
    /// None of what does not come again.
    pub(crate) fn of(target: PrintedTarget, (from, to): (CivilDate, CivilDate)) -> Option<Self> {
        let cycle = Cycle::from(target.every?);
        let turns = cycle_ends(cycle, from, Some(to)).into_iter().map(|(_, name)| name).collect();
        let last = period(cycle, to).map(|(_, end)| end).filter(|end| *end > to);
        let cut_off = last.and_then(|end| cycle_ends(cycle, end, Some(end)).pop()).map(|(_, name)| name);
        Some(Self { each: i64::from(target.count), cycle, turns, cut_off })
    }

    /// A time that is shorter than one turn has one.
    pub(crate) fn total(&self) -> i64 {
        self.each * i64::try_from(self.turns.len()).unwrap_or(i64::MAX / self.each.max(1)).max(1)
    }

    /// `每年 2 × 3（2026年度、2027年度、2028年度）= 6`
    pub(crate) fn words(&self) -> String {
        let named = match self.turns.as_slice() {
            [] => "不满一个周期，按一个算".to_owned(),
            few if few.len() <= MOST_NAMED => few.join("、"),
            [first, .., last] => format!("{first}至{last}"),
            [one] => one.clone(),
        };
        let rest = match &self.cut_off {
            Some(name) if !self.turns.is_empty() => format!("，{name}未满，没有计入"),
            _ => String::new(),
        };
        let count = self.turns.len().max(1);
        format!("{} {} × {count}（{named}{rest}）= {}", self.cycle.label(), self.each, self.total())
    }
}

/// More turns are told by the first and the last one.
const MOST_NAMED: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Basis;
    use crate::reading::Every;

    #[test]
    fn a_sum_says_how_it_is_made() {
        let words = |every, from: &str, to: &str| {
            let day = |text: &str| CivilDate::parse(text).unwrap();
            let target = PrintedTarget { count: 2, most: None, basis: Basis::Unit, every: Some(every) };
            Sum::of(target, (day(from), day(to))).unwrap().words()
        };
        assert_eq!(
            words(Every::Year, "2026-04-01", "2028-12-31"),
            "每年 2 × 3（2026年度、2027年度、2028年度）= 6"
        );
        assert_eq!(
            words(Every::Year, "2026-04-01", "2028-10-31"),
            "每年 2 × 2（2026年度、2027年度，2028年度未满，没有计入）= 4"
        );
        assert_eq!(words(Every::Month, "2026-01-01", "2026-08-31"), "每月 2 × 8（2026年1月至2026年8月）= 16");
        assert_eq!(words(Every::Year, "2026-04-01", "2026-10-31"), "每年 2 × 1（不满一个周期，按一个算）= 2");
    }
}
