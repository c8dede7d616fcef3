use std::collections::HashMap;

use clock::CivilDate;
use db::{DbError, Reads, params};
use people::UnitId;

use super::IndicatorFact;
use crate::target::{Aim, Basis, Measured, Rate, Ruling, aim};
use crate::{CampaignId, IndicatorId};

/// What each unit of a campaign shall reach.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    units: HashMap<UnitId, (String, Measured)>,
    /// Units that still take part, those too that join on a later day, in the order of their names.
    staying: Vec<UnitId>,
    /// From which day units take part that joined after the launch.
    joined: HashMap<UnitId, CivilDate>,
    /// Units that left or went into another one, and the day from which they take no part.
    gone: Vec<(UnitId, CivilDate)>,
    /// What the defaults have behind the point, where they have anything.
    fractions: HashMap<IndicatorId, i64>,
    classes: HashMap<IndicatorId, HashMap<String, Ruling>>,
    own: HashMap<IndicatorId, HashMap<UnitId, Ruling>>,
    /// What the bureau agreed to with a unit's plan.
    agreed: HashMap<IndicatorId, HashMap<UnitId, i64>>,
}

/// What one indicator asks of units: what was set for it, looked up once for all of them.
#[derive(Debug)]
pub(super) struct Asking<'a> {
    units: &'a HashMap<UnitId, (String, Measured)>,
    basis: Basis,
    default: Option<Rate>,
    classes: Option<&'a HashMap<String, Ruling>>,
    own: Option<&'a HashMap<UnitId, Ruling>>,
    agreed: Option<&'a HashMap<UnitId, i64>>,
}

impl Asking<'_> {
    pub(super) fn aim(&self, unit: UnitId) -> Aim {
        match (self.asked(unit), self.agreed.and_then(|agreed| agreed.get(&unit))) {
            (Aim::Excluded(reason), _) => Aim::Excluded(reason),
            (_, Some(target)) => Aim::Reach(*target),
            (asked, None) => asked,
        }
    }

    fn asked(&self, unit: UnitId) -> Aim {
        let Some((class, measured)) = self.units.get(&unit) else { return Aim::Open };
        let class = self.classes.and_then(|classes| classes.get(class));
        let own = self.own.and_then(|own| own.get(&unit));
        aim(self.default, self.basis, class, own, *measured)
    }
}

db::record! {
    struct UnitRow {
        unit: UnitId,
        class: String,
        headcount: Option<i64>,
        beds: Option<i64>,
        joined_on: Option<CivilDate>,
        gone_on: Option<CivilDate>,
    }
}

db::record! {
    struct ClassRow {
        indicator: IndicatorId,
        class: String,
        target: Option<i64>,
        hundredths: i64,
        basis: Option<Basis>,
        reason: String,
    }
}

db::record! {
    struct FractionRow {
        id: IndicatorId,
        hundredths: i64,
    }
}

db::record! {
    struct OwnRow {
        indicator: IndicatorId,
        unit: UnitId,
        target: Option<i64>,
        reason: String,
    }
}

db::record! {
    struct AgreedRow {
        indicator: IndicatorId,
        unit: UnitId,
        target: i64,
    }
}

impl Targets {
    /// What a unit shall reach: what was agreed with its plan, or what is asked of it. What is 不适用 stays so.
    pub fn aim(&self, indicator: &IndicatorFact, unit: UnitId) -> Aim {
        self.asking(indicator).aim(unit)
    }

    /// What the bureau asks of a unit, whatever was agreed since; a unit that does not take part is asked for nothing.
    pub fn asked(&self, indicator: &IndicatorFact, unit: UnitId) -> Aim {
        self.asking(indicator).asked(unit)
    }

    /// What an indicator asks, for many units.
    pub(super) fn asking(&self, indicator: &IndicatorFact) -> Asking<'_> {
        let fraction = self.fractions.get(&indicator.id).copied().unwrap_or(0);
        Asking {
            units: &self.units,
            basis: indicator.basis,
            default: indicator.target.map(|target| Rate::new(target, fraction)),
            classes: self.classes.get(&indicator.id),
            own: self.own.get(&indicator.id),
            agreed: self.agreed.get(&indicator.id),
        }
    }

    /// The units that still take part.
    pub fn staying(&self) -> &[UnitId] {
        &self.staying
    }

    /// Those that took part to the end of a time, whatever became of them since; of what is open, those that do as of `today`.
    pub(super) fn taking_part(&self, ends_on: Option<CivilDate>, today: CivilDate) -> Vec<UnitId> {
        let stayed = self.gone.iter().filter(|(_, on)| ends_on.is_some_and(|end| *on > end));
        let all = self.staying.iter().copied().chain(stayed.map(|(unit, _)| *unit));
        let last = ends_on.map_or(today, |end| end.min(today));
        all.filter(|unit| self.joined_by(*unit, Some(last))).collect()
    }

    /// Whether a unit had joined by the last day of a time.
    pub(super) fn joined_by(&self, unit: UnitId, last: Option<CivilDate>) -> bool {
        let joined = self.joined.get(&unit);
        joined.zip(last).is_none_or(|(joined, last)| *joined <= last)
    }
}

const UNITS: &str = concat!(
    "SELECT ",
    db::packed!(
        "unit" = "e.unit",
        "class" = "u.class",
        "headcount" = "u.headcount",
        "beds" = "u.beds",
        "joined_on" = "e.joined_on",
        "gone_on" = "CASE WHEN e.left_on < u.merged_on THEN e.left_on ELSE COALESCE(u.merged_on, e.left_on) END";
        "u.class, u.name"
    ),
    " FROM campaign c JOIN enrolment e ON e.campaign = COALESCE(c.amends, c.id) JOIN facts_unit u ON u.id = e.unit \
     WHERE c.id = $1 AND (CAST($2 AS TEXT) IS NULL OR e.unit = $2)"
);

/// What each unit of a campaign shall reach.
pub async fn targets(reads: &impl Reads, campaign: CampaignId) -> Result<Targets, DbError> {
    targets_of(reads, campaign, None).await
}

/// What one unit of a campaign shall reach, or each.
pub(super) async fn targets_of(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: Option<UnitId>,
) -> Result<Targets, DbError> {
    let units: Vec<UnitRow> = reads.packed(UNITS, params![campaign, unit]).await?;
    let classes: Vec<ClassRow> = reads
        .all(
            "SELECT t.indicator, t.class, t.target, t.hundredths, t.basis, t.reason FROM class_target t \
             JOIN indicator i ON i.id = t.indicator WHERE i.campaign = $1",
            params![campaign],
        )
        .await?;
    let fractions: Vec<FractionRow> = reads
        .all("SELECT id, hundredths FROM indicator WHERE campaign = $1 AND hundredths > 0", params![campaign])
        .await?;
    let own: Vec<OwnRow> = reads
        .all(
            "SELECT t.indicator, t.unit, t.target, t.reason FROM unit_target t JOIN indicator i ON i.id = t.indicator \
             WHERE i.campaign = $1 AND (CAST($2 AS TEXT) IS NULL OR t.unit = $2)",
            params![campaign, unit],
        )
        .await?;
    let agreed: Vec<AgreedRow> = reads
        .all(
            "SELECT t.indicator, t.unit, t.target FROM agreed_target t JOIN indicator i ON i.id = t.indicator \
             WHERE i.campaign = $1 AND (CAST($2 AS TEXT) IS NULL OR t.unit = $2)",
            params![campaign, unit],
        )
        .await?;
    let measured = |row: &UnitRow| Measured { headcount: row.headcount, beds: row.beds };
    Ok(Targets {
        staying: units.iter().filter(|row| row.gone_on.is_none()).map(|row| row.unit).collect(),
        joined: units.iter().filter_map(|row| Some((row.unit, row.joined_on?))).collect(),
        gone: units.iter().filter_map(|row| Some((row.unit, row.gone_on?))).collect(),
        units: units.into_iter().map(|row| (row.unit, (row.class.clone(), measured(&row)))).collect(),
        fractions: fractions.into_iter().map(|row| (row.id, row.hundredths)).collect(),
        classes: by_indicator(classes),
        own: by_unit(own.into_iter().map(|row| {
            let rate = row.target.map(|target| Rate::new(target, 0));
            (row.indicator, row.unit, Ruling::of(rate, None, row.reason))
        })),
        agreed: by_unit(agreed.into_iter().map(|row| (row.indicator, row.unit, row.target))),
    })
}

fn by_indicator(rows: Vec<ClassRow>) -> HashMap<IndicatorId, HashMap<String, Ruling>> {
    let mut rulings: HashMap<_, HashMap<_, _>> = HashMap::new();
    for row in rows {
        let rate = row.target.map(|target| Rate::new(target, row.hundredths));
        let ruling = Ruling::of(rate, row.basis, row.reason);
        rulings.entry(row.indicator).or_default().insert(row.class, ruling);
    }
    rulings
}

fn by_unit<T>(
    rows: impl Iterator<Item = (IndicatorId, UnitId, T)>,
) -> HashMap<IndicatorId, HashMap<UnitId, T>> {
    let mut all: HashMap<_, HashMap<_, _>> = HashMap::new();
    for (indicator, unit, what) in rows {
        all.entry(indicator).or_default().insert(unit, what);
    }
    all
}
