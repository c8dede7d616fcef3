//! Who has signed the edition in force, counted and paged by the database: a campaign may have a thousand units.

use clock::CivilDate;
use db::{DbError, Reads, params};
use web::Paging;

use super::enrol::Enrolled;
use crate::CampaignId;

db::record! {
    /// Units that take part, and those of them that have signed.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Counts {
        pub(crate) units: i64,
        pub(crate) signed: i64,
    }
}

impl Counts {
    /// Of units that are known already.
    pub(crate) fn of(units: &[Enrolled]) -> Self {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let signed = units.iter().filter(|unit| unit.signed_at.is_some()).count();
        Self { units: count(units.len()), signed: count(signed) }
    }

    pub(crate) fn unsigned(self) -> i64 {
        self.units - self.signed
    }

    /// All of them, or only those that have signed or have not.
    pub(crate) fn only(self, has_signed: Option<bool>) -> u64 {
        let count = match has_signed {
            None => self.units,
            Some(true) => self.signed,
            Some(false) => self.unsigned(),
        };
        u64::try_from(count).unwrap_or(0)
    }
}

db::record! {
    /// A unit that is to be asked to sign.
    pub(crate) struct Unsigned {
        pub(crate) township: String,
        pub(crate) name: String,
    }
}

macro_rules! staying {
    () => {
        " FROM enrolment e JOIN facts_unit u ON u.id = e.unit \
         WHERE e.campaign = $1 AND COALESCE(e.left_on, u.merged_on) IS NULL \
         AND (e.joined_on IS NULL OR e.joined_on <= $2 OR e.signed_at IS NOT NULL) "
    };
}

/// How many take part as of `today`, and how many of them have signed. Whoever joins on a later day is not waited for.
pub(crate) async fn counts(
    reads: &impl Reads,
    campaign: CampaignId,
    today: CivilDate,
) -> Result<Counts, DbError> {
    let sql = concat!("SELECT COUNT(*) AS units, COUNT(e.signed_at) AS signed", staying!());
    reads.one(sql, params![campaign, today]).await
}

/// Who has not signed, by class and name.
pub(crate) async fn unsigned(
    reads: &impl Reads,
    campaign: CampaignId,
    today: CivilDate,
) -> Result<Vec<Unsigned>, DbError> {
    let sql =
        concat!("SELECT u.township, u.name", staying!(), "AND e.signed_at IS NULL ORDER BY u.class, u.name");
    reads.all(sql, params![campaign, today]).await
}

/// A page of those that take part: all, or only those that have signed or have not; who has not signed first, then by class
/// and name.
pub(crate) async fn page(
    reads: &impl Reads,
    (campaign, today): (CampaignId, CivilDate),
    has_signed: Option<bool>,
    paging: &Paging,
) -> Result<Vec<Enrolled>, DbError> {
    let sql = concat!(
        "SELECT e.unit, u.name, u.class, u.township, u.liaison_name, u.liaison_post, u.liaison_phone, \
         e.signed_at, e.signed_by, e.joined_on, e.left_on, e.left_reason, e.plan_due_on, u.merged_on IS NOT NULL AS is_merged",
        staying!(),
        "AND (CAST($3 AS BOOLEAN) IS NULL OR (e.signed_at IS NOT NULL) = $3) \
         ORDER BY CASE WHEN e.signed_at IS NULL THEN 0 ELSE 1 END, u.class, u.name LIMIT $4 OFFSET $5"
    );
    reads.all(sql, params![campaign, today, has_signed, paging.limit(), paging.offset()]).await
}
