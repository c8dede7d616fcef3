//! Days that were counted on a calendar of a year whose days off nobody has entered.

use std::collections::BTreeMap;

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

/// What to know of days that rest on a calendar, a sentence for each year that it does not know.
pub(crate) fn unsure(days: impl IntoIterator<Item = CivilDate>, workdays: &Workdays) -> Vec<String> {
    let mut years: BTreeMap<i16, Vec<CivilDate>> = BTreeMap::new();
    for day in days.into_iter().filter(|day| !workdays.knows(day.year())) {
        years.entry(day.year()).or_default().push(day);
    }
    let told = years.into_iter().map(|(year, mut days)| {
        days.sort_unstable();
        days.dedup();
        let words: Vec<String> = days.iter().map(CivilDate::to_string).collect();
        format!(
            "{year} 年放假安排尚未公布，或者还没有录入，这一年的期限按周末计算，没有避开节假日：{}。公布后请在“放假安排”里录入，再回来核对。",
            words.join("、")
        )
    });
    told.collect()
}

impl Reading {
    /// The same of the plan that a notice suggests, by the calendar that comes with the program.
    pub fn unsure_days(&self) -> Vec<String> {
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
