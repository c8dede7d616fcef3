//! What other rooms may read of activities. In SQL they join the view `facts_activity` instead.

mod of_unit;

use std::collections::HashMap;

use blobs::BlobId;
use campaigns::{CampaignId, PhaseId};
use clock::{CivilDate, Moment};
use db::{DbError, Reads, Sought, Tx, params};
use people::{Actor, NodePath, UnitId};

use crate::store::lists::Order;
use crate::store::{activities as rows, lists, parts, photos, twins, words};
use crate::verbs::list::taken_off;
pub use crate::view::QuantityView as QuantityFact;
use crate::words::{Names, Narrow};
use crate::{ActivityId, PhotoId, Speaker};
pub use of_unit::{CountedFor, Days, DoneFact, PictureFact, Pictures, done, ledger, pictures, years};

/// A live activity.
#[derive(Clone, Debug)]
pub struct ActivityFact {
    pub id: ActivityId,
    pub unit: UnitId,
    pub name: String,
    pub starts_on: CivilDate,
    pub ends_on: CivilDate,
    /// May be empty.
    pub place: String,
    /// May be empty.
    pub description: String,
    pub speaker: Option<Speaker>,
    /// Stands from the first day to the last (a banner).
    pub is_standing: bool,
    /// 重大活动或突出成效.
    pub is_major: bool,
    /// Why it counts although it began before the notice of a campaign; empty where it did not.
    pub early_reason: String,
    /// With what a reviewer took off them.
    pub quantities: Vec<QuantityFact>,
    pub photos: Vec<PhotoFact>,
}

/// A photo of a live activity that may leave its unit; shown at `/photos/{id}/small` and `/photos/{id}/large`.
#[derive(Clone, Debug)]
pub struct PhotoFact {
    pub id: PhotoId,
    pub activity: ActivityId,
    /// The activity's name.
    pub caption: String,
    /// Pixels of the large copy.
    pub width: u32,
    /// Pixels of the large copy.
    pub height: u32,
    /// JPEG of at most 1600 pixels, upright, without the camera's notes.
    pub large: BlobId,
    /// JPEG of at most 320 pixels.
    pub small: BlobId,
    /// By the camera's clock: `2026-10-21 09:30`.
    pub taken_at: Option<String>,
}

/// The last day on which a unit began something for a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastActivity {
    pub unit: UnitId,
    pub last: CivilDate,
}

db::record! {
    struct PhotoRow {
        id: PhotoId,
        activity: ActivityId,
        caption: String,
        width: i64,
        height: i64,
        large: String,
        small: String,
        taken_at: Option<String>,
    }
}

impl TryFrom<PhotoRow> for PhotoFact {
    type Error = DbError;

    fn try_from(row: PhotoRow) -> Result<Self, DbError> {
        let address = |column: &str, text: &str| {
            let damaged = |_| DbError::Damaged { column: column.to_owned(), value: text.to_owned() };
            text.parse::<BlobId>().map_err(damaged)
        };
        let pixels = |side: i64| u32::try_from(side).unwrap_or(1).max(1);
        Ok(Self {
            large: address("large", &row.large)?,
            small: address("small", &row.small)?,
            width: pixels(row.width),
            height: pixels(row.height),
            id: row.id,
            activity: row.activity,
            caption: row.caption,
            taken_at: row.taken_at,
        })
    }
}

/// The live activities of a unit that count for a campaign, by their days; with `phase` those that begin in it, and
/// standing ones that overlap it. Unknown units and phases have none.
pub async fn activities(
    reads: &impl Reads,
    unit: UnitId,
    campaign: CampaignId,
    phase: Option<PhaseId>,
) -> Result<Vec<ActivityFact>, DbError> {
    let Some(unit) = people::facts::unit(reads, unit).await? else { return Ok(Vec::new()) };
    let days = match phase {
        None => None,
        Some(id) => {
            let phases = campaigns::facts::phases(reads, campaign).await?;
            let Some(phase) = phases.into_iter().find(|phase| phase.id == id) else { return Ok(Vec::new()) };
            Some((phase.starts_on, phase.ends_on))
        }
    };
    let lines = lists::for_campaign(reads, &unit, campaign, days).await?;
    let measures = campaigns::facts::measures(reads).await?;
    let described = lists::descriptions(reads, unit.id, campaign).await?;
    let mut described: HashMap<ActivityId, lists::Described> =
        described.into_iter().map(|one| (one.id, one)).collect();
    let taken = taken_off(reads, &lines).await?;
    let of = |id: &ActivityId| taken.get(id).map_or(&[][..], Vec::as_slice);
    let mut photos: HashMap<ActivityId, Vec<PhotoFact>> = HashMap::new();
    for photo in photos_of(reads, unit.id, campaign).await? {
        photos.entry(photo.activity).or_default().push(photo);
    }
    let whole = |line: lists::Line| {
        let written = described.remove(&line.id);
        let (description, early_reason) =
            written.map(|one| (one.description, one.early_reason)).unwrap_or_default();
        ActivityFact {
            quantities: QuantityFact::all(&line.quantities.0, &measures, of(&line.id)),
            description,
            early_reason,
            photos: photos.remove(&line.id).unwrap_or_default(),
            id: line.id,
            unit: line.unit,
            name: line.name,
            starts_on: line.starts_on,
            ends_on: line.ends_on,
            place: line.place,
            speaker: line.speaker,
            is_standing: line.is_standing,
            is_major: line.is_major,
        }
    };
    Ok(lines.into_iter().map(whole).collect())
}

async fn photos_of(
    reads: &impl Reads,
    unit: UnitId,
    campaign: CampaignId,
) -> Result<Vec<PhotoFact>, DbError> {
    let rows: Vec<PhotoRow> = reads
        .all(
            "SELECT p.id, p.activity, a.name AS caption, p.width, p.height, p.large, p.small, p.taken_at \
             FROM photo p JOIN activity a ON a.id = p.activity JOIN activity_campaign c ON c.activity = a.id \
             WHERE a.unit = $1 AND c.campaign = $2 AND a.state = 'logged' AND p.patients <> 'pending' \
             ORDER BY p.ordinal, p.id",
            params![unit, campaign],
        )
        .await?;
    rows.into_iter().map(PhotoFact::try_from).collect()
}

/// For every enrolled unit that did something for the campaign: its last day.
pub async fn last_activity(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<LastActivity>, DbError> {
    let days = rows::last_days(reads, campaign).await?;
    let plain = |row: rows::LastDay| LastActivity { unit: row.unit, last: row.last };
    Ok(days.into_iter().map(plain).collect())
}

db::record! {
    struct Withheld {
        id: PhotoId,
        patients_at: Moment,
    }
}

/// The photos that show patients and are not confirmed by their units, and since when that is known: what was frozen with one is
/// written without it.
pub async fn withheld(reads: &impl Reads) -> Result<HashMap<PhotoId, Moment>, DbError> {
    let sql = "SELECT id, patients_at FROM photo WHERE patients = 'pending' AND patients_at IS NOT NULL";
    let photos: Vec<Withheld> = reads.all(sql, params![]).await?;
    Ok(photos.into_iter().map(|photo| (photo.id, photo.patients_at)).collect())
}

/// One photo of a live activity that may leave its unit.
pub async fn photo(reads: &impl Reads, id: PhotoId) -> Result<Option<PhotoFact>, DbError> {
    let row: Option<PhotoRow> = reads
        .optional(
            "SELECT p.id, p.activity, a.name AS caption, p.width, p.height, p.large, p.small, p.taken_at \
             FROM photo p JOIN activity a ON a.id = p.activity WHERE p.id = $1 AND a.state = 'logged' AND p.patients <> 'pending'",
            params![id],
        )
        .await?;
    row.map(PhotoFact::try_from).transpose()
}

/// The activity on whose page a photo stands beside those that are the same or look so; `None` where the reader, who stands above
/// several units, reaches no other picture like it.
pub async fn compared_at(
    reads: &impl Reads,
    reader: &Actor,
    photo: PhotoId,
) -> Result<Option<ActivityId>, DbError> {
    let holder = photos::find(reads, photo).await?.and_then(|photo| photo.activity);
    let twins = twins::of(reads, photo).await?;
    let is_seen = reader.is_bureau() && twins.iter().any(|twin| reader.reaches(&twin.path));
    Ok(holder.filter(|_| is_seen))
}

/// How many activities wait to be put into the index of words.
pub async fn unindexed(reads: &impl Reads) -> Result<u64, DbError> {
    words::count_wordless(reads).await
}

/// How many rows of the index and of the activities have no counterpart; mended when the program is served. Reads all of both.
pub async fn index_faults(reads: &impl Reads) -> Result<u64, DbError> {
    words::count_unpaired(reads).await
}

/// How the engine finds the first page of each list that a bureau opens, by the list's name: for a measurement, and for the test that
/// none of them reads everything. `place` is the bureau's.
pub async fn plans(
    reads: &impl Reads,
    place: &NodePath,
    (campaign, measure): (&str, &str),
) -> Result<Vec<(&'static str, Vec<String>)>, DbError> {
    const PAGE: (i64, i64) = (0, 51);
    let all = lists::Filter::of(place);
    let asked = Sought::parse("安全")
        .ok()
        .map(|sought| crate::words::ask(reads, &sought, &Names::default(), &Narrow::default()));
    let of_campaign = lists::Filter { campaign: Some(campaign.to_owned()), ..all.clone() };
    let of_measure = lists::Filter { measure: Some(measure.to_owned()), ..all.clone() };
    let found = lists::Filter { asked, ..all.clone() };
    let since = lists::Filter { from: CivilDate::parse("2026-03-01").ok(), ..of_campaign.clone() };
    let mut plans = Vec::new();
    for (name, filter, order) in [
        ("everything, the latest first", &all, Order::LatestFirst),
        ("everything, by name", &all, Order::ByName),
        ("everything, by unit", &all, Order::ByUnitBackwards),
        ("a campaign's, the latest first", &of_campaign, Order::LatestFirst),
        ("a campaign's, by name", &of_campaign, Order::ByName),
        ("a campaign's since a day, the latest first", &since, Order::LatestFirst),
        ("a measure's, the earliest first", &of_measure, Order::EarliestFirst),
        ("found by words, the latest first", &found, Order::LatestFirst),
    ] {
        plans.push((name, lists::plan(reads, filter, order, PAGE).await?));
    }
    Ok(plans)
}

/// Packs what the lists show of every activity beside it: for whoever filled the tables by themselves.
pub async fn pack(tx: &mut Tx) -> Result<u64, DbError> {
    parts::pack_all(tx).await
}

/// The addresses of all files that photos, papers and ledgers name, and of the pieces of those on their way, as the rows have them.
pub async fn blobs(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT original AS value FROM photo UNION SELECT large FROM photo UNION SELECT small FROM photo \
             UNION SELECT blob FROM activity_paper UNION SELECT blob FROM parcel_piece \
             UNION SELECT blob FROM activity_import WHERE blob IS NOT NULL",
            params![],
        )
        .await
}
