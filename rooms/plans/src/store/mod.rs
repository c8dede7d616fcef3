//! Every statement of this room.

use campaigns::CampaignId;
use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};
use people::{NodePath, Permit, UnitId, Verb};

use crate::content::Content;
use crate::plan::{PlanId, PlanKind, PlanState, Standing, StepId, StepKind, StepMark};
use crate::policy::{Approve, Exempt, Keep, Recall, Revise, Save, SendBack, Submit};
use crate::settled::Settled;

pub(crate) mod done;
pub(crate) mod names;
pub(crate) mod paper;

/// Which plans to list. What is bound is what was typed: text that is no id finds nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) campaign: Option<String>,
    pub(crate) unit: Option<UnitId>,
    /// A part of the unit's name.
    pub(crate) text: Option<String>,
}

db::record! {
    /// What was done with a plan.
    #[derive(Clone, Debug)]
    pub(crate) struct Step {
        pub(crate) id: StepId,
        pub(crate) kind: StepKind,
        pub(crate) at: Moment,
        pub(crate) by_name: String,
        pub(crate) note: String,
        /// Of a return: by when the bureau wants the plan again.
        pub(crate) again_on: Option<CivilDate>,
    }
}

/// Every unit below a node × every campaign that was sent down to it: the newest campaign first, then by unit.
pub(crate) async fn list(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Standing>, DbError> {
    let rows: Vec<Standing> = reads
        .all(
            "SELECT c.id AS campaign, c.name AS campaign_name, c.state AS campaign_state, \
             COALESCE((SELECT MAX(d.sent_at) FROM facts_due d WHERE d.campaign = c.id AND d.kind = 'unit_plan' \
             AND d.due_on IS NOT NULL), c.launched_at) AS launched_at, e.unit, u.path, u.name AS unit_name, u.class, u.township, (SELECT MIN(d.due_on) FROM facts_due d \
             WHERE d.campaign = c.id AND d.kind = 'unit_plan') AS due_on, e.joined_on, e.left_on, e.plan_due_on, u.merged_on, \
             p.id AS plan, p.state, p.paper, p.paper_name, p.first_submitted_at, p.submitted_at, \
             p.approved_at, p.in_force, p.differs, p.version \
             FROM facts_campaign c JOIN facts_enrolment e ON e.campaign = c.id JOIN facts_unit u ON u.id = e.unit \
             LEFT JOIN unit_plan p ON p.campaign = c.id AND p.unit = e.unit \
             WHERE u.path LIKE $1 AND c.state <> 'draft' \
             AND (CAST($2 AS TEXT) IS NULL OR c.id = $2) AND (CAST($3 AS TEXT) IS NULL OR e.unit = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR LOWER(u.name) LIKE LOWER($4) ESCAPE '\\') \
             ORDER BY c.id DESC, u.class, u.name",
            params![
                below.like_below(),
                filter.campaign.as_deref(),
                filter.unit,
                filter.text.as_deref().map(db::containing),
            ],
        )
        .await?;
    Ok(rows.into_iter().map(Standing::with_owed_date).collect())
}

/// How many filed plans wait for the reviewer of a node.
pub(crate) async fn waiting(reads: &impl Reads, below: &NodePath) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM unit_plan p JOIN facts_campaign c ON c.id = p.campaign \
             JOIN facts_unit u ON u.id = p.unit WHERE p.state = 'submitted' AND c.state = 'launched' AND u.path LIKE $1",
            params![below.like_below()],
        )
        .await
}

/// One unit in one campaign; `None` when that was not sent down to it.
pub(crate) async fn find(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: UnitId,
) -> Result<Option<Standing>, DbError> {
    let Some(fact) = people::facts::unit(reads, unit).await? else { return Ok(None) };
    let filter = Filter { campaign: Some(campaign.to_string()), unit: Some(unit), ..Filter::default() };
    Ok(list(reads, &fact.path, &filter).await?.pop())
}

/// What stands in a plan.
pub(crate) async fn content(reads: &impl Reads, plan: PlanId) -> Result<Content, DbError> {
    let text: Option<String> =
        reads.value("SELECT content AS value FROM unit_plan WHERE id = $1", params![plan]).await?;
    read(&text.ok_or(DbError::Missing)?)
}

fn read(text: &str) -> Result<Content, DbError> {
    let damaged = || DbError::Damaged { column: "content".to_owned(), value: text.to_owned() };
    serde_json::from_str(text).map_err(|_| damaged())
}

db::record! {
    struct FiledRow {
        id: StepId,
        content: String,
    }
}

/// What stood in a plan when it was last filed, accepted or kept, and the step that keeps it; `None` before the first filing.
pub(crate) async fn filed(reads: &impl Reads, plan: PlanId) -> Result<Option<(StepId, Content)>, DbError> {
    let row: Option<FiledRow> = reads
        .optional(
            "SELECT id, content FROM unit_plan_step WHERE plan = $1 AND content IS NOT NULL ORDER BY id DESC LIMIT 1",
            params![plan],
        )
        .await?;
    row.map(|row| Ok((row.id, read(&row.content)?))).transpose()
}

db::record! {
    struct AcceptedRow {
        at: Moment,
        by_name: String,
        content: Option<String>,
        targets: Option<String>,
    }
}

/// A plan as it was accepted.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    pub(crate) at: Moment,
    pub(crate) by_name: String,
    pub(crate) content: Content,
    pub(crate) targets: Vec<Settled>,
}

/// The acceptance of a plan that is in force.
pub(crate) async fn accepted(reads: &impl Reads, step: StepId) -> Result<Accepted, DbError> {
    let row: Option<AcceptedRow> = reads
        .optional("SELECT at, by_name, content, targets FROM unit_plan_step WHERE id = $1", params![step])
        .await?;
    let AcceptedRow { at, by_name, content, targets } = row.ok_or(DbError::Missing)?;
    let content = read(&content.ok_or(DbError::Missing)?)?;
    Ok(Accepted { at, by_name, content, targets: read_targets(&targets.ok_or(DbError::Missing)?)? })
}

fn read_targets(text: &str) -> Result<Vec<Settled>, DbError> {
    let damaged = || DbError::Damaged { column: "targets".to_owned(), value: text.to_owned() };
    serde_json::from_str(text).map_err(|_| damaged())
}

/// The targets that the unit saw last when it accepted what changed, by having its plan accepted or by keeping it.
pub(crate) async fn seen_targets(reads: &impl Reads, plan: PlanId) -> Result<Option<Vec<Settled>>, DbError> {
    let text: Option<String> = reads
        .value(
            "SELECT targets AS value FROM unit_plan_step WHERE plan = $1 AND targets IS NOT NULL ORDER BY id DESC LIMIT 1",
            params![plan],
        )
        .await?;
    text.map(|text| read_targets(&text)).transpose()
}

/// What was done with a plan, the latest first.
pub(crate) async fn history(reads: &impl Reads, plan: PlanId) -> Result<Vec<Step>, DbError> {
    reads
        .all(
            "SELECT id, kind, at, by_name, note, again_on FROM unit_plan_step WHERE plan = $1 ORDER BY id DESC",
            params![plan],
        )
        .await
}

/// The row of a plan, made empty if this is the first write.
async fn open(tx: &mut Tx, standing: &Standing) -> Result<PlanId, DbError> {
    if let Some(plan) = standing.plan {
        return Ok(plan);
    }
    let id = tx.id::<PlanKind>();
    tx.run(
        "INSERT INTO unit_plan (id, campaign, unit, state, content, version) VALUES ($1, $2, $3, 'draft', '{}', 0) \
         ON CONFLICT (campaign, unit) DO NOTHING",
        params![id, standing.campaign, standing.unit],
    )
    .await?;
    let held = tx
        .value(
            "SELECT id AS value FROM unit_plan WHERE campaign = $1 AND unit = $2",
            params![standing.campaign, standing.unit],
        )
        .await?;
    held.ok_or(DbError::Missing)
}

/// Writes the plan over the version that the writer had seen (0: none).
pub(crate) async fn save(
    tx: &mut Tx,
    permit: &Permit<Save>,
    standing: &Standing,
    content: &str,
) -> Result<PlanId, DbError> {
    let plan = open(tx, standing).await?;
    tx.run_one(
        "UPDATE unit_plan SET content = $3, version = version + 1 WHERE id = $1 AND version = $2",
        params![plan, permit.version(), content],
    )
    .await?;
    Ok(plan)
}

/// 报备: the first time decides for ever whether it came in time. `differs`: how many targets are the unit's own.
pub(crate) async fn submit(
    tx: &mut Tx,
    permit: &Permit<Submit>,
    plan: PlanId,
    differs: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE unit_plan SET state = 'submitted', first_submitted_at = COALESCE(first_submitted_at, $3), \
         submitted_at = $3, approved_at = NULL, differs = $4, version = version + 1 WHERE id = $1 AND version = $2",
        params![plan, permit.version(), now, differs],
    )
    .await?;
    tx.run_one(
        "INSERT INTO unit_plan_step (id, plan, kind, at, by_name, note, content, paper, paper_name, paper_type) \
         SELECT $1, id, 'submitted', $3, $4, '', content, paper, paper_name, paper_type FROM unit_plan WHERE id = $2",
        params![tx.id::<StepMark>(), plan, now, &permit.actor().name],
    )
    .await
}

/// 备案: what was filed comes into force with these targets.
pub(crate) async fn approve(
    tx: &mut Tx,
    permit: &Permit<Approve>,
    plan: PlanId,
    (targets, note): (&[Settled], &str),
) -> Result<(), DbError> {
    let (now, step) = (tx.now(), tx.id::<StepMark>());
    let kept = serde_json::to_value(targets).unwrap_or_default().to_string();
    tx.run_one(
        "INSERT INTO unit_plan_step (id, plan, kind, at, by_name, note, content, targets, paper, paper_name, paper_type) \
         SELECT $1, id, 'approved', $3, $4, $5, content, $6, paper, paper_name, paper_type FROM unit_plan WHERE id = $2",
        params![step, plan, now, &permit.actor().name, note, kept],
    )
    .await?;
    tx.run_one(
        "UPDATE unit_plan SET state = 'approved', approved_at = $3, in_force = $4, differs = $5, \
         version = version + 1 WHERE id = $1 AND version = $2",
        params![plan, permit.version(), now, step, count_own(targets)],
    )
    .await
}

/// How many targets are the unit's own.
fn count_own(targets: &[Settled]) -> i64 {
    i64::try_from(targets.iter().filter(|target| target.is_own()).count()).unwrap_or(i64::MAX)
}

/// 退回修改. What is in force stays so where only its second version is given back.
pub(crate) async fn give_back(
    tx: &mut Tx,
    permit: &Permit<SendBack>,
    standing: &Standing,
    plan: PlanId,
    (reason, again_on): (&str, Option<CivilDate>),
) -> Result<(), DbError> {
    if standing.state() == PlanState::Approved {
        end_force(tx, plan).await?;
    }
    decide(tx, permit, plan, (PlanState::Returned, StepKind::Returned), (reason, again_on)).await
}

async fn end_force(tx: &mut Tx, plan: PlanId) -> Result<(), DbError> {
    tx.run_one("UPDATE unit_plan SET in_force = NULL WHERE id = $1", params![plan]).await
}

/// A second version begins as a copy of the first one.
pub(crate) async fn revise(tx: &mut Tx, permit: &Permit<Revise>, plan: PlanId) -> Result<(), DbError> {
    decide(tx, permit, plan, (PlanState::Revising, StepKind::Revised), ("", None)).await
}

/// 维持原方案: what is in force is what the unit has again, and `seen` is what the bureau asks for by now.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<Keep>,
    plan: PlanId,
    accepted: &Accepted,
    seen: &[Settled],
) -> Result<(), DbError> {
    let now = tx.now();
    let seen = serde_json::to_value(seen).unwrap_or_default().to_string();
    tx.run_one(
        "UPDATE unit_plan SET state = 'approved', approved_at = $3, differs = $4, version = version + 1, \
         submitted_at = COALESCE((SELECT MAX(s.at) FROM unit_plan_step s WHERE s.plan = unit_plan.id \
         AND s.kind = 'submitted' AND s.id < unit_plan.in_force), submitted_at), \
         content = (SELECT s.content FROM unit_plan_step s WHERE s.id = unit_plan.in_force), \
         paper = (SELECT s.paper FROM unit_plan_step s WHERE s.id = unit_plan.in_force), \
         paper_name = (SELECT s.paper_name FROM unit_plan_step s WHERE s.id = unit_plan.in_force), \
         paper_type = (SELECT s.paper_type FROM unit_plan_step s WHERE s.id = unit_plan.in_force) \
         WHERE id = $1 AND version = $2 AND in_force IS NOT NULL",
        params![plan, permit.version(), accepted.at, count_own(&accepted.targets)],
    )
    .await?;
    tx.run_one(
        "INSERT INTO unit_plan_step (id, plan, kind, at, by_name, note, content, targets, paper, paper_name, paper_type) \
         SELECT $1, id, $3, $4, $5, '', content, $6, paper, paper_name, paper_type FROM unit_plan WHERE id = $2",
        params![tx.id::<StepMark>(), plan, StepKind::Kept, now, &permit.actor().name, seen],
    )
    .await
}

/// The verbs by which a plan is no longer asked for, and asked for again.
pub(crate) trait LetsOff: Verb<On = Standing> {
    const TO: PlanState;
    const STEP: StepKind;
}

impl LetsOff for Exempt {
    const TO: PlanState = PlanState::Exempt;
    const STEP: StepKind = StepKind::Exempted;
}

impl LetsOff for Recall {
    const TO: PlanState = PlanState::Draft;
    const STEP: StepKind = StepKind::Recalled;
}

/// 免报, also of a unit that has written nothing, and 恢复报备.
pub(crate) async fn let_off<V: LetsOff>(
    tx: &mut Tx,
    permit: &Permit<V>,
    standing: &Standing,
    reason: &str,
) -> Result<(), DbError> {
    let plan = open(tx, standing).await?;
    end_force(tx, plan).await?;
    decide(tx, permit, plan, (V::TO, V::STEP), (reason, None)).await
}

async fn decide<V: Verb<On = Standing>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    plan: PlanId,
    (state, kind): (PlanState, StepKind),
    (note, again_on): (&str, Option<CivilDate>),
) -> Result<(), DbError> {
    let now = tx.now();
    let is_accepted = state == PlanState::Revising;
    tx.run_one(
        "UPDATE unit_plan SET state = $3, approved_at = CASE WHEN $4 THEN approved_at END, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![plan, permit.version(), state, is_accepted],
    )
    .await?;
    tx.run_one(
        "INSERT INTO unit_plan_step (id, plan, kind, at, by_name, note, again_on) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![tx.id::<StepMark>(), plan, kind, now, &permit.actor().name, note, again_on],
    )
    .await
}
