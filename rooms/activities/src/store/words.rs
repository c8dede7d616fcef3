use campaigns::Split;
use clock::CivilDate;
use db::{DbError, Nested, Reads, Tx, params};
use people::{Actor, UnitId};

use crate::ActivityId;
use crate::activity::{ActivityState, Deed};
use crate::quantity::Quantity;

db::record! {
    /// What an activity is found by.
    #[derive(Debug)]
    pub(crate) struct Told {
        pub(crate) id: ActivityId,
        pub(crate) unit: UnitId,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) place: String,
        pub(crate) description: String,
        pub(crate) is_standing: bool,
        pub(crate) state: ActivityState,
        pub(crate) logged_by_name: String,
        pub(crate) subjects: Nested<Subject>,
        pub(crate) quantities: Nested<Counted>,
        pub(crate) campaigns: Nested<Campaign>,
        word_row: Option<i64>,
    }
}

db::record! {
    #[derive(Clone, Debug)]
    pub(crate) struct Subject {
        pub(crate) subject: String,
    }
}

db::record! {
    #[derive(Clone, Debug)]
    pub(crate) struct Counted {
        pub(crate) measure: String,
        pub(crate) counts_as: Split,
    }
}

db::record! {
    #[derive(Clone, Debug)]
    pub(crate) struct Campaign {
        pub(crate) campaign: String,
    }
}

impl Told {
    /// An activity that is about to be logged.
    pub(crate) fn of_new(actor: &Actor, id: ActivityId, deed: &Deed) -> Self {
        let subjects = deed.subjects.iter().map(|subject| Subject { subject: subject.clone() });
        let counted =
            |one: &Quantity| Counted { measure: one.measure.clone(), counts_as: one.counts_as.clone() };
        let campaigns = deed.campaigns.iter().map(|campaign| Campaign { campaign: campaign.to_string() });
        Self {
            id,
            unit: actor.at.id,
            name: deed.title.as_str().to_owned(),
            starts_on: deed.days.starts_on,
            place: deed.venue.as_str().to_owned(),
            description: deed.description.as_str().to_owned(),
            is_standing: deed.is_standing,
            state: ActivityState::Logged,
            logged_by_name: actor.signed_name(),
            subjects: Nested(subjects.collect()),
            quantities: Nested(deed.quantities.iter().map(counted).collect()),
            campaigns: Nested(campaigns.collect()),
            word_row: None,
        }
    }

    /// The number of its row in the index. The end of an id is chance.
    pub(crate) fn row(&self) -> i64 {
        let id = self.id.to_string();
        let chance = u64::from_str_radix(&id[id.len().saturating_sub(16)..], 16).unwrap_or_default();
        first_row(self.starts_on) | i64::try_from(chance & ((1 << CHANCE) - 1)).unwrap_or_default()
    }
}

macro_rules! told {
    ($which:literal) => {
        concat!(
            "SELECT a.id, a.unit, a.name, a.starts_on, a.place, a.description, a.is_standing, a.state, a.logged_by_name, \
             a.word_row, (SELECT ",
            db::nested!("subject" = "s.subject"),
            " FROM activity_subject s WHERE s.activity = a.id) AS subjects, (SELECT ",
            db::nested!("measure" = "q.measure", "counts_as" = "q.counts_as"),
            " FROM activity_quantity q WHERE q.activity = a.id) AS quantities, (SELECT ",
            db::nested!("campaign" = "c.campaign"),
            " FROM activity_campaign c WHERE c.activity = a.id) AS campaigns FROM activity a WHERE ",
            $which
        )
    };
}

/// One activity as it is told now.
pub(crate) async fn told(reads: &impl Reads, id: ActivityId) -> Result<Told, DbError> {
    reads.one(told!("a.id = $1"), params![id]).await
}

/// Activities that the index lacks, at most `limit`.
pub(crate) async fn wordless(reads: &impl Reads, limit: i64) -> Result<Vec<Told>, DbError> {
    reads.all(told!("a.word_row IS NULL LIMIT $1"), params![limit]).await
}

/// Puts the words of an activity into the index, instead of those it had there.
pub(crate) async fn keep(tx: &mut Tx, told: &Told, words: &db::Words) -> Result<(), DbError> {
    if let Some(row) = told.word_row {
        tx.run("DELETE FROM activity_words WHERE rowid = $1", params![row]).await?;
    }
    put(tx, told, words).await?;
    tx.run_one(
        "UPDATE activity SET word_row = $2 WHERE id = $1 AND word_row IS NOT DISTINCT FROM $3",
        params![told.id, told.row(), told.word_row],
    )
    .await
}

/// Puts the words of an activity into the index, which has none of it; the activity bears the row already, or does so next.
pub(crate) async fn put(tx: &mut Tx, told: &Told, words: &db::Words) -> Result<(), DbError> {
    let words = words.stored(&*tx);
    tx.run("INSERT INTO activity_words (rowid, words) VALUES ($1, $2)", params![told.row(), words])
        .await
        .map(drop)
}

/// Bits of a row's number that are chance.
const CHANCE: u32 = 46;

/// The first number of the rows of a day. Days out of mind share the rows of the first or last that fits.
pub(crate) fn first_row(day: CivilDate) -> i64 {
    const FITTING: i32 = 1 << 16;
    let days = clock::Moment::from_micros(0).date().days_until(day);
    i64::from(days.clamp(-FITTING, FITTING - 1)) << CHANCE
}

/// The last number of the rows of a day.
pub(crate) fn last_row(day: CivilDate) -> i64 {
    first_row(day) | ((1 << CHANCE) - 1)
}

/// How many activities the index lacks.
pub(crate) async fn count_wordless(reads: &impl Reads) -> Result<u64, DbError> {
    reads.count("SELECT COUNT(*) AS value FROM activity WHERE word_row IS NULL", params![]).await
}

/// How many rows of the index and of the activities have no counterpart.
pub(crate) async fn count_unpaired(reads: &impl Reads) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT (SELECT COUNT(*) FROM activity a WHERE a.word_row IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM activity_words w WHERE w.rowid = a.word_row)) \
             + (SELECT COUNT(*) FROM activity_words w \
             WHERE NOT EXISTS (SELECT 1 FROM activity a WHERE a.word_row = w.rowid)) AS value",
            params![],
        )
        .await
}

/// Lets go of what has no counterpart, so that it is put into the index again.
pub(crate) async fn part_unpaired(tx: &mut Tx) -> Result<(), DbError> {
    tx.run(
        "UPDATE activity SET word_row = NULL WHERE word_row IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM activity_words w WHERE w.rowid = activity.word_row)",
        params![],
    )
    .await?;
    tx.run(
        "DELETE FROM activity_words WHERE rowid IN (SELECT w.rowid FROM activity_words w \
         WHERE NOT EXISTS (SELECT 1 FROM activity a WHERE a.word_row = w.rowid))",
        params![],
    )
    .await
    .map(drop)
}

db::record! {
    /// Something whose name may be looked for.
    #[derive(Debug)]
    pub(crate) struct Named {
        pub(crate) id: String,
        pub(crate) name: String,
        pub(crate) short_name: String,
    }
}

/// The nodes at and below a place.
pub(crate) async fn nodes(reads: &impl Reads, below: &people::NodePath) -> Result<Vec<Named>, DbError> {
    let sql = concat!(
        "SELECT ",
        db::packed!("id" = "u.id", "name" = "u.name", "short_name" = "u.short_name"),
        " FROM facts_unit u WHERE u.path LIKE $1"
    );
    reads.packed(sql, params![below.like_below()]).await
}

/// Every campaign.
pub(crate) async fn campaigns(reads: &impl Reads) -> Result<Vec<Named>, DbError> {
    let sql = concat!(
        "SELECT ",
        db::packed!("id" = "c.id", "name" = "c.name", "short_name" = "''"),
        " FROM facts_campaign c"
    );
    reads.packed(sql, params![]).await
}
