//! What the units of a campaign have together, added up by the database.

use std::collections::HashMap;

use db::{DbError, Reads, params};
use people::UnitId;

use super::progress::Whose;
use crate::{Aggregate, CampaignId, MeasureKind, PhaseId, Reckoning};

db::record! {
    /// What all units have of a measure together.
    pub(super) struct Whole {
        measure: String,
        sum: i64,
        /// The largest of each unit, added up.
        largest: i64,
        sources: i64,
        /// Those that have any.
        units: i64,
        /// Whether any of it says what it was.
        apart: bool,
    }
}

impl Whole {
    pub(super) fn value(&self, kind: MeasureKind, aggregate: Aggregate) -> i64 {
        match (kind, aggregate) {
            (MeasureKind::Task, _) => self.units,
            (MeasureKind::Count, Aggregate::Sum) => self.sum,
            (MeasureKind::Count, Aggregate::Max) => self.largest,
            (MeasureKind::Count, Aggregate::Distinct) => self.sources,
        }
    }
}

macro_rules! of_campaign {
    ($more:literal) => {
        concat!(
            " FROM tally_sum WHERE campaign = $1 AND phase = COALESCE(CAST($2 AS TEXT), '') AND reckoning = $3 \
             AND unit IN (SELECT e.unit FROM enrolment e WHERE e.campaign = $1) \
             AND ($4 = '' OR unit IN (SELECT id FROM facts_unit WHERE path LIKE $4))",
            $more
        )
    };
}

/// Each unit has one row of a measure of which nothing is said: the rows are added up as they stand, in the order of the index.
const WHOLES: &str = concat!(
    "SELECT measure, CAST(SUM(total) AS BIGINT) AS sum, CAST(SUM(largest) AS BIGINT) AS largest, \
     CAST(SUM(sources) AS BIGINT) AS sources, COUNT(*) AS units, \
     COUNT(CASE WHEN split <> '{}' THEN 1 END) > 0 AS apart",
    of_campaign!(" GROUP BY measure")
);

/// Where something is said a unit has several rows of a measure; they are first put together by unit, which takes three times as
/// long.
const APART: &str = concat!(
    "SELECT measure, CAST(SUM(total) AS BIGINT) AS sum, CAST(SUM(largest) AS BIGINT) AS largest, \
     CAST(SUM(sources) AS BIGINT) AS sources, COUNT(*) AS units, TRUE AS apart FROM (SELECT unit, measure, \
     SUM(total) AS total, MAX(largest) AS largest, SUM(sources) AS sources",
    of_campaign!(" AND measure IN (SELECT measure"),
    of_campaign!(" AND split <> '{}') GROUP BY measure, unit) of_units GROUP BY measure")
);

/// What all units have together, by measure: of those that take part or did, as the targets are theirs; a bureau's own activities are no
/// unit's.
pub(super) async fn wholes(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    whose: Whose<'_>,
    reckoning: Reckoning,
) -> Result<HashMap<String, Whole>, DbError> {
    let params = || params![campaign, phase, reckoning, whose.pattern()];
    let wholes: Vec<Whole> = reads.all(WHOLES, params()).await?;
    let is_apart = wholes.iter().any(|whole| whole.apart);
    let apart: Vec<Whole> = if is_apart { reads.all(APART, params()).await? } else { Vec::new() };
    // What is apart comes last and stands instead.
    Ok(wholes.into_iter().chain(apart).map(|whole| (whole.measure.clone(), whole)).collect())
}

/// How the engine adds up what all units of a campaign have: for a measurement.
pub async fn progress_plan(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<String>, DbError> {
    let params = params![campaign, None::<PhaseId>, Reckoning::Approved, Whose::All.pattern()];
    db::plan(reads, WHOLES, params).await
}

db::record! {
    struct Passing {
        measure: String,
        unit: UnitId,
    }
}

/// Which units have something of each measure that take no part to the end, or took none from the beginning: they left, went into
/// another one, or joined late.
pub(super) async fn passing(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    whose: Whose<'_>,
    reckoning: Reckoning,
) -> Result<HashMap<String, Vec<UnitId>>, DbError> {
    let passing: Vec<Passing> = reads
        .all(
            "SELECT DISTINCT measure, unit FROM tally_sum \
             WHERE campaign = $1 AND phase = COALESCE(CAST($2 AS TEXT), '') AND reckoning = $3 \
             AND unit IN (SELECT e.unit FROM enrolment e JOIN facts_unit u ON u.id = e.unit \
             WHERE e.campaign = $1 AND (e.left_on IS NOT NULL OR u.merged_on IS NOT NULL OR e.joined_on IS NOT NULL) \
             AND ($4 = '' OR u.path LIKE $4))",
            params![campaign, phase, reckoning, whose.pattern()],
        )
        .await?;
    let mut units: HashMap<String, Vec<UnitId>> = HashMap::new();
    for row in passing {
        units.entry(row.measure).or_default().push(row.unit);
    }
    Ok(units)
}
