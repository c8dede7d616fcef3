//! Days that were counted on a calendar of a year whose days off nobody has entered.

use std::collections::BTreeSet;

use clock::CivilDate;

use super::answer::printed_day;
use super::draft::Draft;
use crate::reading::Reading;
use crate::workday::Workdays;

/// Whether words count by the days on which people work.
pub(crate) fn counts_workdays(words: &str) -> bool {
    words.contains("工作日")
}

/// The days that the choices of a question offer and that were counted so.
pub(crate) fn offered<'c>(choices: &'c [String]) -> impl Iterator<Item = CivilDate> + 'c {
    choices.iter().filter(|choice| counts_workdays(choice)).filter_map(|choice| printed_day(choice))
}

/// What to know of days that rest on a calendar of years that it does not know; nothing where it knows them all.
pub(crate) fn unsure(days: impl IntoIterator<Item = CivilDate>, workdays: &Workdays) -> Option<String> {
    let days: BTreeSet<CivilDate> = days.into_iter().filter(|day| !workdays.knows(day.year())).collect();
    let years: BTreeSet<i16> = days.iter().map(|day| day.year()).collect();
    let joined = |words: Vec<String>| words.join("、");
    (!days.is_empty()).then(|| {
        format!(
            "{} 年放假安排尚未公布，或者还没有录入，以下期限按周末计算，没有避开节假日：{}。公布后请在“放假安排”里录入，再回来核对。",
            joined(years.iter().map(i16::to_string).collect()),
            joined(days.iter().map(CivilDate::to_string).collect())
        )
    })
}

impl Reading {
    /// The same of the plan that a notice suggests, by the calendar that comes with the program.
    pub fn unsure_days(&self) -> Option<String> {
        let workdays = Workdays::new([]);
        let draft = Draft::of(self, &[], &workdays);
        let is_counted = |words: Option<&str>| words.is_some_and(counts_workdays);
        let dues = draft.dues.iter().filter(|due| {
            due.off_holidays.is_some() || is_counted(due.source.as_ref().map(|source| source.text.as_str()))
        });
        let asked = draft.questions.iter().flat_map(|question| offered(&question.choices));
        unsure(dues.filter_map(|due| due.due_on).chain(asked), &workdays)
    }
}
