use campaigns::{CampaignId, Split};
use db::{DbError, Reads, Tx, params};
use people::UnitId;

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

/// Packs what a line of the list shows of numbers, campaigns and photos beside the activity, after any of them changed (decision 86).
pub(crate) async fn pack(tx: &mut Tx, id: ActivityId) -> Result<(), DbError> {
    tx.run_one(packed_beside!(" WHERE id = $1"), params![id]).await
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

/// What one activity was about.
pub(crate) async fn subjects(reads: &impl Reads, id: ActivityId) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT subject AS value FROM activity_subject WHERE activity = $1 ORDER BY subject",
            params![id],
        )
        .await
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
