use std::collections::HashMap;

use campaigns::facts::Owing;
use campaigns::{CampaignId, CampaignState, DueId, DueKind, PhaseId};
use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

use crate::load;
use crate::standing::Standing;
use crate::{ReportId, ReportState};

/// Which standings to list. What is bound is what was typed: text that is no id finds nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) campaign: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) unit: Option<UnitId>,
    /// A part of the unit's name.
    pub(crate) text: Option<String>,
}

/// Every enrolled unit below a node × every due date of its campaigns: the newest campaign first, by due date, then
/// unit; a unit owes what is due from the day it joined to the day it left. An archived
/// campaign is listed only when it, or a due date of it, is asked for. What is due as a unit's plan is told by the plan itself.
///
/// The product is made here and not by a join: a thousand units × ten dates are ten thousand rows of which few hold a
/// report, and the database would send every name once a row.
pub(crate) async fn list(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Standing>, DbError> {
    let dues = dues(reads, filter).await?;
    let mut members: HashMap<CampaignId, Vec<Member>> = HashMap::new();
    for member in self::members(reads, below, filter).await? {
        members.entry(member.campaign).or_default().push(member);
    }
    let mut done = reports(reads, below, filter).await?;
    if dues.iter().any(|due| due.kind == DueKind::UnitPlan) {
        done.extend(plans(reads, below, filter).await?);
    }
    let done: HashMap<(DueId, UnitId), Done> =
        done.into_iter().map(|row| ((row.due, row.unit), row)).collect();
    let mut all = Vec::new();
    for due in &dues {
        for member in members.get(&due.campaign).into_iter().flatten() {
            let done = done.get(&(due.due, member.unit));
            let owing = Owing::of(due.due_on, member.joined_on, member.left_on);
            if done.is_some() || owing == Owing::Owed {
                let mut one = standing(due, member, done);
                // What was due before a unit joined and came all the same is late for nothing.
                one.due_on = one.due_on.filter(|_| owing != Owing::BeforeIt);
                all.push(one);
            }
        }
    }
    settled(reads, all).await
}

db::record! {
    /// A due date with its campaign.
    struct Due {
        due: DueId,
        campaign: CampaignId,
        campaign_name: String,
        campaign_state: CampaignState,
        launched_at: Option<Moment>,
        phase: Option<PhaseId>,
        kind: DueKind,
        title: String,
        due_on: Option<CivilDate>,
        due_time: Option<String>,
        with_pictures: bool,
    }
}

db::record! {
    /// A unit in a campaign.
    struct Member {
        campaign: CampaignId,
        unit: UnitId,
        path: NodePath,
        name: String,
        class: String,
        township: String,
        merged_on: Option<CivilDate>,
        joined_on: Option<CivilDate>,
        left_on: Option<CivilDate>,
    }
}

db::record! {
    /// What has come of a due date at a unit. A plan has no report.
    struct Done {
        due: DueId,
        unit: UnitId,
        report: Option<ReportId>,
        state: ReportState,
        is_zero: Option<bool>,
        has_own_pictures: Option<bool>,
        first_submitted_at: Option<Moment>,
        submitted_at: Option<Moment>,
        approved_at: Option<Moment>,
        version: Option<i64>,
    }
}

fn standing(due: &Due, member: &Member, done: Option<&Done>) -> Standing {
    Standing {
        due: due.due,
        campaign: due.campaign,
        campaign_name: due.campaign_name.clone(),
        campaign_state: due.campaign_state,
        launched_at: due.launched_at,
        phase: due.phase,
        kind: due.kind,
        title: due.title.clone(),
        due_on: due.due_on,
        due_time: due.due_time.clone(),
        with_pictures: due.with_pictures,
        unit: member.unit,
        path: member.path.clone(),
        unit_name: member.name.clone(),
        class: member.class.clone(),
        township: member.township.clone(),
        merged_on: member.merged_on,
        report: done.and_then(|done| done.report),
        state: done.map(|done| done.state),
        is_zero: done.and_then(|done| done.is_zero),
        has_own_pictures: done.and_then(|done| done.has_own_pictures),
        first_submitted_at: done.and_then(|done| done.first_submitted_at),
        submitted_at: done.and_then(|done| done.submitted_at),
        approved_at: done.and_then(|done| done.approved_at),
        version: done.and_then(|done| done.version),
    }
}

async fn dues(reads: &impl Reads, filter: &Filter) -> Result<Vec<Due>, DbError> {
    reads
        .all(
            "SELECT d.id AS due, d.campaign, c.name AS campaign_name, c.state AS campaign_state, c.launched_at, \
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

async fn members(reads: &impl Reads, below: &NodePath, filter: &Filter) -> Result<Vec<Member>, DbError> {
    reads
        .all(
            "SELECT e.campaign, e.unit, u.path, u.name, u.class, u.township, u.merged_on, e.joined_on, e.left_on \
             FROM facts_enrolment e JOIN facts_unit u ON u.id = e.unit WHERE u.path LIKE $1 \
             AND (CAST($2 AS TEXT) IS NULL OR e.campaign = $2) AND (CAST($3 AS TEXT) IS NULL OR e.unit = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR LOWER(u.name) LIKE LOWER($4) ESCAPE '\\') \
             ORDER BY u.class, u.name",
            params![
                below.like_below(),
                filter.campaign.as_deref(),
                filter.unit,
                filter.text.as_deref().map(db::containing),
            ],
        )
        .await
}

async fn reports(reads: &impl Reads, below: &NodePath, filter: &Filter) -> Result<Vec<Done>, DbError> {
    reads
        .all(
            "SELECT r.due, r.unit, r.id AS report, r.state, r.is_zero, r.has_own_pictures, r.first_submitted_at, \
             r.submitted_at, r.approved_at, r.version \
             FROM report r JOIN facts_due d ON d.id = r.due JOIN facts_unit u ON u.id = r.unit \
             WHERE d.kind <> 'unit_plan' AND u.path LIKE $1 AND (CAST($2 AS TEXT) IS NULL OR d.campaign = $2) \
             AND (CAST($3 AS TEXT) IS NULL OR d.id = $3) AND (CAST($4 AS TEXT) IS NULL OR r.unit = $4)",
            params![below.like_below(), filter.campaign.as_deref(), filter.due.as_deref(), filter.unit],
        )
        .await
}

async fn plans(reads: &impl Reads, below: &NodePath, filter: &Filter) -> Result<Vec<Done>, DbError> {
    reads
        .all(
            "SELECT d.id AS due, p.unit, CAST(NULL AS TEXT) AS report, p.state, CAST(NULL AS BOOLEAN) AS is_zero, \
             CAST(NULL AS BOOLEAN) AS has_own_pictures, p.first_submitted_at, p.submitted_at, p.approved_at, \
             CAST(NULL AS BIGINT) AS version \
             FROM facts_unit_plan p JOIN facts_due d ON d.campaign = p.campaign AND d.kind = 'unit_plan' \
             JOIN facts_unit u ON u.id = p.unit \
             WHERE u.path LIKE $1 AND (CAST($2 AS TEXT) IS NULL OR d.campaign = $2) \
             AND (CAST($3 AS TEXT) IS NULL OR d.id = $3) AND (CAST($4 AS TEXT) IS NULL OR p.unit = $4)",
            params![below.like_below(), filter.campaign.as_deref(), filter.due.as_deref(), filter.unit],
        )
        .await
}

/// How many sent reports wait for the reviewer of a node.
pub(crate) async fn waiting(reads: &impl Reads, below: &NodePath) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM report r JOIN facts_due d ON d.id = r.due \
             JOIN facts_campaign c ON c.id = d.campaign JOIN facts_unit u ON u.id = r.unit \
             WHERE r.state = 'submitted' AND d.kind <> 'unit_plan' AND c.state = 'launched' AND u.path LIKE $1",
            params![below.like_below()],
        )
        .await
}

/// Without what a unit no longer owes that went into another one: plans, reports at any time, and reports whose period
/// begins after its last day.
async fn settled(reads: &impl Reads, all: Vec<Standing>) -> Result<Vec<Standing>, DbError> {
    let mut owed = Vec::with_capacity(all.len());
    for standing in all {
        let Some(last) = standing.merged_on.filter(|_| standing.outlasts_unit()) else {
            owed.push(standing);
            continue;
        };
        if standing.is_plan() || standing.due_on.is_none() {
            continue;
        }
        if load::days(reads, &standing).await?.opens_on.is_none_or(|opens| opens <= last) {
            owed.push(standing);
        }
    }
    Ok(owed)
}

/// Every enrolled unit × every due date of a campaign, by due date, then unit.
pub(crate) async fn of_campaign(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<Standing>, DbError> {
    let Some(fact) = campaigns::facts::campaign(reads, campaign).await? else { return Ok(Vec::new()) };
    let filter = Filter { campaign: Some(campaign.to_string()), ..Filter::default() };
    list(reads, &fact.place, &filter).await
}

/// One unit with one due date; `None` when it does not owe it.
pub(crate) async fn find(reads: &impl Reads, due: DueId, unit: UnitId) -> Result<Option<Standing>, DbError> {
    let Some(fact) = people::facts::unit(reads, unit).await? else { return Ok(None) };
    let filter = Filter { due: Some(due.to_string()), unit: Some(unit), ..Filter::default() };
    Ok(list(reads, &fact.path, &filter).await?.pop())
}
