use std::collections::{BTreeMap, HashMap};

use campaigns::facts::{DueFact, PhaseFact};
use campaigns::{DueId, DueKind};
use clock::CivilDate;
use people::UnitId;
use people::facts::{SetChoice, UnitFact};
use reports::facts::{DueState, DueStateFact, FiguresFact};

/// The desk: units × report dates.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) dues: Vec<DueFact>,
    phases: Vec<PhaseFact>,
    pub(crate) rows: Vec<DeskRow>,
}

/// A report date as a column: where it stands among the dues, and a heading short enough for a dense table.
#[derive(Clone, Debug)]
pub(crate) struct Column<'a> {
    pub(crate) index: usize,
    pub(crate) due: &'a DueFact,
    pub(crate) heading: String,
    pub(crate) date: String,
}

/// One unit's row.
#[derive(Clone, Debug)]
pub(crate) struct DeskRow {
    pub(crate) unit: UnitFact,
    /// One a due, in their order; `None` where the unit owes nothing.
    pub(crate) states: Vec<Option<DueStateFact>>,
    pub(crate) last_activity: Option<CivilDate>,
    /// Days without an activity, when they are many enough to say so.
    pub(crate) silent_days: Option<i32>,
    /// 按合并后单位: the rows of the units that went into this one.
    pub(crate) within: Vec<DeskRow>,
}

impl DeskRow {
    /// How the unit stands in a column; `None` where it owes nothing.
    pub(crate) fn fact(&self, column: &Column<'_>) -> Option<&DueStateFact> {
        self.states.get(column.index)?.as_ref()
    }

    /// How the units that went into this one stand in a column, with their names.
    pub(crate) fn facts_within<'a>(
        &'a self,
        column: &'a Column<'_>,
    ) -> impl Iterator<Item = (&'a str, &'a DueStateFact)> {
        self.within.iter().filter_map(|row| Some((row.unit.name.as_str(), row.fact(column)?)))
    }

    /// `含 2026-10-31 并入的第一医院`; where the unit went itself, in a row of its own; blank for the others.
    pub(crate) fn footnote(&self) -> String {
        let note = |row: &Self| Some(row.unit.merger()?.footnote(&row.unit.name));
        let notes: Vec<String> = self.within.iter().filter_map(note).collect();
        let gone = self.unit.merger().map(|merger| format!("{} 并入{}", merger.on, merger.into_name));
        gone.unwrap_or_else(|| notes.join("，"))
    }

    /// How the unit and those that went into it stand with a date: the place of the date among the dues.
    pub(crate) fn facts_at(&self, due: Option<usize>) -> impl Iterator<Item = &DueStateFact> {
        let rows = std::iter::once(self).chain(&self.within);
        rows.filter_map(move |row| row.states.get(due?)?.as_ref())
    }

    fn all_facts(&self) -> impl Iterator<Item = &DueStateFact> {
        std::iter::once(self).chain(&self.within).flat_map(|row| row.states.iter().flatten())
    }

    /// A unit of which only what went into it takes part.
    fn empty(unit: UnitFact, dues: usize) -> Self {
        Self { unit, states: vec![None; dues], last_activity: None, silent_days: None, within: Vec::new() }
    }

    fn take_in(&mut self, row: Self) {
        self.last_activity = self.last_activity.max(row.last_activity);
        let own = self.states.iter().any(Option::is_some).then_some(self.silent_days);
        self.silent_days = own.unwrap_or(row.silent_days).and_then(|days| Some(days.min(row.silent_days?)));
        self.within.push(row);
    }
}

/// What the desk shows of its rows; blank shows all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    pub(crate) text: Option<String>,
    pub(crate) class: Option<String>,
    pub(crate) township: Option<String>,
    pub(crate) state: Option<Condition>,
    /// 挂片.
    pub(crate) set: SetChoice,
}

/// A condition that a unit is in: by its report of the chosen date, or by its silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    State(DueState),
    /// 已报: something was sent, whatever became of it.
    Received,
    /// 按时: first sent by the due time.
    OnTime,
    /// 未报送: owed, and nothing was sent yet, whether the date has passed or not.
    Unsent,
    /// 无动静: no activity for [`SILENT_DAYS`] days.
    Silent,
}

/// From how many days without an activity a unit counts as silent.
const SILENT_DAYS: i32 = 21;

impl Condition {
    pub(crate) fn parse(code: &str) -> Option<Self> {
        let named = [Self::Received, Self::OnTime, Self::Unsent, Self::Silent]
            .into_iter()
            .find(|one| one.code() == code);
        named.or_else(|| DueState::parse(code).map(Self::State))
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::State(state) => state.code(),
            Self::Received => "received",
            Self::OnTime => "in_time",
            Self::Unsent => "unsent",
            Self::Silent => "silent",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::State(state) => state.label(),
            Self::Received => "已报",
            Self::OnTime => "按时",
            Self::Unsent => "未报送",
            Self::Silent => "无动静",
        }
    }

    /// `due`: where the chosen date stands among the dues.
    fn holds(self, row: &DeskRow, due: Option<usize>) -> bool {
        let is_received =
            |fact: &DueStateFact| fact.first_submitted_at.is_some() && fact.state != DueState::Exempt;
        match self {
            Self::State(wanted) => row.facts_at(due).any(|fact| fact.state.is_asked(wanted, fact.is_late)),
            Self::Received => row.facts_at(due).any(is_received),
            Self::OnTime => row.facts_at(due).any(|fact| is_received(fact) && fact.is_on_time),
            Self::Unsent => row.facts_at(due).any(DueStateFact::is_unsent),
            Self::Silent => row.silent_days.is_some(),
        }
    }
}

impl Desk {
    /// Lays the facts out. `activity`: the last one of each unit that has any; `since`: when the units were asked to begin.
    pub(crate) fn lay(
        dues: Vec<DueFact>,
        phases: Vec<PhaseFact>,
        units: Vec<UnitFact>,
        states: Vec<DueStateFact>,
        activity: &HashMap<UnitId, CivilDate>,
        since: CivilDate,
        today: CivilDate,
    ) -> Self {
        let dues: Vec<DueFact> = dues.into_iter().filter(|due| due.due_on.is_some()).collect();
        let mut by_unit: HashMap<UnitId, Vec<DueStateFact>> = HashMap::new();
        for state in states {
            by_unit.entry(state.unit).or_default().push(state);
        }
        let rows = units.into_iter().filter_map(|unit| {
            let known = by_unit.remove(&unit.id)?;
            let states = dues.iter().map(|due| known.iter().find(|state| state.due == due.id).cloned());
            let last_activity = activity.get(&unit.id).copied();
            let quiet = last_activity.unwrap_or(since).days_until(today);
            Some(DeskRow {
                states: states.collect(),
                last_activity,
                silent_days: (quiet >= SILENT_DAYS).then_some(quiet),
                within: Vec::new(),
                unit,
            })
        });
        Self { rows: rows.collect(), phases, dues }
    }

    /// Whether a unit of the desk went into another one.
    pub(crate) fn has_merged(&self) -> bool {
        self.rows.iter().any(|row| row.unit.merged_into.is_some() || !row.within.is_empty())
    }

    /// 按合并后单位: the row of a unit that went into another one stands within the row of that one, which is there even
    /// if it takes no part itself. `units`: all that there are. The figures stay what they are.
    pub(crate) fn merged(mut self, units: &[UnitFact]) -> Self {
        let (gone, mut rows): (Vec<_>, Vec<_>) =
            self.rows.into_iter().partition(|row| row.unit.merged_into.is_some());
        for row in gone {
            let into = row.unit.merged_into;
            let at = rows.iter().position(|known: &DeskRow| Some(known.unit.id) == into);
            let whole = units.iter().find(|unit| Some(unit.id) == into);
            match (at, whole) {
                (Some(at), _) => rows[at].take_in(row),
                (None, Some(unit)) => {
                    let mut whole = DeskRow::empty(unit.clone(), self.dues.len());
                    whole.take_in(row);
                    rows.push(whole);
                }
                (None, None) => rows.push(row),
            }
        }
        self.rows = rows;
        self
    }

    /// The columns: every date that has passed and the next one; with `all`, every date.
    pub(crate) fn columns(&self, today: CivilDate, all: bool) -> Vec<Column<'_>> {
        let is_past = |due: &DueFact| due.due_on.is_some_and(|date| date < today);
        let past = self.dues.iter().filter(|due| is_past(due)).count();
        let shown = if all { self.dues.len() } else { (past + 1).min(self.dues.len()) };
        self.dues
            .iter()
            .enumerate()
            .take(shown)
            .map(|(index, due)| {
                let date = due.due_on.map_or_else(String::new, |date| date.to_string());
                Column { index, due, heading: self.heading(due), date }
            })
            .collect()
    }

    fn heading(&self, due: &DueFact) -> String {
        let phase = due.phase.and_then(|id| self.phases.iter().find(|phase| phase.id == id));
        match (due.kind, phase) {
            (DueKind::PhaseEnd, Some(phase)) => format!("第{}阶段", phase.ordinal),
            (DueKind::UnitPlan, _) => "方案报备".to_owned(),
            _ => due.title.clone(),
        }
    }

    /// The rows that the filter lets through.
    pub(crate) fn shown(&self, shown: &Shown, due: Option<&DueFact>) -> Vec<&DeskRow> {
        let index = self.index(due);
        self.rows.iter().filter(|row| shown.lets_through(row, index)).collect()
    }

    /// Where a date stands among the dues.
    pub(crate) fn index(&self, due: Option<&DueFact>) -> Option<usize> {
        self.dues.iter().position(|known| due.is_some_and(|due| due.id == known.id))
    }

    /// The five figures of one report date.
    pub(crate) fn figures(&self, due: DueId) -> FiguresFact {
        let states = self.rows.iter().flat_map(DeskRow::all_facts);
        reports::facts::count(states.filter(|fact| fact.due == due))
    }

    /// How many units are exempt from a report.
    pub(crate) fn exempt(&self, due: Option<&DueFact>) -> usize {
        let states = self.rows.iter().flat_map(DeskRow::all_facts);
        let of_due = states.filter(|fact| due.is_some_and(|due| due.id == fact.due));
        of_due.filter(|fact| fact.state == DueState::Exempt).count()
    }

    /// How many units are in each condition, for the chips; conditions that nobody is in are left out.
    pub(crate) fn conditions(&self, due: Option<&DueFact>) -> Vec<(Condition, usize)> {
        let index = self.index(due);
        let states = DueState::ALL.iter().map(|state| Condition::State(*state));
        let all = states.chain([Condition::Silent]);
        all.map(|condition| (condition, self.rows.iter().filter(|row| condition.holds(row, index)).count()))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Every class that a unit has.
    pub(crate) fn classes(&self) -> Vec<String> {
        distinct(self.rows.iter().map(|row| row.unit.class.as_str()))
    }

    /// Every township that a unit stands in.
    pub(crate) fn townships(&self) -> Vec<String> {
        distinct(self.rows.iter().map(|row| row.unit.township.as_str()))
    }
}

impl Shown {
    fn lets_through(&self, row: &DeskRow, due: Option<usize>) -> bool {
        let is =
            |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        let text = self.text.as_deref();
        let named =
            text.is_none_or(|text| row.unit.name.contains(text) || row.unit.short_name.contains(text));
        named
            && is(&self.class, &row.unit.class)
            && is(&self.township, &row.unit.township)
            && std::iter::once(row).chain(&row.within).any(|row| self.set.shows(row.unit.id))
            && self.state.is_none_or(|state| state.holds(row, due))
    }
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let words: BTreeMap<&str, ()> = words.filter(|word| !word.is_empty()).map(|word| (word, ())).collect();
    words.into_keys().map(str::to_owned).collect()
}
