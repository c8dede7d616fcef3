//! A phase without an end has periodic reports for some time only: until when, so that somebody lays out the next ones.

use clock::CivilDate;

/// One date of a periodic report in a phase without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenTurn<'p> {
    pub(crate) phase: &'p str,
    /// `2027年第四季度开展情况`
    pub(crate) title: &'p str,
    pub(crate) due_on: CivilDate,
}

impl OpenTurn<'_> {
    /// The title without what tells one turn from another: the turns of a series have the same.
    fn series(&self) -> String {
        let is_counted = |c: char| c.is_ascii_digit() || "一二三四上下".contains(c);
        self.title.chars().filter(|c| !is_counted(*c)).collect()
    }

    /// `“长效机制”没有结束日期，定期报送只排到“2027年第四季度开展情况”（2027-12-31），以后的还没有排。`
    pub(crate) fn words(&self) -> String {
        let Self { phase, title, due_on } = self;
        format!("“{phase}”没有结束日期，定期报送只排到“{title}”（{due_on}），以后的还没有排。")
    }
}

/// The last date of each series.
pub(crate) fn last_turns<'p>(turns: impl IntoIterator<Item = OpenTurn<'p>>) -> Vec<OpenTurn<'p>> {
    let mut last: Vec<OpenTurn<'p>> = Vec::new();
    for turn in turns {
        let known = last.iter_mut().find(|one| one.phase == turn.phase && one.series() == turn.series());
        match known {
            Some(known) if known.due_on < turn.due_on => *known = turn,
            Some(_) => {}
            None => last.push(turn),
        }
    }
    last
}

/// How long before the last date somebody is asked to lay out the next ones.
const DAYS_BEFORE: i32 = 45;

/// The day from which somebody is asked.
pub(crate) fn asked_from(last: CivilDate) -> CivilDate {
    last.plus_days(-DAYS_BEFORE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_series_has_a_last_turn() {
        let turn =
            |title, on| OpenTurn { phase: "长效机制", title, due_on: CivilDate::parse(on).unwrap() };
        let turns = [
            turn("2027年第一季度开展情况", "2027-03-31"),
            turn("2027年上半年台账", "2027-06-30"),
            turn("2027年第二季度开展情况", "2027-06-30"),
            turn("2027年下半年台账", "2027-12-31"),
        ];
        let last = last_turns(turns);
        assert_eq!(
            last.iter().map(|one| one.title).collect::<Vec<_>>(),
            ["2027年第二季度开展情况", "2027年下半年台账"]
        );
        assert!(last[0].words().contains("只排到“2027年第二季度开展情况”（2027-06-30）"));
        assert_eq!(asked_from(last[0].due_on).to_string(), "2027-05-16");
    }
}
