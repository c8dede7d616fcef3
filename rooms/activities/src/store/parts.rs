use campaigns::{CampaignId, CampaignState, Split};
use db::{DbError, Nested, Reads, Tx, params};
use people::UnitId;

use crate::store::words::Subject;
use crate::{ActivityId, Amount};

db::record! {
    /// One number of one activity.
    #[derive(Clone, Debug)]
    pub(crate) struct QuantityRow {
        pub(crate) measure: String,
        /// Its place among those of its activity.
        pub(crate) ordinal: i64,
        pub(crate) amount: Amount,
        /// What was said of the number itself.
        pub(crate) split: Split,
        /// The same with what the activity as a whole says.
        pub(crate) counts_as: Split,
    }
}

db::record! {
    /// That an activity counts for a campaign.
    #[derive(Clone, Debug)]
    pub(crate) struct CampaignRow {
        pub(crate) campaign: CampaignId,
        pub(crate) name: String,
    }
}

db::record! {
    /// A campaign that a line of the list counts for.
    #[derive(Clone, Debug)]
    pub(crate) struct CountsFor {
        pub(crate) campaign: CampaignId,
    }
}

macro_rules! packed_beside {
    ($which:literal) => {
        concat!(
            "UPDATE activity SET quantities = (SELECT ",
            db::nested!("measure" = "q.measure", "ordinal" = "q.ordinal", "amount" = "q.amount", "split" = "q.split",
                "counts_as" = "q.counts_as"; "q.ordinal"),
            " FROM activity_quantity q WHERE q.activity = activity.id), campaigns = (SELECT ",
            db::nested!("campaign" = "l.campaign"; "l.campaign DESC"),
            " FROM activity_campaign l WHERE l.activity = activity.id), \
             photos = (SELECT COUNT(*) FROM photo p WHERE p.activity = activity.id)",
            $which
        )
    };
}

db::record! {
    /// What belongs to an activity.
    #[derive(Clone, Debug)]
    pub(crate) struct Parts {
        /// In their order.
        pub(crate) quantities: Nested<QuantityRow>,
        /// Newest first.
        pub(crate) campaigns: Nested<CampaignRow>,
        pub(crate) subjects: Nested<Subject>,
        pub(crate) papers: i64,
        pub(crate) cohosts: i64,
        pub(crate) deductions: i64,
    }
}

/// [`Parts`] as columns beside an activity `a`; of papers, co-hosts and deductions, which few have, how many.
macro_rules! columns {
    () => {
        concat!(
            "(SELECT ",
            db::nested!("measure" = "q.measure", "ordinal" = "q.ordinal", "amount" = "q.amount", "split" = "q.split",
                "counts_as" = "q.counts_as"; "q.ordinal"),
            " FROM activity_quantity q WHERE q.activity = a.id) AS quantities, (SELECT ",
            db::nested!("campaign" = "l.campaign", "name" = "c.name"; "l.campaign DESC"),
            " FROM activity_campaign l JOIN facts_campaign c ON c.id = l.campaign WHERE l.activity = a.id) AS campaigns, (SELECT ",
            db::nested!("subject" = "s.subject"; "s.subject"),
            " FROM activity_subject s WHERE s.activity = a.id) AS subjects, \
             (SELECT COUNT(*) FROM activity_paper p WHERE p.activity = a.id) AS papers, \
             (SELECT COUNT(*) FROM activity_cohost h WHERE h.activity = a.id) AS cohosts, \
             (SELECT COUNT(*) FROM facts_deduction d WHERE d.source_room = 'activities' AND d.source_id = a.id) AS deductions"
        )
    };
}
pub(crate) use columns;

/// What belongs to one activity.
pub(crate) async fn of(reads: &impl Reads, id: ActivityId) -> Result<Parts, DbError> {
    reads.one(concat!("SELECT ", columns!(), " FROM activity a WHERE a.id = $1"), params![id]).await
}

/// Packs what a line of the list shows of numbers, campaigns and photos beside the activity, after any of them changed (decision 86).
pub(crate) async fn pack(tx: &mut Tx, id: ActivityId) -> Result<(), DbError> {
    tx.run(packed_beside!(" WHERE id = $1"), params![id]).await.map(drop)
}

/// The same for every activity.
pub(crate) async fn pack_all(tx: &mut Tx) -> Result<u64, DbError> {
    tx.run(packed_beside!(""), params![]).await
}

/// The numbers of one activity, in their order.
pub(crate) async fn quantities(reads: &impl Reads, id: ActivityId) -> Result<Vec<QuantityRow>, DbError> {
    reads
        .all(
            "SELECT measure, ordinal, amount, split, counts_as FROM activity_quantity WHERE activity = $1 ORDER BY ordinal",
            params![id],
        )
        .await
}

/// The campaigns that one activity counts for, newest first.
pub(crate) async fn campaigns(reads: &impl Reads, id: ActivityId) -> Result<Vec<CampaignRow>, DbError> {
    reads
        .all(
            "SELECT ac.campaign, c.name FROM activity_campaign ac \
             JOIN facts_campaign c ON c.id = ac.campaign WHERE ac.activity = $1 ORDER BY ac.campaign DESC",
            params![id],
        )
        .await
}

/// Whether every campaign that an activity counts for is open: the figures of one that is over do not move.
pub(crate) async fn counts_for_open(reads: &impl Reads, id: ActivityId) -> Result<bool, DbError> {
    let over = "SELECT COUNT(*) AS value FROM activity_campaign ac JOIN facts_campaign c ON c.id = ac.campaign \
                WHERE ac.activity = $1 AND c.state <> $2";
    Ok(reads.count(over, params![id, CampaignState::Launched]).await? == 0)
}

/// What a unit's activities were about so far, most used first.
pub(crate) async fn subjects_used(reads: &impl Reads, unit: UnitId) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT s.subject AS value FROM activity_subject s JOIN activity a ON a.id = s.activity \
             WHERE a.unit = $1 GROUP BY s.subject ORDER BY COUNT(*) DESC, s.subject LIMIT 12",
            params![unit],
        )
        .await
}

/// The measures that a unit logged so far, most used first.
pub(crate) async fn measures_used(reads: &impl Reads, unit: UnitId) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT q.measure AS value FROM activity_quantity q JOIN activity a ON a.id = q.activity \
             WHERE a.unit = $1 GROUP BY q.measure ORDER BY COUNT(*) DESC, q.measure",
            params![unit],
        )
        .await
}
