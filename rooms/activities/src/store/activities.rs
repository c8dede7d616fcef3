use campaigns::CampaignId;
use clock::CivilDate;
use db::{DbError, FromRow, Reads, Row, Tx, params};
use people::{Permit, UnitId, Verb};

use crate::ActivityId;
use crate::activity::{Activity, ActivityState, Deed, Further, Reason};
use crate::policy::{Edit, Log, Prolong, Restore, Void};
use crate::store::parts::{self, Parts};
use crate::store::words::{self as word_rows, Told};
use crate::words;

/// `approved` sorts before `closed` and `reported`, so MIN is the firmest.
macro_rules! activity {
    () => {
        "SELECT a.id, a.unit, u.name AS unit_name, u.path, a.name, a.starts_on, a.ends_on, a.place, a.speaker, \
         a.description, a.link, a.link_title, a.is_standing, a.is_major, a.early_reason, a.state, a.void_reason, a.logged_by, a.logged_by_name, \
         a.logged_at, a.changed_at, a.version, (SELECT c.unit FROM activity_cohost c \
         WHERE c.activity = a.id AND c.unit = $2 AND c.state <> 'declined') AS guest, \
         COALESCE((SELECT MIN(CASE WHEN t.state = 'logged' THEN 'closed' ELSE t.state END) FROM facts_tally t \
         JOIN facts_campaign c ON c.id = t.campaign WHERE t.source_room = 'activities' AND t.source_id = a.id \
         AND (t.state IN ('approved', 'reported') OR c.state IN ('closed', 'archived'))), 'nowhere') AS held"
    };
}

/// One activity, whatever its state, as its unit and those above it see it.
pub(crate) async fn find(reads: &impl Reads, id: ActivityId) -> Result<Option<Activity>, DbError> {
    find_with(reads, id, None).await
}

/// The same as somebody at `guest` sees it, who may be at one of its co-hosts.
pub(crate) async fn find_for(
    reads: &impl Reads,
    id: ActivityId,
    guest: UnitId,
) -> Result<Option<Activity>, DbError> {
    find_with(reads, id, Some(guest)).await
}

/// An activity with its numbers, campaigns and subjects.
pub(crate) struct Whole {
    pub(crate) activity: Activity,
    pub(crate) parts: Parts,
}

impl FromRow for Whole {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { activity: Activity::from_row(row)?, parts: Parts::from_row(row)? })
    }
}

/// [`find_for`], with what belongs to it.
pub(crate) async fn whole_for(
    reads: &impl Reads,
    id: ActivityId,
    guest: UnitId,
) -> Result<Option<Whole>, DbError> {
    let sql = concat!(
        activity!(),
        ", ",
        parts::columns!(),
        " FROM activity a JOIN facts_unit u ON u.id = a.unit WHERE a.id = $1"
    );
    reads.optional(sql, params![id, guest]).await
}

async fn find_with(
    reads: &impl Reads,
    id: ActivityId,
    guest: Option<UnitId>,
) -> Result<Option<Activity>, DbError> {
    let sql = concat!(activity!(), " FROM activity a JOIN facts_unit u ON u.id = a.unit WHERE a.id = $1");
    reads.optional(sql, params![id, guest]).await
}

/// The id of the activity that this person logged last at this place.
pub(crate) async fn last_of(
    reads: &impl Reads,
    unit: people::UnitId,
    person: people::PersonId,
) -> Result<Option<ActivityId>, DbError> {
    reads
        .value(
            "SELECT id AS value FROM activity WHERE unit = $1 AND logged_by = $2 AND state = $3 \
             ORDER BY logged_at DESC, id DESC LIMIT 1",
            params![unit, person, ActivityState::Logged],
        )
        .await
}

/// Writes a new activity with its quantities, campaigns and subjects.
pub(crate) async fn insert(
    tx: &mut Tx,
    permit: &Permit<Log>,
    id: ActivityId,
    deed: &Deed,
) -> Result<(), DbError> {
    let (now, actor) = (tx.now(), permit.actor());
    let told = Told::of_new(actor, id, deed);
    tx.run(
        "INSERT INTO activity (id, unit, name, starts_on, ends_on, place, speaker, description, is_standing, \
         is_major, state, logged_by, logged_by_name, logged_at, changed_at, version, link, link_title, word_row, \
         early_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, 1, $15, $16, $17, $18)",
        params![
            id,
            actor.at.id,
            deed.title.as_str(),
            deed.days.starts_on,
            deed.days.ends_on,
            deed.venue.as_str(),
            deed.speaker,
            deed.description.as_str(),
            deed.is_standing,
            deed.is_major,
            ActivityState::Logged,
            actor.person,
            actor.signed_name(),
            now,
            deed.link_address(),
            deed.link_title(),
            told.row(),
            deed.early_reason()
        ],
    ).await?;
    insert_parts(tx, id, deed).await?;
    word_rows::put(tx, &told, &words::of(&told)).await
}

/// Writes what a correction says; [`DbError::Stale`] when the activity is no longer in the permit's version.
pub(crate) async fn update(
    tx: &mut Tx,
    permit: &Permit<Edit>,
    id: ActivityId,
    deed: &Deed,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE activity SET name = $3, starts_on = $4, ends_on = $5, place = $6, speaker = $7, description = $8, \
         is_standing = $9, is_major = $10, changed_at = $11, link = $12, link_title = $13, early_reason = $14, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![
            id,
            permit.version(),
            deed.title.as_str(),
            deed.days.starts_on,
            deed.days.ends_on,
            deed.venue.as_str(),
            deed.speaker,
            deed.description.as_str(),
            deed.is_standing,
            deed.is_major,
            now,
            deed.link_address(),
            deed.link_title(),
            deed.early_reason()
        ],
    )
    .await?;
    tx.run("DELETE FROM activity_quantity WHERE activity = $1", params![id]).await?;
    tx.run("DELETE FROM activity_campaign WHERE activity = $1", params![id]).await?;
    tx.run("DELETE FROM activity_subject WHERE activity = $1", params![id]).await?;
    insert_parts(tx, id, deed).await?;
    words::tell(tx, id).await
}

/// Lets what stands go on to a later day and count for further campaigns.
pub(crate) async fn prolong(
    tx: &mut Tx,
    permit: &Permit<Prolong>,
    id: ActivityId,
    further: &Further,
) -> Result<(), DbError> {
    let now = tx.now();
    // What was said once of the first day stays.
    tx.run_one(
        "UPDATE activity SET ends_on = $3, changed_at = $4, version = version + 1, \
         early_reason = CASE WHEN early_reason = '' THEN $5 ELSE early_reason END WHERE id = $1 AND version = $2",
        params![id, permit.version(), further.days.ends_on, now, further.early_reason],
    )
    .await?;
    insert_campaigns(tx, id, &further.campaigns, further.days.starts_on).await?;
    words::tell(tx, id).await
}

async fn insert_campaigns(
    tx: &mut Tx,
    id: ActivityId,
    campaigns: &[CampaignId],
    day: CivilDate,
) -> Result<(), DbError> {
    let rows = campaigns.iter().map(|campaign| params![id, *campaign, day]);
    let sql = ("INSERT INTO activity_campaign (activity, campaign, starts_on) VALUES ", "");
    tx.run_many(sql, params![], rows.collect()).await.map(drop)
}

async fn insert_parts(tx: &mut Tx, id: ActivityId, deed: &Deed) -> Result<(), DbError> {
    // Beside the activity's own: lists walk along a campaign or a measure by it.
    let day = deed.days.starts_on;
    let quantities = (0i64..).zip(&deed.quantities).map(|(ordinal, one)| {
        params![id, &one.measure, ordinal, one.amount, &one.split, &one.counts_as, day]
    });
    let sql = (
        "INSERT INTO activity_quantity (activity, measure, ordinal, amount, split, counts_as, starts_on) VALUES ",
        "",
    );
    tx.run_many(sql, params![], quantities.collect()).await?;
    insert_campaigns(tx, id, &deed.campaigns, day).await?;
    let subjects = deed.subjects.iter().map(|subject| params![id, subject]);
    let sql = ("INSERT INTO activity_subject (activity, subject) VALUES ", "");
    tx.run_many(sql, params![], subjects.collect()).await.map(drop)
}

/// Takes an activity out of every count, with the reason.
pub(crate) async fn void(
    tx: &mut Tx,
    permit: &Permit<Void>,
    id: ActivityId,
    reason: &Reason,
) -> Result<(), DbError> {
    set_state(tx, permit, id, ActivityState::Void, Some(reason.as_str())).await
}

/// Lets a void activity count again.
pub(crate) async fn restore(tx: &mut Tx, permit: &Permit<Restore>, id: ActivityId) -> Result<(), DbError> {
    set_state(tx, permit, id, ActivityState::Logged, None).await
}

async fn set_state<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    id: ActivityId,
    state: ActivityState,
    reason: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE activity SET state = $3, void_reason = $4, changed_at = $5, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![id, permit.version(), state, reason, now],
    )
    .await?;
    words::tell(tx, id).await
}

db::record! {
    /// The last day on which a unit began something for a campaign.
    pub(crate) struct LastDay {
        pub(crate) unit: people::UnitId,
        pub(crate) last: CivilDate,
    }
}

/// For every enrolled unit with a live activity in the campaign. The day is looked up from the end of the unit's own
/// activities: the desk must not go through everybody's.
pub(crate) async fn last_days(
    reads: &impl Reads,
    campaign: campaigns::CampaignId,
) -> Result<Vec<LastDay>, DbError> {
    let sql = concat!(
        "SELECT ",
        db::packed!("unit" = "d.unit", "last" = "d.last"; "d.unit"),
        " FROM (SELECT e.unit, \
         (SELECT a.starts_on FROM activity a WHERE a.unit = e.unit AND a.state = 'logged' AND EXISTS \
          (SELECT 1 FROM activity_campaign c WHERE c.activity = a.id AND c.campaign = e.campaign) \
          ORDER BY a.starts_on DESC LIMIT 1) AS last \
         FROM facts_enrolment e WHERE e.campaign = $1) d WHERE d.last IS NOT NULL"
    );
    reads.packed(sql, params![campaign]).await
}
