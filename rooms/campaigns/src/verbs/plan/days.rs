//! What the plan's page says of days: those that nobody works on, and those that are not laid out yet.

use super::PlanPage;
use crate::plan::OpenTurn;
use crate::store::plan::DueRow;
use crate::verbs::typed::Refused as _;
use crate::workday::OffHolidays;

impl PlanPage<'_> {
    /// Until when the reports of phases without an end are laid out.
    pub(super) fn laid_out(&self) -> Vec<String> {
        self.plan.last_turns().iter().map(OpenTurn::words).collect()
    }

    /// Days that may turn out to be holidays; nobody changes them any more once they went down.
    pub(super) fn unsure(&self) -> Option<String> {
        if self.may_edit { self.plan.unsure_days() } else { None }
    }

    /// What a day may do on which nobody works: code, words, whether it is chosen.
    pub(super) fn off_ways(&self, form: &str, now: &str) -> Vec<(&'static str, String, bool)> {
        let chosen = self.value(form, "off_holidays", now);
        let ways = OffHolidays::ALL.iter().map(|one| (one.code(), format!("{}到工作日", one.label())));
        let stays = std::iter::once(("", "不改期".to_owned()));
        stays.chain(ways).map(|(code, words)| (code, words, chosen == code)).collect()
    }

    pub(super) fn off_code(&self, row: &DueRow) -> &'static str {
        row.off_holidays.map_or("", OffHolidays::code)
    }

    /// What to know of a day that nobody works on: where it went and why, or that it stays.
    pub(super) fn moved(&self, row: &DueRow) -> String {
        let workdays = &self.plan.workdays;
        let moved = row.moved_from.map(|printed| workdays.moved(printed, row.off_holidays).0);
        let now = moved.or_else(|| self.counted_now(row)).filter(|day| row.due_on != Some(*day));
        let words = match (row.moved_from.zip(row.off_holidays), row.due_on) {
            (Some((printed, off)), Some(day)) if printed != day => {
                format!("由 {printed}（{}）{}", workdays.why_off(printed).unwrap_or("放假"), off.label())
            }
            (Some((_, off)), _) => format!("遇节假日{}", off.label()),
            // Where it will move, nothing is said of its staying.
            (None, Some(day)) if now.is_none() => {
                workdays.why_off(day).map(|why| format!("当天{why}，不改期")).unwrap_or_default()
            }
            (None, _) => String::new(),
        };
        let now = now.map(|day| format!("按现在的放假安排应为 {day}，请核对"));
        [Some(words), now]
            .into_iter()
            .flatten()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join("；")
    }
}
