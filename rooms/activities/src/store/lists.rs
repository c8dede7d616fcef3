use campaigns::CampaignId;
use clock::CivilDate;
use db::{DbError, Params, Reads, params};
use people::{NodePath, UnitId};

use crate::activity::ActivityState;
use crate::store::parts::{CampaignRow, QuantityRow};
use crate::{ActivityId, PhotoId, Speaker};

/// Which activities to list. What is bound is what was typed: text that is no id finds nothing.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    /// The node whose activities, and those below it, may be seen.
    pub(crate) below: NodePath,
    /// A part of name, place or description.
    pub(crate) text: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) measure: Option<String>,
    /// The phase's days: a standing thing overlaps them, an event starts in them.
    pub(crate) phase: Option<(Option<CivilDate>, Option<CivilDate>)>,
    pub(crate) from: Option<CivilDate>,
    pub(crate) to: Option<CivilDate>,
    pub(crate) unit: Option<String>,
    pub(crate) state: Option<String>,
}

db::coded! {
    /// By what a list is sorted.
    pub(crate) enum Order {
        LatestFirst = "-date" / "日期从近到远",
        EarliestFirst = "date" / "日期从远到近",
        ByName = "name" / "名称",
        ByNameBackwards = "-name" / "名称倒序",
        ByUnit = "unit" / "单位",
        ByUnitBackwards = "-unit" / "单位倒序",
    }
}

db::record! {
    /// A line of the list.
    #[derive(Clone, Debug)]
    pub(crate) struct Line {
        pub(crate) id: ActivityId,
        pub(crate) unit: UnitId,
        pub(crate) unit_name: String,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) ends_on: CivilDate,
        pub(crate) place: String,
        pub(crate) speaker: Option<Speaker>,
        pub(crate) description: String,
        pub(crate) is_standing: bool,
        pub(crate) is_major: bool,
        pub(crate) state: ActivityState,
        pub(crate) logged_by_name: String,
        pub(crate) photos: i64,
    }
}

/// A stretch of a list with what belongs to its lines.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub(crate) lines: Vec<Line>,
    pub(crate) quantities: Vec<QuantityRow>,
    pub(crate) campaigns: Vec<CampaignRow>,
}

impl Filter {
    fn params(&self) -> Params {
        let (phase_start, phase_end) = self.phase.unwrap_or((None, None));
        params![
            self.below.like_below(),
            self.text.as_deref().map(db::containing),
            self.campaign.as_deref(),
            self.measure.as_deref(),
            phase_start,
            phase_end,
            self.from,
            self.to,
            self.unit.as_deref(),
            self.state.as_deref(),
        ]
    }
}

macro_rules! matching {
    () => {
        " FROM activity a JOIN facts_unit u ON u.id = a.unit WHERE u.path LIKE $1 \
         AND (CAST($2 AS TEXT) IS NULL OR LOWER(a.name) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(a.place) LIKE LOWER($2) ESCAPE '\\' OR LOWER(a.description) LIKE LOWER($2) ESCAPE '\\') \
         AND (CAST($3 AS TEXT) IS NULL \
              OR EXISTS (SELECT 1 FROM activity_campaign ac WHERE ac.activity = a.id AND ac.campaign = $3)) \
         AND (CAST($4 AS TEXT) IS NULL \
              OR EXISTS (SELECT 1 FROM activity_quantity aq WHERE aq.activity = a.id AND aq.measure = $4)) \
         AND (CAST($5 AS TEXT) IS NULL OR CASE WHEN a.is_standing THEN a.ends_on ELSE a.starts_on END >= $5) \
         AND (CAST($6 AS TEXT) IS NULL OR a.starts_on <= $6) \
         AND (CAST($7 AS TEXT) IS NULL OR a.ends_on >= $7) \
         AND (CAST($8 AS TEXT) IS NULL OR a.starts_on <= $8) \
         AND (CAST($9 AS TEXT) IS NULL OR a.unit = $9) \
         AND (CAST($10 AS TEXT) IS NULL OR a.state = $10)"
    };
}

struct Statements {
    lines: &'static str,
    quantities: &'static str,
    campaigns: &'static str,
}

macro_rules! statements {
    ($order:literal) => {
        Statements {
            lines: concat!(
                "SELECT a.id, a.unit, u.name AS unit_name, a.name, a.starts_on, a.ends_on, a.place, a.speaker, \
                 a.description, a.is_standing, a.is_major, a.state, a.logged_by_name, \
                 (SELECT COUNT(*) FROM photo p WHERE p.activity = a.id) AS photos",
                matching!(),
                " ORDER BY ",
                $order,
                ", a.id DESC LIMIT $11 OFFSET $12"
            ),
            quantities: concat!(
                "SELECT q.activity, q.measure, q.amount, q.split, q.counts_as FROM activity_quantity q JOIN (SELECT a.id",
                matching!(),
                " ORDER BY ",
                $order,
                ", a.id DESC LIMIT $11 OFFSET $12) shown ON shown.id = q.activity ORDER BY q.activity, q.ordinal"
            ),
            campaigns: concat!(
                "SELECT l.activity, l.campaign, c.name FROM activity_campaign l \
                 JOIN facts_campaign c ON c.id = l.campaign JOIN (SELECT a.id",
                matching!(),
                " ORDER BY ",
                $order,
                ", a.id DESC LIMIT $11 OFFSET $12) shown ON shown.id = l.activity \
                 ORDER BY l.activity, l.campaign DESC"
            ),
        }
    };
}

impl Order {
    fn statements(self) -> Statements {
        match self {
            Self::LatestFirst => statements!("a.starts_on DESC"),
            Self::EarliestFirst => statements!("a.starts_on"),
            Self::ByName => statements!("a.name"),
            Self::ByNameBackwards => statements!("a.name DESC"),
            Self::ByUnit => statements!("u.name"),
            Self::ByUnitBackwards => statements!("u.name DESC"),
        }
    }
}

/// How many activities pass the filter.
pub(crate) async fn count(reads: &impl Reads, filter: &Filter) -> Result<u64, DbError> {
    reads.count(concat!("SELECT COUNT(*) AS value", matching!()), filter.params()).await
}

/// The activities that pass the filter, from `offset` on, at most `limit`.
pub(crate) async fn stretch(
    reads: &impl Reads,
    filter: &Filter,
    order: Order,
    (offset, limit): (i64, i64),
) -> Result<Stretch, DbError> {
    let statements = order.statements();
    let mut params = filter.params();
    params.extend(params![limit, offset]);
    Ok(Stretch {
        lines: reads.all(statements.lines, params.clone()).await?,
        quantities: reads.all(statements.quantities, params.clone()).await?,
        campaigns: reads.all(statements.campaigns, params).await?,
    })
}

db::record! {
    /// A picture on the wall.
    #[derive(Clone, Debug)]
    pub(crate) struct Hung {
        pub(crate) photo: PhotoId,
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) unit_name: String,
        pub(crate) starts_on: CivilDate,
    }
}

macro_rules! hanging {
    () => {
        concat!(
            " FROM photo p JOIN (SELECT a.id, a.name, a.starts_on, u.short_name",
            matching!(),
            ") a ON a.id = p.activity"
        )
    };
}

/// How many pictures the activities that pass the filter have.
pub(crate) async fn count_pictures(reads: &impl Reads, filter: &Filter) -> Result<u64, DbError> {
    reads.count(concat!("SELECT COUNT(*) AS value", hanging!()), filter.params()).await
}

/// Their pictures, those of the latest activity first, from `offset` on, at most `limit`.
pub(crate) async fn pictures(
    reads: &impl Reads,
    filter: &Filter,
    (offset, limit): (i64, i64),
) -> Result<Vec<Hung>, DbError> {
    let mut params = filter.params();
    params.extend(params![limit, offset]);
    let sql = concat!(
        "SELECT p.id AS photo, a.id AS activity, a.name, a.short_name AS unit_name, a.starts_on",
        hanging!(),
        " ORDER BY a.starts_on DESC, a.id DESC, p.ordinal, p.id LIMIT $11 OFFSET $12"
    );
    reads.all(sql, params).await
}

db::record! {
    /// A picture with where its bytes lie.
    #[derive(Clone, Debug)]
    pub(crate) struct Kept {
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) unit_name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) large: String,
        pub(crate) original: String,
        /// The ending of the original's name.
        pub(crate) kind: String,
    }
}

/// The pictures of the activities that pass the filter, unit by unit in the order of their days; at most `limit`.
pub(crate) async fn kept(reads: &impl Reads, filter: &Filter, limit: i64) -> Result<Vec<Kept>, DbError> {
    let mut params = filter.params();
    params.extend(params![limit]);
    let sql = concat!(
        "SELECT a.id AS activity, a.name, a.short_name AS unit_name, a.starts_on, p.large, p.original, p.kind",
        hanging!(),
        " ORDER BY a.short_name, a.starts_on, a.id, p.ordinal, p.id LIMIT $11"
    );
    reads.all(sql, params).await
}

db::record! {
    /// One of the first activities of the day on which it began.
    #[derive(Clone, Debug)]
    pub(crate) struct OnDay {
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) unit_name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) ends_on: CivilDate,
        /// How many began on that day.
        pub(crate) of_day: i64,
    }
}

/// Of the activities that pass the filter and began in these days, the first `a_day` of each day: a thousand units begin
/// thousands in a month.
pub(crate) async fn begun(
    reads: &impl Reads,
    filter: &Filter,
    (first, last): (CivilDate, CivilDate),
    a_day: i64,
) -> Result<Vec<OnDay>, DbError> {
    let mut params = filter.params();
    params.extend(params![first, last, a_day]);
    let sql = concat!(
        "SELECT activity, name, unit_name, starts_on, ends_on, of_day FROM \
         (SELECT a.id AS activity, a.name, u.short_name AS unit_name, a.starts_on, a.ends_on, \
          COUNT(*) OVER (PARTITION BY a.starts_on) AS of_day, \
          ROW_NUMBER() OVER (PARTITION BY a.starts_on ORDER BY a.id) AS place",
        matching!(),
        " AND a.starts_on BETWEEN $11 AND $12) begun WHERE place <= $13 ORDER BY starts_on, place"
    );
    reads.all(sql, params).await
}

/// The live activities of a unit that count for a campaign, in the order of their days; `phase` as in [`Filter`].
pub(crate) async fn for_campaign(
    reads: &impl Reads,
    unit: &people::facts::UnitFact,
    campaign: CampaignId,
    phase: Option<(Option<CivilDate>, Option<CivilDate>)>,
) -> Result<Stretch, DbError> {
    let filter = Filter {
        below: unit.path.clone(),
        text: None,
        campaign: Some(campaign.to_string()),
        measure: None,
        phase,
        from: None,
        to: None,
        unit: Some(unit.id.to_string()),
        state: Some(ActivityState::Logged.code().to_owned()),
    };
    stretch(reads, &filter, Order::EarliestFirst, (0, i64::MAX)).await
}
