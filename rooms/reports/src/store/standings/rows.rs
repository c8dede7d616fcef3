//! The rows that standings are made of.

use campaigns::{CampaignId, CampaignState, DueId, DueKind, PhaseId};
use clock::{CivilDate, Moment};
use db::{DbError, FromRow, Params, Reads, Row, params};
use people::{NodePath, UnitId};

use super::Filter;
use crate::{ReportId, ReportState};

impl Filter {
    fn of_members(&self, below: &NodePath) -> Params {
        let text = self.text.as_deref().map(db::containing);
        params![below.like_below(), self.campaign.as_deref(), self.unit, text]
    }

    fn of_done(&self, below: &NodePath) -> Params {
        params![below.like_below(), self.campaign.as_deref(), self.due.as_deref(), self.unit]
    }
}

db::record! {
    /// A due date with its campaign.
    pub(super) struct Due {
        pub(super) due: DueId,
        pub(super) campaign: CampaignId,
        pub(super) campaign_name: String,
        pub(super) campaign_state: CampaignState,
        /// When its day came down: by the launch, or by the amendment that brought it.
        pub(super) launched_at: Option<Moment>,
        pub(super) phase: Option<PhaseId>,
        pub(super) kind: DueKind,
        pub(super) title: String,
        pub(super) due_on: Option<CivilDate>,
        pub(super) due_time: Option<String>,
        pub(super) with_pictures: bool,
    }
}

db::record! {
    /// From when to when a unit is in a campaign.
    pub(super) struct Membership {
        pub(super) campaign: CampaignId,
        pub(super) unit: UnitId,
        pub(super) merged_on: Option<CivilDate>,
        pub(super) joined_on: Option<CivilDate>,
        pub(super) left_on: Option<CivilDate>,
        /// The day of its own for its plan, where it joined late.
        pub(super) plan_due_on: Option<CivilDate>,
    }
}

db::record! {
    pub(super) struct Names {
        pub(super) path: NodePath,
        pub(super) name: String,
        pub(super) class: String,
        pub(super) township: String,
    }
}

db::record! {
    /// What has come of a due date at a unit.
    pub(super) struct Outcome {
        pub(super) due: DueId,
        pub(super) unit: UnitId,
        pub(super) state: ReportState,
        pub(super) is_zero: Option<bool>,
        pub(super) first_submitted_at: Option<Moment>,
        pub(super) approved_at: Option<Moment>,
    }
}

db::record! {
    /// The report behind it.
    pub(super) struct Sheet {
        pub(super) report: Option<ReportId>,
        pub(super) has_own_pictures: Option<bool>,
        pub(super) submitted_at: Option<Moment>,
        pub(super) version: Option<i64>,
    }
}

/// A unit in a campaign, with its names.
pub(super) struct Member {
    pub(super) membership: Membership,
    pub(super) names: Names,
}

/// What has come of a due date, with its report. A plan has none.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    pub(super) sheet: Sheet,
}

impl Done {
    pub(super) fn of_plan(outcome: Outcome) -> Self {
        let sheet = Sheet { report: None, has_own_pictures: None, submitted_at: None, version: None };
        Self { outcome, sheet }
    }
}

impl FromRow for Member {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { membership: Membership::from_row(row)?, names: Names::from_row(row)? })
    }
}

impl FromRow for Done {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { outcome: Outcome::from_row(row)?, sheet: Sheet::from_row(row)? })
    }
}

impl AsRef<Membership> for Member {
    fn as_ref(&self) -> &Membership {
        &self.membership
    }
}

impl AsRef<Self> for Membership {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsRef<Outcome> for Done {
    fn as_ref(&self) -> &Outcome {
        &self.outcome
    }
}

impl AsRef<Self> for Outcome {
    fn as_ref(&self) -> &Self {
        self
    }
}

pub(super) async fn dues(reads: &impl Reads, filter: &Filter) -> Result<Vec<Due>, DbError> {
    reads
        .all(
            "SELECT d.id AS due, d.campaign, c.name AS campaign_name, c.state AS campaign_state, \
             COALESCE(d.sent_at, c.launched_at) AS launched_at, \
             d.phase, d.kind, d.title, d.due_on, d.due_time, d.with_pictures \
             FROM facts_due d JOIN facts_campaign c ON c.id = d.campaign \
             WHERE (c.state IN ('launched', 'closed') OR (c.state = 'archived' \
             AND (CAST($1 AS TEXT) IS NOT NULL OR CAST($2 AS TEXT) IS NOT NULL))) \
             AND (CAST($1 AS TEXT) IS NULL OR d.campaign = $1) AND (CAST($2 AS TEXT) IS NULL OR d.id = $2) \
             ORDER BY c.id DESC, COALESCE(d.due_on, '9999'), d.id",
            params![filter.campaign.as_deref(), filter.due.as_deref()],
        )
        .await
}

macro_rules! members {
    () => {
        " FROM facts_enrolment e JOIN facts_unit u ON u.id = e.unit WHERE u.path LIKE $1 \
         AND (CAST($2 AS TEXT) IS NULL OR e.campaign = $2) AND (CAST($3 AS TEXT) IS NULL OR e.unit = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR LOWER(u.name) LIKE LOWER($4) ESCAPE '\\') "
    };
}

pub(super) async fn members(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Member>, DbError> {
    let sql = concat!(
        "SELECT e.campaign, e.unit, u.path, u.name, u.class, u.township, u.merged_on, e.joined_on, e.left_on, e.plan_due_on",
        members!(),
        "ORDER BY u.class, u.name"
    );
    reads.all(sql, filter.of_members(below)).await
}

pub(super) async fn memberships(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Membership>, DbError> {
    let sql = concat!(
        "SELECT ",
        db::packed!(
            "campaign" = "e.campaign",
            "unit" = "e.unit",
            "merged_on" = "u.merged_on",
            "joined_on" = "e.joined_on",
            "left_on" = "e.left_on",
            "plan_due_on" = "e.plan_due_on";
            "u.class, u.name"
        ),
        members!()
    );
    reads.packed(sql, filter.of_members(below)).await
}

macro_rules! reports {
    ($columns:expr) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM report r JOIN facts_due d ON d.id = r.due JOIN facts_unit u ON u.id = r.unit \
             WHERE d.kind <> 'unit_plan' AND u.path LIKE $1 AND (CAST($2 AS TEXT) IS NULL OR d.campaign = $2) \
             AND (CAST($3 AS TEXT) IS NULL OR d.id = $3) AND (CAST($4 AS TEXT) IS NULL OR r.unit = $4)"
        )
    };
}

pub(super) async fn reports(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Done>, DbError> {
    let sql = reports!(
        "r.due, r.unit, r.id AS report, r.state, r.is_zero, r.has_own_pictures, r.first_submitted_at, \
         r.submitted_at, r.approved_at, r.version"
    );
    reads.all(sql, filter.of_done(below)).await
}

pub(super) async fn outcomes(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Outcome>, DbError> {
    let sql = reports!(db::packed!(
        "due" = "r.due",
        "unit" = "r.unit",
        "state" = "r.state",
        "is_zero" = "r.is_zero",
        "first_submitted_at" = "r.first_submitted_at",
        "approved_at" = "r.approved_at"
    ));
    reads.packed(sql, filter.of_done(below)).await
}

pub(super) async fn plans(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Outcome>, DbError> {
    let sql = concat!(
        "SELECT ",
        db::packed!(
            "due" = "d.id",
            "unit" = "p.unit",
            "state" = "p.state",
            "is_zero" = "NULL",
            "first_submitted_at" = "p.first_submitted_at",
            "approved_at" = "p.approved_at"
        ),
        " FROM facts_unit_plan p JOIN facts_due d ON d.campaign = p.campaign AND d.kind = 'unit_plan' \
         JOIN facts_unit u ON u.id = p.unit \
         WHERE u.path LIKE $1 AND (CAST($2 AS TEXT) IS NULL OR d.campaign = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR d.id = $3) AND (CAST($4 AS TEXT) IS NULL OR p.unit = $4)"
    );
    reads.packed(sql, filter.of_done(below)).await
}
