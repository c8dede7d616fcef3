use campaigns::CampaignId;
use clock::CivilDate;
use db::{DbError, Nested, Params, Reads, params};
use people::{NodePath, UnitId};

use crate::activity::ActivityState;
use crate::patients::Patients;
use crate::store::nodes::Reach;
use crate::store::parts::{CountsFor, QuantityRow};
use crate::store::walks::{self, Walk};
use crate::store::words::{first_row, last_row};
use crate::words::Asked;
use crate::{ActivityId, PhotoId, Speaker};

/// Which activities to list. What is bound is what was typed: text that is no id finds nothing.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    /// The node whose activities, and those below it, may be seen.
    pub(crate) below: NodePath,
    /// How much of everything that is.
    pub(crate) reach: Reach,
    /// What is looked for in text.
    pub(crate) asked: Option<Asked>,
    pub(crate) campaign: Option<String>,
    pub(crate) measure: Option<String>,
    /// An event begins in the days, a standing thing overlaps them.
    pub(crate) from: Option<CivilDate>,
    pub(crate) to: Option<CivilDate>,
    pub(crate) unit: Option<String>,
    pub(crate) state: Option<String>,
    /// Only those with a photo that shows patients and waits for the unit's word.
    pub(crate) waits: bool,
}

/// The word for it among the states, in an address and in the walks' SQL; no activity has that state.
pub(crate) const WAITING: &str = "patients";

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
        pub(crate) is_standing: bool,
        pub(crate) is_major: bool,
        pub(crate) state: ActivityState,
        pub(crate) logged_by_name: String,
        pub(crate) photos: i64,
        /// In their order.
        pub(crate) quantities: Nested<QuantityRow>,
        /// Newest first.
        pub(crate) campaigns: Nested<CountsFor>,
    }
}

impl Filter {
    /// Everything live that somebody far above sees.
    pub(crate) fn of(below: &NodePath) -> Self {
        Self {
            below: below.clone(),
            reach: Reach::Many,
            asked: None,
            campaign: None,
            measure: None,
            from: None,
            to: None,
            unit: None,
            state: Some(ActivityState::Logged.code().to_owned()),
            waits: false,
        }
    }

    /// The parameters of a walk but for the window. What the walk is along is not asked of every row again.
    fn params(&self, walk: Walk) -> Params {
        let key = match walk {
            Walk::All | Walk::Units => None,
            Walk::Unit => self.unit.as_deref().or_else(|| self.reach.units().first().map(String::as_str)),
            Walk::Campaign => self.campaign.as_deref(),
            Walk::Measure => self.measure.as_deref(),
            Walk::Words => self.asked.as_ref().map(|asked| asked.all.as_str()),
        };
        let but = |walked: Walk, value: &Option<String>| value.clone().filter(|_| walk != walked);
        params![
            self.below.as_str(),
            but(Walk::Campaign, &self.campaign),
            but(Walk::Measure, &self.measure),
            but(Walk::Unit, &self.unit),
            if self.waits { Some(WAITING) } else { self.state.as_deref() },
            self.first(),
            self.last(),
            key,
            self.from.map_or(i64::MIN, first_row),
            self.to.map_or(i64::MAX, last_row),
            self.asked.as_ref().map(|asked| asked.standing.as_str()),
        ]
    }

    fn first(&self) -> String {
        self.from.map_or_else(String::new, |day| day.to_string())
    }

    fn last(&self) -> String {
        self.to.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string())
    }

    fn windowed(&self, walk: Walk, (offset, limit): (i64, i64)) -> Params {
        let mut params = self.params(walk);
        params.extend(params![limit, offset]);
        params
    }

    /// The walk that meets the fewest which do not pass. Where none follows the order, what is walked is sorted: so a campaign
    /// or a measure with much in it is met on the way along everything.
    async fn walk(&self, reads: &impl Reads, order: Order) -> Result<Walk, DbError> {
        let by_day = matches!(order, Order::LatestFirst | Order::EarliestFirst);
        Ok(match self {
            Self { asked: Some(_), .. } => Walk::Words,
            Self { unit: Some(_), .. } | Self { reach: Reach::One(_), .. } => Walk::Unit,
            Self { reach: Reach::Few(_), .. } => Walk::Units,
            Self { campaign: Some(campaign), .. }
                if by_day || is_little(reads, CAMPAIGN_HAS, campaign).await? =>
            {
                Walk::Campaign
            }
            Self { measure: Some(measure), .. }
                if by_day || is_little(reads, MEASURE_HAS, measure).await? =>
            {
                Walk::Measure
            }
            _ if matches!(order, Order::ByUnit | Order::ByUnitBackwards) => Walk::Units,
            _ => Walk::All,
        })
    }
}

const CAMPAIGN_HAS: &str = "SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM activity_campaign WHERE campaign = $1 LIMIT $2) counted";
const MEASURE_HAS: &str = "SELECT COUNT(*) AS value FROM (SELECT 1 AS one FROM activity_quantity WHERE measure = $1 LIMIT $2) counted";

async fn is_little(reads: &impl Reads, sql: &'static str, key: &str) -> Result<bool, DbError> {
    const LITTLE: i64 = 2000;
    Ok(reads.count(sql, params![key, LITTLE + 1]).await? <= LITTLE as u64)
}

impl Order {
    /// Where the days have a first one, what stood before it is walked too.
    fn statements(self, filter: &Filter) -> walks::EachWalk {
        match self {
            Self::LatestFirst if filter.from.is_some() => walks::LATEST_FIRST_SINCE,
            Self::EarliestFirst if filter.from.is_some() => walks::EARLIEST_FIRST_SINCE,
            Self::LatestFirst => walks::LATEST_FIRST,
            Self::EarliestFirst => walks::EARLIEST_FIRST,
            Self::ByName => walks::BY_NAME,
            Self::ByNameBackwards => walks::BY_NAME_BACKWARDS,
            Self::ByUnit => walks::BY_UNIT,
            Self::ByUnitBackwards => walks::BY_UNIT_BACKWARDS,
        }
    }
}

/// The activities that pass the filter, from `offset` on, at most `limit`.
pub(crate) async fn lines(
    reads: &impl Reads,
    filter: &Filter,
    order: Order,
    window: (i64, i64),
) -> Result<Vec<Line>, DbError> {
    let walk = filter.walk(reads, order).await?;
    reads.packed(order.statements(filter)[walk as usize], filter.windowed(walk, window)).await
}

db::record! {
    /// What is written of an activity beside its line.
    #[derive(Clone, Debug)]
    pub(crate) struct Written {
        pub(crate) id: ActivityId,
        pub(crate) description: String,
        pub(crate) link: String,
        pub(crate) link_title: String,
        pub(crate) subjects: Option<String>,
        /// The short names of the units that took part.
        pub(crate) cohosts: Option<String>,
    }
}

/// What is written of the activities that pass the filter, in no order.
pub(crate) async fn written(reads: &impl Reads, filter: &Filter) -> Result<Vec<Written>, DbError> {
    let walk = filter.walk(reads, Order::LatestFirst).await?;
    reads.all(walks::WRITTEN[walk as usize], filter.windowed(walk, (0, i64::MAX))).await
}

/// How the engine finds a page of them.
pub(crate) async fn plan(
    reads: &impl Reads,
    filter: &Filter,
    order: Order,
    window: (i64, i64),
) -> Result<Vec<String>, DbError> {
    let walk = filter.walk(reads, order).await?;
    db::plan(reads, order.statements(filter)[walk as usize], filter.windowed(walk, window)).await
}

/// How many activities pass the filter, counted to `most`, where that reads little: `None` where it might read everything.
pub(crate) async fn count(reads: &impl Reads, filter: &Filter, most: i64) -> Result<Option<u64>, DbError> {
    match filter.walk(reads, Order::LatestFirst).await? {
        walk @ (Walk::Unit | Walk::Units) => {
            Ok(Some(reads.count(walks::SOME[walk as usize], filter.windowed(walk, (0, most))).await?))
        }
        Walk::All | Walk::Campaign | Walk::Measure | Walk::Words => Ok(None),
    }
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
        /// The unit whose photo it is.
        pub(crate) unit: UnitId,
        pub(crate) patients: Patients,
    }
}

/// The pictures of the activities that pass the filter, those of the latest first, from `offset` on, at most `limit`.
pub(crate) async fn pictures(
    reads: &impl Reads,
    filter: &Filter,
    window: (i64, i64),
) -> Result<Vec<Hung>, DbError> {
    let walk = filter.walk(reads, Order::LatestFirst).await?;
    reads.all(walks::PICTURES[walk as usize], filter.windowed(walk, window)).await
}

db::record! {
    /// A picture with where its bytes lie.
    #[derive(Clone, Debug)]
    pub(crate) struct Kept {
        pub(crate) photo: PhotoId,
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) unit_name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) large: String,
        pub(crate) original: String,
        /// The ending of the original's name.
        pub(crate) kind: String,
        pub(crate) patients: Patients,
    }
}

/// The pictures of the activities that pass the filter, those of the latest first; at most `limit`.
pub(crate) async fn kept(reads: &impl Reads, filter: &Filter, limit: i64) -> Result<Vec<Kept>, DbError> {
    let walk = filter.walk(reads, Order::LatestFirst).await?;
    reads.all(walks::FILES[walk as usize], filter.windowed(walk, (0, limit))).await
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
    let walk = filter.walk(reads, Order::LatestFirst).await?;
    let month = Filter { from: Some(first), to: Some(last), ..filter.clone() };
    let mut params = month.params(walk);
    params.extend(params![filter.first(), filter.last(), a_day]);
    reads.all(walks::BEGUN[walk as usize], params).await
}

/// The live activities of a unit that count for a campaign, in the order of their days; `phase` as the days of [`Filter`].
pub(crate) async fn for_campaign(
    reads: &impl Reads,
    unit: &people::facts::UnitFact,
    campaign: CampaignId,
    phase: Option<(Option<CivilDate>, Option<CivilDate>)>,
) -> Result<Vec<Line>, DbError> {
    let (from, to) = phase.unwrap_or_default();
    let filter = Filter {
        campaign: Some(campaign.to_string()),
        from,
        to,
        unit: Some(unit.id.to_string()),
        ..Filter::of(&unit.path)
    };
    lines(reads, &filter, Order::EarliestFirst, (0, i64::MAX)).await
}

db::record! {
    /// What was written of an activity, several lines.
    #[derive(Clone, Debug)]
    pub(crate) struct Described {
        pub(crate) id: ActivityId,
        pub(crate) description: String,
        pub(crate) early_reason: String,
    }
}

/// What was written of a unit's activities for a campaign.
pub(crate) async fn descriptions(
    reads: &impl Reads,
    unit: UnitId,
    campaign: CampaignId,
) -> Result<Vec<Described>, DbError> {
    reads
        .all(
            "SELECT a.id, a.description, a.early_reason FROM activity_campaign c JOIN activity a ON a.id = c.activity \
             WHERE c.campaign = $2 AND a.unit = $1 AND a.state = 'logged'",
            params![unit, campaign],
        )
        .await
}
