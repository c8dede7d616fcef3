//! Figures of a campaign, in one of the three reckonings, and the rows behind them.

use std::collections::{BTreeMap, HashMap, HashSet};

use clock::CivilDate;
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

use super::targets::targets_of;
use super::wholes::{passing, wholes};
use super::{IndicatorFact, Targets};
use crate::tally::{TallyId, TallyState};
use crate::{Aggregate, Aim, CampaignId, Filter, MeasureKind, PhaseId, Reckoning, Split, facts, figure_key};

/// How far one measure of a campaign is, or the part of it that a filter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressFact {
    /// Code in the catalogue.
    pub measure: String,
    /// What of the measure counts.
    pub filter: Filter,
    /// With the filter: `专题辅导讲座（领导干部）`.
    pub name: String,
    /// `场`, `人次`.
    pub unit: String,
    /// Over everything that was asked for: a unit's target, or that of all units together. None: no target set.
    pub target: Option<i64>,
    pub done: i64,
    pub kind: MeasureKind,
}

impl ProgressFact {
    /// What tells it from the other figures of its campaign, for choices on a page.
    pub fn key(&self) -> String {
        figure_key(&self.measure, &self.filter)
    }

    /// What a page of figures is asked to show the rows behind it: `measure=lecture&only=…`.
    pub fn behind(&self) -> String {
        behind(&self.measure, &self.filter)
    }
}

/// The part of an address that asks for the rows of a measure which a filter takes.
pub fn behind(measure: &str, filter: &Filter) -> String {
    let only = filter.key();
    let only = if only.is_empty() { only } else { format!("&only={}", web::encoded(&only)) };
    format!("measure={}{only}", web::encoded(measure))
}

db::record! {
    /// One row behind a number.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TallyRow {
        pub tally: TallyId,
        pub measure: String,
        pub source_room: String,
        pub source_id: String,
        pub unit: UnitId,
        pub unit_name: String,
        pub starts_on: CivilDate,
        pub ends_on: CivilDate,
        pub quantity: i64,
        /// What it was.
        pub split: Split,
        /// 核减; counts only in the reckoning `Approved`.
        pub deducted: i64,
        /// The furthest that it has come within what was asked for.
        pub state: TallyState,
    }
}

impl TallyRow {
    /// Whether the reviewer took all of it off: then nothing was done, and it is no source.
    pub(super) fn is_taken_off(&self) -> bool {
        self.deducted > 0 && self.deducted >= self.quantity
    }
}

db::record! {
    struct UnitFigure {
        unit: UnitId,
        measure: String,
        split: Split,
        total: i64,
        largest: i64,
        sources: i64,
    }
}

/// What one unit has of a measure, over everything that counts.
#[derive(Default)]
struct Total {
    sum: i64,
    largest: i64,
    sources: i64,
}

impl Total {
    fn add(&mut self, part: &UnitFigure) {
        self.sum = self.sum.saturating_add(part.total);
        self.largest = self.largest.max(part.largest);
        self.sources = self.sources.saturating_add(part.sources);
    }

    fn value(&self, kind: MeasureKind, aggregate: Aggregate) -> i64 {
        match (kind, aggregate) {
            (MeasureKind::Task, _) => i64::from(self.sources > 0),
            (MeasureKind::Count, Aggregate::Sum) => self.sum,
            (MeasureKind::Count, Aggregate::Max) => self.largest,
            (MeasureKind::Count, Aggregate::Distinct) => self.sources,
        }
    }
}

/// What is asked for of a measure, over the indicators that name it with the same filter.
struct Asked {
    fact: ProgressFact,
    aggregate: Aggregate,
    /// Who was asked.
    units: Vec<UnitId>,
}

impl Asked {
    fn done(&self, parts: &[UnitFigure]) -> i64 {
        let mut units: HashMap<UnitId, Total> = HashMap::new();
        for part in parts.iter().filter(|part| self.fact.filter.takes(&part.split)) {
            units.entry(part.unit).or_default().add(part);
        }
        let values = units.values().map(|total| total.value(self.fact.kind, self.aggregate));
        values.fold(0, i64::saturating_add)
    }
}

/// Of whom figures are.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// All units of the campaign together.
    All,
    Unit(UnitId),
    /// Those below a node, together: for a bureau whose superior launched the campaign.
    Below(&'a NodePath),
}

impl Whose<'_> {
    fn unit(self) -> Option<UnitId> {
        if let Self::Unit(unit) = self { Some(unit) } else { None }
    }

    /// For `LIKE`; empty where nobody is left out.
    pub(super) fn pattern(self) -> String {
        if let Self::Below(place) = self { place.like_below() } else { String::new() }
    }
}

/// The figures of a campaign's indicators: in one phase or over the whole, of one unit or of all. Without a phase each
/// tally counts once, also what stands over several phases. A `task` counts the units that did it.
pub async fn progress(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    unit: Option<UnitId>,
    reckoning: Reckoning,
) -> Result<Vec<ProgressFact>, DbError> {
    let whose = unit.map_or(Whose::All, Whose::Unit);
    progress_of(reads, campaign, phase, whose, reckoning).await
}

/// [`progress`] of whomever.
pub async fn progress_of(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    whose: Whose<'_>,
    reckoning: Reckoning,
) -> Result<Vec<ProgressFact>, DbError> {
    let targets = targets_of(reads, campaign, whose.unit()).await?;
    let below: Option<HashSet<UnitId>> = match whose {
        Whose::Below(place) => {
            let below = people::facts::units_below(reads, place).await?;
            Some(below.into_iter().map(|unit| unit.id).collect())
        }
        Whose::All | Whose::Unit(_) => None,
    };
    let today = reads.today();
    // A unit is shown what it is yet to do, but nothing of what was over before it joined.
    let own = |unit: UnitId, ends_on| Some(unit).filter(|unit| targets.joined_by(*unit, ends_on));
    let those = |ends_on: Option<CivilDate>| -> Option<Vec<UnitId>> {
        let mut units = match whose.unit() {
            Some(unit) => vec![own(unit, ends_on)?],
            None => targets.taking_part(ends_on, today),
        };
        units.retain(|unit| below.as_ref().is_none_or(|below| below.contains(unit)));
        Some(units)
    };
    let mut asked = asked(reads, campaign, phase, (&targets, &those)).await?;
    let unit = whose.unit();
    // What all have together is added up by the database; only parts of a measure need the rows of each unit.
    let (wholes, passing) = match unit {
        Some(_) => (HashMap::new(), HashMap::new()),
        None => (
            wholes(reads, campaign, phase, whose, reckoning).await?,
            passing(reads, campaign, phase, whose, reckoning).await?,
        ),
    };
    let is_whole = |one: &Asked| unit.is_none() && one.fact.filter.is_empty();
    let figures = match unit {
        Some(unit) => figures_of(reads, campaign, phase, unit, reckoning).await?,
        None if asked.iter().all(is_whole) => Vec::new(),
        None => figures(reads, campaign, phase, whose, reckoning).await?,
    };
    let mut parts: HashMap<String, Vec<UnitFigure>> = HashMap::new();
    for part in figures {
        parts.entry(part.measure.clone()).or_default().push(part);
    }
    for one in &mut asked {
        let measure = &one.fact.measure;
        if one.fact.kind == MeasureKind::Task {
            // Who did it and went, or did it before joining, is among those that did it, and so among those that were asked.
            let others = passing.get(measure);
            let others = others.map(|units| units.iter().filter(|unit| !one.units.contains(unit)).count());
            one.fact.target = sum(one.fact.target, others.and_then(|units| i64::try_from(units).ok()));
        }
        one.fact.done = if is_whole(one) {
            wholes.get(measure).map_or(0, |whole| whole.value(one.fact.kind, one.aggregate))
        } else {
            parts.get(measure).map_or(0, |parts| one.done(parts))
        };
    }
    Ok(asked.into_iter().map(|asked| asked.fact).collect())
}

/// The rows behind a number: of one measure, or of all; without a unit those of the units that take part or did.
pub async fn tally_rows(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    unit: Option<UnitId>,
    measure: Option<&str>,
    reckoning: Reckoning,
) -> Result<Vec<TallyRow>, DbError> {
    let rows: Vec<TallyRow> = reads
        .all(
            "SELECT t.tally, t.measure, t.source_room, t.source_id, t.unit, u.name AS unit_name, t.starts_on, \
             t.ends_on, t.quantity, t.split, t.deducted, t.state \
             FROM facts_tally t JOIN facts_unit u ON u.id = t.unit \
             WHERE t.campaign = $1 AND (CAST($2 AS TEXT) IS NULL OR t.phase = $2) \
             AND (t.unit = $3 OR (CAST($3 AS TEXT) IS NULL AND t.unit IN (SELECT e.unit FROM enrolment e WHERE e.campaign = $1))) \
             AND (CAST($4 AS TEXT) IS NULL OR t.measure = $4) \
             AND ($5 = 'logged' OR t.state = 'approved' OR ($5 = 'reported' AND t.state = 'reported')) \
             ORDER BY t.starts_on, t.tally",
            params![campaign, phase, unit, measure, reckoning],
        )
        .await?;
    let mut once: BTreeMap<(CivilDate, TallyId), TallyRow> = BTreeMap::new();
    for row in rows {
        let known = once.entry((row.starts_on, row.tally)).or_insert_with(|| row.clone());
        known.state = known.state.max(row.state);
    }
    Ok(once.into_values().collect())
}

/// What is asked for. `those`: who took part to the end of a time; none: nobody is asked. A target of a phase that is over is that of everyone who was there then: its figure does
/// not change because a unit goes afterwards.
async fn asked(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    (targets, those): (&Targets, &impl Fn(Option<CivilDate>) -> Option<Vec<UnitId>>),
) -> Result<Vec<Asked>, DbError> {
    let phases = facts::phases(reads, campaign).await?;
    let mut asked: Vec<Asked> = Vec::new();
    for indicator in facts::indicators(reads, campaign).await? {
        if phase.is_some() && indicator.phase.is_some() && indicator.phase != phase {
            continue;
        }
        let of = indicator.phase.or(phase);
        let ends_on = phases.iter().find(|one| Some(one.id) == of).and_then(|one| one.ends_on);
        let Some(units) = those(ends_on) else { continue };
        let Some(target) = target(&indicator, targets, &units) else { continue };
        let is_same = |known: &&mut Asked| {
            known.fact.measure == indicator.measure && known.fact.filter == indicator.filter
        };
        match asked.iter_mut().find(is_same) {
            Some(known) if known.fact.kind == MeasureKind::Count => {
                known.fact.target = sum(known.fact.target, target);
            }
            Some(_) => {}
            None => asked.push(Asked {
                aggregate: indicator.aggregate,
                units,
                fact: ProgressFact {
                    measure: indicator.measure,
                    filter: indicator.filter,
                    name: indicator.name,
                    unit: indicator.unit,
                    target,
                    done: 0,
                    kind: indicator.kind,
                },
            }),
        }
    }
    Ok(asked)
}

/// What these units shall reach together; `None` when the indicator is 不适用 for all of them.
fn target(indicator: &IndicatorFact, targets: &Targets, units: &[UnitId]) -> Option<Option<i64>> {
    let asking = targets.asking(indicator);
    let aims: Vec<Aim> = units.iter().map(|unit| asking.aim(*unit)).collect();
    let asked = aims.iter().filter(|aim| !matches!(aim, Aim::Excluded(_)));
    if asked.clone().next().is_none() && !aims.is_empty() {
        return None;
    }
    Some(match indicator.kind {
        MeasureKind::Task => i64::try_from(asked.count()).ok(),
        MeasureKind::Count => asked.fold(None, |total, aim| match aim {
            Aim::Reach(target) => sum(total, Some(*target)),
            _ => total,
        }),
    })
}

fn sum(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (one, other) => one.or(other),
    }
}

/// What every unit has.
async fn figures(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    whose: Whose<'_>,
    reckoning: Reckoning,
) -> Result<Vec<UnitFigure>, DbError> {
    reads
        .all(
            "SELECT unit, measure, split, total, largest, sources FROM tally_sum \
             WHERE campaign = $1 AND phase = COALESCE(CAST($2 AS TEXT), '') AND reckoning = $3 \
             AND unit IN (SELECT e.unit FROM enrolment e WHERE e.campaign = $1) AND ($4 = '' OR unit IN (SELECT id FROM facts_unit WHERE path LIKE $4))",
            params![campaign, phase, reckoning, whose.pattern()],
        )
        .await
}

/// What one unit has.
async fn figures_of(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    unit: UnitId,
    reckoning: Reckoning,
) -> Result<Vec<UnitFigure>, DbError> {
    reads
        .all(
            "SELECT unit, measure, split, total, largest, sources FROM tally_sum \
             WHERE unit = $4 AND campaign = $1 AND phase = COALESCE(CAST($2 AS TEXT), '') AND reckoning = $3",
            params![campaign, phase, reckoning, unit],
        )
        .await
}
