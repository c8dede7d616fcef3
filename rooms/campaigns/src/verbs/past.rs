//! Reports whose day has passed when it is sent down, by the launch or by an amendment: each is moved by the officer, or is filled in
//! later.

use clock::CivilDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::plan::PastDays;
use crate::workday::Workdays;
use crate::{DueFact, DueId};

/// The day that a report gets instead of one that has passed.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = MovedDue)]
pub(crate) struct MoveInput {
    /// Id of the report.
    due: Raw,
    /// `YYYY-MM-DD`; empty: as `past` says.
    on: Raw,
}

/// A report whose day has passed, and the day that it has instead.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Moved {
    #[serde(skip)]
    pub(super) due: DueId,
    title: String,
    before: Option<CivilDate>,
    #[serde(rename = "after")]
    pub(super) on: CivilDate,
}

/// The reports whose day has passed.
pub(super) fn past(dues: &[DueFact], today: CivilDate) -> Vec<&DueFact> {
    dues.iter().filter(|due| due.is_past(today)).collect()
}

/// What becomes of days that have passed, as typed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'a> {
    /// `stay` (also when empty), `3` or `5` working days from now.
    pub(super) rest: &'a Raw,
    /// Days of the officer's own.
    pub(super) moves: &'a [MoveInput],
}

impl Chosen<'_> {
    /// Which of the passed days move, and to which day.
    pub(super) fn moves(
        self,
        dues: &[DueFact],
        today: CivilDate,
        workdays: &Workdays,
    ) -> Result<Vec<Moved>, Fault> {
        let past = past(dues, today);
        let mut invalid = Invalid::default();
        let rest = self.rest.given().map_or(Some(PastDays::Stay), PastDays::parse);
        if rest.is_none() {
            invalid.add("past", "请选择保留原日期、改到 3 个工作日后还是 5 个工作日后。");
        }
        let mut given = Vec::new();
        for (i, one) in self.moves.iter().enumerate() {
            let field = |name: &str| format!("moves[{i}][{name}]");
            let Some(day) = fields::date(&mut invalid, &field("on"), &one.on) else { continue };
            if day < today {
                invalid.add(field("on"), format!("新的期限不能早于今天（{today}）；保留原日期的请留空。"));
            }
            match past.iter().find(|due| due.id.to_string() == one.due.text()) {
                Some(due) => given.push((due.id, day)),
                None => invalid.add(field("due"), "这一项不在已过的期限里，不用改期。请刷新页面后核对。"),
            }
        }
        invalid.into_result()?;
        let rest = rest.and_then(|rest| rest.day(today, workdays));
        let moved = past.into_iter().filter_map(|due| {
            let own = given.iter().find(|(id, _)| *id == due.id).map(|(_, day)| *day);
            Some(Moved { due: due.id, title: due.title.clone(), before: due.due_on, on: own.or(rest)? })
        });
        Ok(moved.collect())
    }

    /// What may become of passed days: code, words with the day, whether it is chosen.
    pub(super) fn ways(self, today: CivilDate, workdays: &Workdays) -> Vec<(&'static str, String, bool)> {
        let chosen = self.rest.given().unwrap_or(PastDays::Stay.code());
        let way = |one: &PastDays| {
            let day = one.day(today, workdays);
            let words = day.map_or_else(|| one.label().to_owned(), |day| format!("{}（{day}）", one.label()));
            (one.code(), words, chosen == one.code())
        };
        PastDays::ALL.iter().map(way).collect()
    }

    /// What was typed as the new day of a report.
    pub(super) fn typed_day(self, due: &DueFact) -> String {
        let typed = self.moves.iter().find(|one| one.due.text() == due.id.to_string());
        typed.map_or_else(String::new, |one| one.on.text().to_owned())
    }
}

/// What stays in the past by the officer's choice, in words; empty where nothing does. `when`: 下发前.
pub(super) fn told(dues: &[DueFact], today: CivilDate, when: &str) -> String {
    let named = |due: &DueFact| {
        format!("“{}”（{}）", due.title, due.due_on.map(|day| day.to_string()).unwrap_or_default())
    };
    match past(dues, today).as_slice() {
        [] => String::new(),
        [first] => format!("{}的期限在{when}已过，按补录办理，不催报，不计迟报。", named(first)),
        [first, others @ ..] => format!(
            "{}等 {} 项的期限在{when}已过，按补录办理，不催报，不计迟报。",
            named(first),
            others.len() + 1
        ),
    }
}
