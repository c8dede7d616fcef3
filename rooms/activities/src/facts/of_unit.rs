//! What one unit did, for the file that is kept of it: never a row of another unit, not of one below it or of one for which it was
//! a co-host either.

use campaigns::CampaignId;
use clock::CivilDate;
use db::{Db, DbError, Reads, params};
use people::UnitId;
use people::facts::UnitFact;
use web::Fault;

use crate::patients::Patients;
use crate::store::lists::{self, Filter, Kept, Line, Order};
use crate::verbs::export;
use crate::verbs::list::{ListItem, items};
use crate::{ActivityId, PhotoId};

/// A first and a last day; none bounds nothing. An event begins in them, a standing thing overlaps them.
pub type Days = (Option<CivilDate>, Option<CivilDate>);

/// For what activities count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedFor {
    Campaign(CampaignId),
    /// No campaign at all.
    Nothing,
}

/// A live activity of the unit, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneFact {
    pub id: String,
    pub name: String,
    /// `YYYY-MM-DD`.
    pub starts_on: String,
    /// `2026-10-21` or `2026-10-21 至 2026-10-23`.
    pub days: String,
    /// May be empty.
    pub place: String,
    /// 重大活动或突出成效.
    pub is_major: bool,
    /// `讲座 1 场、参加 60 人次`.
    pub numbers: String,
    /// How many photos it has, those that may not leave the unit too.
    pub photos: i64,
    pub campaigns: Vec<CampaignId>,
}

impl DoneFact {
    fn of(item: &ListItem, campaigns: Vec<CampaignId>) -> Self {
        Self {
            days: item.days(),
            numbers: item.numbers(),
            id: item.id.clone(),
            name: item.name.clone(),
            starts_on: item.starts_on.clone(),
            place: item.place.clone(),
            is_major: item.is_major,
            photos: item.photos,
            campaigns,
        }
    }

    /// Whether it counts for this.
    pub fn counts_for(&self, what: CountedFor) -> bool {
        match what {
            CountedFor::Campaign(campaign) => self.campaigns.contains(&campaign),
            CountedFor::Nothing => self.campaigns.is_empty(),
        }
    }
}

/// A picture that may leave the unit, and where its display copy lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFact {
    pub photo: PhotoId,
    pub activity: String,
    /// The activity's name.
    pub caption: String,
    pub starts_on: CivilDate,
    /// The copy of at most 1600 pixels, as the row has its address.
    pub large: String,
}

/// The pictures of a unit's activities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    /// Those of the latest activity first, each activity's in its own order.
    pub shown: Vec<PictureFact>,
    /// How many show patients and wait for the unit's word (decision 79).
    pub withheld: usize,
}

fn filter(unit: &UnitFact, what: Option<CampaignId>, (from, to): Days) -> Filter {
    let campaign = what.map(|campaign| campaign.to_string());
    Filter { campaign, from, to, unit: Some(unit.id.to_string()), ..Filter::of(&unit.path) }
}

/// The unit's live activities in these days, the latest first; at most `most`.
pub async fn done(
    reads: &impl Reads,
    unit: &UnitFact,
    days: Days,
    most: i64,
) -> Result<Vec<DoneFact>, DbError> {
    let lines = lists::lines(reads, &filter(unit, None, days), Order::LatestFirst, (0, most)).await?;
    let measures = campaigns::facts::measures(reads).await?;
    let campaigns: Vec<Vec<CampaignId>> = lines.iter().map(campaigns_of).collect();
    let items = items(reads, lines, &measures).await?;
    Ok(items.iter().zip(campaigns).map(|(item, campaigns)| DoneFact::of(item, campaigns)).collect())
}

fn campaigns_of(line: &Line) -> Vec<CampaignId> {
    line.campaigns.0.iter().map(|row| row.campaign).collect()
}

/// The years in which something of the unit's began, in no order.
pub async fn years(reads: &impl Reads, unit: UnitId) -> Result<Vec<i16>, DbError> {
    let sql =
        "SELECT DISTINCT SUBSTR(starts_on, 1, 4) AS value FROM activity WHERE unit = $1 AND state = 'logged'";
    let years: Vec<String> = reads.values(sql, params![unit]).await?;
    Ok(years.iter().filter_map(|year| year.parse().ok()).collect())
}

db::record! {
    /// A picture, whatever the statement that found it.
    struct Found {
        photo: PhotoId,
        activity: ActivityId,
        name: String,
        starts_on: CivilDate,
        large: String,
        patients: Patients,
    }
}

/// The pictures of the unit's activities that count for something, in these days; at most `most` are looked at.
pub async fn pictures(
    reads: &impl Reads,
    unit: &UnitFact,
    what: CountedFor,
    days: Days,
    most: i64,
) -> Result<Pictures, DbError> {
    let found: Vec<Found> = match what {
        CountedFor::Campaign(campaign) => {
            let kept = lists::kept(reads, &filter(unit, Some(campaign), days), most).await?;
            kept.into_iter().map(Found::from).collect()
        }
        CountedFor::Nothing => uncounted(reads, unit, days, most).await?,
    };
    let (withheld, free): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|picture| picture.patients.is_withheld());
    Ok(Pictures { shown: free.into_iter().map(PictureFact::from).collect(), withheld: withheld.len() })
}

impl From<Kept> for Found {
    fn from(kept: Kept) -> Self {
        let Kept { photo, activity, name, starts_on, large, patients, .. } = kept;
        Self { photo, activity, name, starts_on, large, patients }
    }
}

impl From<Found> for PictureFact {
    fn from(found: Found) -> Self {
        let Found { photo, activity, name, starts_on, large, .. } = found;
        Self { photo, activity: activity.to_string(), caption: name, starts_on, large }
    }
}

/// The pictures of what counts for no campaign, in the same order.
async fn uncounted(
    reads: &impl Reads,
    unit: &UnitFact,
    (from, to): Days,
    most: i64,
) -> Result<Vec<Found>, DbError> {
    reads
        .all(
            "SELECT p.id AS photo, a.id AS activity, a.name, a.starts_on, p.large, p.patients \
             FROM activity a JOIN photo p ON p.activity = a.id \
             WHERE a.unit = $1 AND a.state = 'logged' AND a.starts_on <= $3 \
             AND CASE WHEN a.is_standing THEN a.ends_on ELSE a.starts_on END >= $2 \
             AND NOT EXISTS (SELECT 1 FROM activity_campaign c WHERE c.activity = a.id) \
             ORDER BY a.starts_on DESC, a.id DESC, p.ordinal LIMIT $4",
            params![
                unit.id,
                from.map_or_else(String::new, |day| day.to_string()),
                to.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()),
                most
            ],
        )
        .await
}

/// The ledger (台账) of the unit's activities that count for something, in these days, as a workbook.
pub async fn ledger(db: &Db, unit: &UnitFact, what: CountedFor, days: Days) -> Result<Vec<u8>, Fault> {
    let campaign = match what {
        CountedFor::Campaign(campaign) => Some(campaign),
        CountedFor::Nothing => None,
    };
    let filter = filter(unit, campaign, days);
    let mut lines = lists::lines(db, &filter, Order::EarliestFirst, (0, i64::MAX)).await?;
    lines.retain(|line| what != CountedFor::Nothing || line.campaigns.0.is_empty());
    export::written(db, (lines, &filter), &unit.name).await
}
