use axum::extract::{Path, State};
use axum::response::Response;
use campaigns::{TallyState, tally};
use db::Tx;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Once, Page, Raw, Reply};

use super::{Address, at, desk};
use crate::Reports;
use crate::assembly::{Draft, Paragraph, SectionKey};
use crate::frozen::{Frozen, FrozenPicture, FrozenSection};
use crate::load;
use crate::policy::{ReportZero, Submit};
use crate::report::{ReportState, StepKind};
use crate::standing::{Punctuality, Standing};
use crate::store::{reports, submissions};
use crate::view::Receipt;

/// Nothing: a report is sent as it stands.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct SubmitInput {}

/// 零报告.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct ZeroInput {
    /// Why there is nothing to report; up to 200 characters.
    pub(crate) reason: Raw,
}

impl ZeroInput {
    fn parse(&self) -> Result<String, Fault> {
        const MAX: usize = 200;
        match self.reason.given() {
            None => Err(Fault::field(
                "reason",
                "请写明零报告的原因，如“本阶段未开展相关活动，已列入下阶段计划”。",
            )),
            Some(text) if text.chars().count() > MAX => {
                Err(Fault::field("reason", "原因请控制在 200 个字以内。"))
            }
            Some(text) => Ok(text.to_owned()),
        }
    }
}

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The report as it stands.
    Report,
    /// That there is nothing to report, with the reason.
    Zero(String),
    /// The liaison that the unit confirmed, in place of a list.
    Liaison,
}

/// `POST /reports/{due}/{unit}/submit`.
pub(crate) async fn submit(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { key, .. }: Form<SubmitInput>,
) -> Result<Response, Fault> {
    let sent = send::<Submit>(&state, &actor, (&due, &unit), What::Report, key.as_ref()).await;
    answer(&state, &actor, page, (&due, &unit), "", sent).await
}

/// Back to the desk, with what became of it; `what`: what was sent, where it is no report.
async fn answer(
    state: &Reports,
    actor: &Actor,
    page: Page,
    (due, unit): (&str, &str),
    what: &str,
    sent: Result<Receipt, Fault>,
) -> Result<Response, Fault> {
    match sent {
        Ok(receipt) => {
            Ok(page.done(&format!("{what}{}", receipt.sentence()), &format!("/reports/{due}/{unit}")))
        }
        Err(fault) if fault.is_mendable() => desk::refused(state, actor, page, (due, unit), fault).await,
        Err(fault) => Err(fault),
    }
}

/// `POST /reports/{due}/{unit}/zero`.
pub(crate) async fn zero(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, key }: Form<ZeroInput>,
) -> Result<Response, Fault> {
    let sent = match input.parse() {
        Ok(reason) => {
            send::<ReportZero>(&state, &actor, (&due, &unit), What::Zero(reason), key.as_ref()).await
        }
        Err(fault) => Err(fault),
    };
    answer(&state, &actor, page, (&due, &unit), "零报告", sent).await
}

/// `POST /api/v1/reports/{due}/{unit}/submit`.
pub(crate) async fn submit_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { key, .. }: ApiJson<SubmitInput>,
) -> Result<Reply<Receipt>, Fault> {
    Ok(Reply(send::<Submit>(&state, &actor, (&due, &unit), What::Report, key.as_ref()).await?))
}

/// `POST /api/v1/reports/{due}/{unit}/zero`.
pub(crate) async fn zero_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, key }: ApiJson<ZeroInput>,
) -> Result<Reply<Receipt>, Fault> {
    // Who may not see it is told so before what is wrong with the words.
    Permit::<ReportZero>::ask(&actor, &at(&state.db, &due, &unit).await?)?;
    let reason = input.parse()?;
    Ok(Reply(send::<ReportZero>(&state, &actor, (&due, &unit), What::Zero(reason), key.as_ref()).await?))
}

/// Sends a report, or says that there is nothing to report. What is with the bureau already is not sent again.
async fn send<V: Verb<On = Standing>>(
    state: &Reports,
    actor: &Actor,
    at: (&str, &str),
    what: What,
    key: Option<&IdempotencyKey>,
) -> Result<Receipt, Fault> {
    let mut tx = state.db.begin().await?;
    let receipt = send_in::<V>(&mut tx, actor, at, what, key).await?;
    tx.commit().await?;
    Ok(receipt)
}

/// The same within a transaction.
pub(crate) async fn send_in<V: Verb<On = Standing>>(
    tx: &mut Tx,
    actor: &Actor,
    (due, unit): (&str, &str),
    what: What,
    key: Option<&IdempotencyKey>,
) -> Result<Receipt, Fault> {
    let standing = at(&*tx, due, unit).await?;
    let permit = Permit::<V>::ask(actor, &standing)?;
    let scope = format!("{}:{}", actor.person, V::NAME);
    let reason = if let What::Zero(reason) = &what { Some(reason) } else { None };
    let print = json!({ "report": permit.target(), "reason": reason }).to_string();
    if let Some(key) = key
        && let Once::Again(_) = web::once(tx, &scope, key, &print).await?
    {
        // The first one was made while this one waited for its key: read again.
        return receipt(tx, &at(&*tx, due, unit).await?).await;
    }
    let report = reports::open(tx, &permit, &standing).await?;
    // Whoever came at the same time may have sent it while this one waited for the row.
    let standing = at(&*tx, due, unit).await?;
    let receipt = if standing.report_state() == ReportState::Submitted {
        receipt(tx, &standing).await?
    } else {
        let permit = Permit::<V>::ask(actor, &standing)?;
        let frozen = freeze(tx, &permit, &standing, what).await?;
        let code = submissions::freeze(tx, &permit, report, permit.version(), &frozen).await?;
        let kind = if frozen.zero_reason.is_some() { StepKind::ZeroReported } else { StepKind::Submitted };
        let note = frozen.zero_reason.as_deref().unwrap_or("");
        reports::note(tx, &permit, report, kind, note, "").await?;
        if let Some(phase) = standing.phase {
            tally::advance(tx, standing.campaign, Some(phase), standing.unit, TallyState::Reported).await?;
        }
        permit.record(tx, json!({ "number": frozen.number, "code": code })).await?;
        receipt_of(&at(&*tx, due, unit).await?, frozen.number, code)
    };
    if let Some(key) = key {
        web::remember(tx, &scope, key, &receipt.code).await?;
    }
    Ok(receipt)
}

async fn receipt(tx: &Tx, standing: &Standing) -> Result<Receipt, Fault> {
    let report = standing.report.ok_or_else(Fault::not_found)?;
    let sent = submissions::latest(tx, report, 1).await?.pop().ok_or_else(Fault::not_found)?;
    Ok(receipt_of(standing, sent.frozen.number, sent.code))
}

fn receipt_of(standing: &Standing, number: i64, code: String) -> Receipt {
    let punctuality = standing.punctuality().map(|came| Punctuality::code(came).to_owned());
    Receipt { number, code, punctuality }
}

async fn freeze<V: Verb<On = Standing>>(
    tx: &Tx,
    permit: &Permit<V>,
    standing: &Standing,
    what: What,
) -> Result<Frozen, Fault> {
    let opens_on = load::days(tx, standing).await?.opens_on.filter(|day| *day > tx.now().date());
    if let Some(day) = opens_on.filter(|_| standing.due_on.is_some()) {
        let sentence = format!("“{}”从 {day} 起才开始，还没有可以报送的内容。请到时再报。", standing.title);
        return Err(Fault::refused("not_begun", sentence));
    }
    let draft = load::draft(tx, standing, tx.now().date()).await?;
    let mut list = None;
    match &what {
        What::Zero(_) if !draft.activities.is_empty() => {
            let sentence =
                format!("本阶段已登记 {} 项活动，不能报零报告，请直接提交报告。", draft.activities.len());
            return Err(Fault::refused("not_zero", sentence));
        }
        What::Zero(_) => {}
        What::Liaison => list = Some(liaison_words(tx, standing).await?),
        What::Report => {
            let obstacles = load::obstacles(standing, &draft);
            if !obstacles.is_empty() {
                return Err(Fault::refused("incomplete", format!("还不能提交：{}", obstacles.join(""))));
            }
        }
    }
    let number = match standing.report {
        Some(report) => submissions::count(tx, report).await? + 1,
        None => 1,
    };
    let phase = load::period(tx, standing).await?.map(|period| period.title());
    let recipient = load::recipient(tx, standing).await?;
    let (submitted_by, submitted_at) = (permit.actor().name.clone(), tx.now());
    let head = Head { number, phase, recipient, submitted_by, submitted_at };
    Ok(match (what, list) {
        (_, Some(words)) => frozen_list(standing, head, &words),
        (What::Zero(reason), None) => frozen(standing, draft, head, Some(reason)),
        (_, None) => frozen(standing, draft, head, None),
    })
}

/// The liaison by name, post and telephone, as the unit confirmed it.
async fn liaison_words(tx: &Tx, standing: &Standing) -> Result<String, Fault> {
    if !standing.is_liaison_list() {
        let sentence = format!("“{}”不是联络员名单，请按要求填写后提交。", standing.title);
        return Err(Fault::refused("not_a_list", sentence));
    }
    let Some(unit) = people::facts::confirmed_liaison(tx, standing.unit).await? else {
        let sentence = "本单位的联络员还没有在系统内确认。请先到“本单位”确认联络员，再用它代替名单。";
        return Err(Fault::refused("not_confirmed", sentence));
    };
    let post = if unit.liaison_post.is_empty() { String::new() } else { format!("，{}", unit.liaison_post) };
    Ok(format!("我单位联络员：{}{post}，联系电话{}。", unit.liaison_name, unit.liaison_phone))
}

/// What a frozen report says of its sending.
pub(crate) struct Head {
    pub(crate) number: i64,
    pub(crate) phase: Option<String>,
    /// The bureau that it goes to.
    pub(crate) recipient: Option<String>,
    pub(crate) submitted_by: String,
    pub(crate) submitted_at: clock::Moment,
}

/// A list holds nothing but its words.
fn frozen_list(standing: &Standing, head: Head, words: &str) -> Frozen {
    let section = FrozenSection {
        key: SectionKey::Overview.code().to_owned(),
        paragraphs: vec![Paragraph::own(words)],
    };
    Frozen { sections: vec![section], ..bare(standing, head) }
}

/// Freezes a draft as it stands; a zero report holds nothing but its reason.
pub(crate) fn frozen(standing: &Standing, draft: Draft, head: Head, zero_reason: Option<String>) -> Frozen {
    let is_zero = zero_reason.is_some();
    let sections = draft.sections.into_iter().filter(|section| !is_zero && section.key.is_text());
    let pictures = draft.pictures.into_iter().filter(|_| !is_zero).map(|line| FrozenPicture {
        photo: line.photo.id,
        caption: line.caption,
        large: line.photo.large,
        width: line.photo.width,
        height: line.photo.height,
    });
    Frozen {
        zero_reason,
        sections: sections
            .map(|section| FrozenSection {
                key: section.key.code().to_owned(),
                paragraphs: section.paragraphs,
            })
            .collect(),
        figures: if is_zero { Vec::new() } else { draft.figures },
        pictures: pictures.collect(),
        ..bare(standing, head)
    }
}

/// What a frozen report says before it says anything.
fn bare(standing: &Standing, head: Head) -> Frozen {
    Frozen {
        campaign: standing.campaign_name.clone(),
        phase: head.phase,
        due: standing.title.clone(),
        unit: standing.unit_name.clone(),
        recipient: head.recipient,
        number: head.number,
        submitted_at: head.submitted_at,
        submitted_by: head.submitted_by,
        zero_reason: None,
        sections: Vec::new(),
        figures: Vec::new(),
        pictures: Vec::new(),
    }
}
