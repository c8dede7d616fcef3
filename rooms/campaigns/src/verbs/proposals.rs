//! What the 补充通知 was understood to change, to be taken into its draft or left. Nothing of it is applied unasked.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use ids::Mint;
use people::{Actor, Permit, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply, redirect};

use super::edit_phase::KEEP;
use super::take;
use crate::campaign::Head;
use crate::phase::{Overlap, first_backwards, new_overlaps};
use crate::plan::{Frame, Line, Proposal, Span, SpanKind, Told, anchor, lines, tell};
use crate::policy::{Review, TakeProposals};
use crate::store::edition::{self, EditionRow};
use crate::store::heads;
use crate::store::plan::{Plan, load};
use crate::store::proposals::{self, ProposalRow, Taking};
use crate::{Campaigns, PhaseFact};

/// Which proposals are taken; the others are left, and may be taken later.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = TakeProposals)]
pub(crate) struct Input {
    /// The draft that the officer looked at; empty: whatever it is now.
    plan_version: Raw,
    /// Ids of proposals.
    taken: Vec<Raw>,
    /// `true`: all that can be taken.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    all: Raw,
    /// `keep`: phases may come to share days. Empty: that is refused, so that somebody decides.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    overlap: Raw,
}

/// The proposals of an amendment in the order of its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposals)]
pub(crate) struct ProposalsView {
    /// Of the draft; goes into the next decision.
    plan_version: i64,
    rows: Vec<ProposalView>,
}

/// One change that the 补充通知 was understood to make.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub(crate) struct ProposalView {
    id: String,
    /// `open`, `taken` or `left`.
    state: String,
    /// What it would change in the draft as it is now; empty when it changes nothing there.
    changes: Vec<Told>,
    /// False: nobody but a person can act on it (未能识别的改动, units that shall join).
    may_be_taken: bool,
    /// Why it was not understood, where that can be said.
    why: String,
    /// Ids of units that shall join the campaign in force.
    units: Vec<String>,
    /// The words of the 补充通知, and where they stand in its text, in Unicode scalars.
    source_text: String,
    source_start: i64,
    source_end: i64,
}

/// A proposal with what it would do now.
struct Shown {
    row: ProposalRow,
    proposal: Proposal,
    told: Vec<Told>,
    /// Units that shall join: id and name.
    units: Vec<(String, String)>,
}

impl Shown {
    fn may_be_taken(&self) -> bool {
        self.proposal.may_be_taken() && self.row.state != Taking::Taken && !self.told.is_empty()
    }

    fn is_unread(&self) -> bool {
        matches!(self.proposal, Proposal::Unread(_))
    }

    fn why(&self) -> &str {
        match &self.proposal {
            Proposal::Unread(why) => why,
            _ => "",
        }
    }

    /// The name of its stretch in the text beside it.
    fn anchor(&self) -> String {
        self.stretch().map(|(start, end)| anchor(start, end)).unwrap_or_default()
    }

    fn stretch(&self) -> Option<(usize, usize)> {
        Some((usize::try_from(self.row.source_start).ok()?, usize::try_from(self.row.source_end).ok()?))
    }

    fn kind(&self) -> SpanKind {
        match self.proposal {
            Proposal::Phase { .. } => SpanKind::Phase,
            Proposal::AddTask { .. } => SpanKind::Task,
            Proposal::AddIndicator { .. } | Proposal::Aim { .. } | Proposal::DropIndicators(_) => {
                SpanKind::Measure
            }
            _ => SpanKind::Rule,
        }
    }

    fn view(self) -> ProposalView {
        ProposalView {
            id: self.row.id.to_string(),
            state: self.row.state.code().to_owned(),
            may_be_taken: self.may_be_taken(),
            why: self.why().to_owned(),
            changes: self.told,
            units: self.units.into_iter().map(|(id, _)| id).collect(),
            source_text: self.row.source_text,
            source_start: self.row.source_start,
            source_end: self.row.source_end,
        }
    }
}

#[derive(Template)]
#[template(path = "campaigns/proposals.html")]
pub(crate) struct ProposalsPage {
    page: Page,
    plan: Plan,
    edition: EditionRow,
    lines: Vec<Line>,
    rows: Vec<Shown>,
    ticked: Vec<String>,
    /// 全部写入 was asked for.
    ticks_all: bool,
    errors: Invalid,
    may_act: bool,
}

impl ProposalsPage {
    fn read(&self) -> Vec<&Shown> {
        self.rows.iter().filter(|row| !row.is_unread()).collect()
    }

    fn unread(&self) -> Vec<&Shown> {
        self.rows.iter().filter(|row| row.is_unread()).collect()
    }

    fn is_ticked(&self, row: &Shown) -> bool {
        self.ticks_all || self.ticked.contains(&row.row.id.to_string())
    }

    fn can_take_any(&self) -> bool {
        self.may_act && self.rows.iter().any(Shown::may_be_taken)
    }

    /// The campaign in force, where units join.
    fn campaign(&self) -> String {
        self.plan.campaign.amends.map(|id| id.to_string()).unwrap_or_default()
    }
}

async fn rows(reads: &impl Reads, mint: &Mint, plan: &Plan) -> Result<Vec<Shown>, Fault> {
    let now = plan.edition();
    let kept = proposals::list(reads, plan.campaign.id).await?;
    let mut shown = Vec::new();
    for row in kept {
        let proposal = row.proposal();
        let mut units = Vec::new();
        if let Proposal::Join(ids) = &proposal {
            for id in ids {
                let unit = people::facts::unit(reads, *id).await?;
                units.extend(unit.map(|unit| (unit.id.to_string(), unit.name)));
            }
        }
        let told = tell(&proposal.changes(&now, &plan.workdays, mint), &now, &now, &plan.measures);
        shown.push(Shown { row, proposal, told, units });
    }
    Ok(shown)
}

async fn page_of(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    head: &Head,
    (input, errors): (&Input, Invalid),
) -> Result<Option<ProposalsPage>, Fault> {
    let Some(edition) = edition::of_draft(&room.db, head.id).await? else { return Ok(None) };
    let plan = load(&room.db, head.id).await?;
    let rows = rows(&room.db, room.db.mint(), &plan).await?;
    let span = |row: &Shown| row.stretch().map(|(start, end)| Span { start, end, kind: row.kind() });
    let spans: Vec<Span> = rows.iter().filter_map(span).collect();
    Ok(Some(ProposalsPage {
        page: page.titled("补充通知改了什么"),
        lines: lines(&edition.text, &spans, Frame::default()),
        may_act: actor.is_any(&[Role::BureauOfficer]),
        plan,
        edition,
        rows,
        ticked: input.taken.iter().map(|raw| raw.text().to_owned()).collect(),
        ticks_all: input.all.is_ticked(),
        errors,
    }))
}

/// GET /campaigns/{id}/proposals
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    match page_of(&room, &actor, page.clone(), &head, (&Input::default(), Invalid::default())).await? {
        Some(shown) => page.show(&shown),
        None => Ok(redirect(&format!("/campaigns/{id}/plan"))),
    }
}

async fn view(room: &Campaigns, head: &Head) -> Result<ProposalsView, Fault> {
    let plan = load(&room.db, head.id).await?;
    let rows = rows(&room.db, room.db.mint(), &plan).await?;
    Ok(ProposalsView {
        plan_version: plan.campaign.plan_version,
        rows: rows.into_iter().map(Shown::view).collect(),
    })
}

/// GET /api/v1/campaigns/{id}/proposals
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ProposalsView>, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    Ok(Reply(view(&room, &head).await?))
}

impl Input {
    /// The proposals that are taken now: what was taken before is not taken again.
    fn chosen<'r>(&self, rows: &'r [ProposalRow]) -> Result<Vec<&'r ProposalRow>, Fault> {
        let may_be = |row: &&ProposalRow| row.state != Taking::Taken && row.proposal().may_be_taken();
        if self.all.is_ticked() {
            return Ok(rows.iter().filter(may_be).collect());
        }
        let mut chosen = Vec::new();
        for id in &self.taken {
            let row = rows.iter().find(|row| row.id.to_string() == id.text());
            let row = row.ok_or_else(|| Fault::field("taken", "没有这一处改动，请刷新页面后重新勾选。"))?;
            if !row.proposal().may_be_taken() {
                let sentence = "未能识别的改动和加入单位不能直接写入，请在方案或“参加单位”里手工办理。";
                return Err(Fault::field("taken", sentence));
            }
            chosen.extend(Some(row).filter(may_be));
        }
        Ok(chosen)
    }
}

fn unchained(plan: &Plan) -> Vec<PhaseFact> {
    plan.phases.iter().map(|row| row.unchained(plan.campaign.id)).collect()
}

/// How many proposals were written into the draft.
async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input, mint: &Mint) -> Result<usize, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<TakeProposals>::ask(actor, &head)?;
    let before = load(tx, head.id).await?;
    if !input.plan_version.is_blank() && input.plan_version.text() != before.campaign.plan_version.to_string()
    {
        let sentence =
            "草稿刚刚被修改过，还没有写入。下面是按最新的草稿列出的改动，勾选都还在，请核对后再写入。";
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    let rows = proposals::list(tx, head.id).await?;
    let chosen = input.chosen(&rows)?;
    for row in &rows {
        if chosen.iter().any(|one| one.id == row.id) {
            take::write(tx, (actor, &head), &row.proposal(), mint).await?;
            proposals::decide(tx, &permit, row, Taking::Taken).await?;
        } else if row.state == Taking::Open {
            proposals::decide(tx, &permit, row, Taking::Left).await?;
        }
    }
    judge(input, &before, &load(tx, head.id).await?)?;
    let deeds: Vec<_> = chosen.iter().map(|row| &row.deed).collect();
    let detail = json!({ "changes": deeds, "proposals": rows.len(), "overlap": input.overlap.text() });
    permit.record(tx, detail).await?;
    Ok(chosen.len())
}

/// Refuses phases that would be backwards, and asks about those that would overlap.
fn judge(input: &Input, before: &Plan, after: &Plan) -> Result<(), Fault> {
    let issued_on = before.campaign.issued_on;
    let was_backwards = first_backwards(&unchained(before), issued_on).is_some();
    if let Some(phase) = first_backwards(&unchained(after), issued_on).filter(|_| !was_backwards) {
        let sentence = format!(
            "这样第 {} 阶段“{}”会结束得比开始早，请在方案里手工修改它的日期。",
            phase.ordinal, phase.name
        );
        return Err(Fault::field("taken", sentence));
    }
    let shared = new_overlaps(&before.chained, &after.chained);
    if shared.is_empty() || input.overlap.text() == KEEP {
        return Ok(());
    }
    let words: Vec<String> = shared.iter().map(Overlap::words).collect();
    let sentence = format!(
        "这样{}，重叠的日子里所做的在两个阶段都计入。确实需要重叠的请确认，否则请去掉勾选，在方案里修改日期。",
        words.join("；")
    );
    let mut invalid = Invalid::default();
    invalid.ask("overlap", sentence, &[KEEP]);
    Err(invalid.into())
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, input: &Input) -> Result<usize, Fault> {
    let mut tx = room.db.begin().await?;
    let count = action(&mut tx, actor, id, input, room.db.mint()).await?;
    tx.commit().await?;
    Ok(count)
}

/// POST /campaigns/{id}/proposals
pub(crate) async fn take_html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let fault = match run(&room, &actor, &id, &input).await {
        Ok(0) => return Ok(page.done("没有写入改动，请在方案里修改", &format!("/campaigns/{id}/plan"))),
        Ok(count) => {
            let done = format!("已把 {count} 处改动写入草稿，请核对方案");
            return Ok(page.done(&done, &format!("/campaigns/{id}/plan")));
        }
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => fault,
        Err(fault) => return Err(fault),
    };
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    match page_of(&room, &actor, page.clone(), &head, (&input, fault.invalid())).await? {
        Some(shown) => page.show_refused(&fault, &shown),
        None => Err(fault),
    }
}

/// POST /api/v1/campaigns/{id}/proposals: the proposals as they stand then.
pub(crate) async fn take_json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<ProposalsView>, Fault> {
    run(&room, &actor, &id, &input).await?;
    let head = heads::head(&room.db, &id).await?;
    Ok(Reply(view(&room, &head).await?))
}
