//! To say that one's unit took part in another's activity, or did not.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::show::{self, Refused};
use crate::activity::{Reason, days_in_words};
use crate::cohost::{Cohost, CohostState};
use crate::policy::{AnswerCohost, List, Logbook};
use crate::store::cohosts::{self, Joint};
use crate::{Activities, ActivityId, CohostView};

/// What a co-host says.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct AnswerInput {
    /// `confirmed` or `declined`.
    pub(crate) answer: Raw,
    /// Why it declines; at most 200 characters.
    pub(crate) reason: Raw,
}

/// Writes the answer of the actor's unit down. It moves no figure: what was done counts at the host.
pub(crate) async fn action(
    tx: &mut Tx,
    actor: &Actor,
    id: ActivityId,
    input: &AnswerInput,
) -> Result<Cohost, Fault> {
    let cohost = find(&*tx, actor, id).await?;
    let permit = Permit::<AnswerCohost>::ask(actor, &cohost)?;
    let (state, reason) = judge(input)?;
    cohosts::answer(tx, &permit, &cohost, state, reason.as_ref()).await?;
    let told = json!({ "answer": state.label(), "unit": cohost.unit_name, "reason": reason.as_ref().map(Reason::as_str) });
    permit.record(tx, told).await?;
    find(&*tx, actor, id).await
}

fn judge(input: &AnswerInput) -> Result<(CohostState, Option<Reason>), Fault> {
    match CohostState::parse(input.answer.text()) {
        Some(CohostState::Confirmed) => Ok((CohostState::Confirmed, None)),
        Some(CohostState::Declined) => {
            let reason = Reason::parse(input.reason.text());
            let reason = reason.map_err(|error| Fault::field("reason", format!("谢绝原因：{error}")))?;
            Ok((CohostState::Declined, Some(reason)))
        }
        Some(CohostState::Named) | None => {
            Err(Fault::field("answer", "请选择“确认协办”（confirmed）或“谢绝”（declined）。"))
        }
    }
}

/// What was asked of the actor's unit; for whoever may see the activity otherwise, of any unit, so that it is told why it may not
/// answer.
async fn find(reads: &impl Reads, actor: &Actor, id: ActivityId) -> Result<Cohost, Fault> {
    let all = cohosts::of_activity(reads, id).await?;
    let own = all.iter().find(|cohost| cohost.unit == actor.at.id).or_else(|| all.first());
    own.cloned().ok_or_else(Fault::not_found)
}

/// Takes the form on the activity's page in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    form: Form<AnswerInput>,
) -> Result<Response, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    match answer(&room, &actor, id, &form.input).await {
        Ok(cohost) if cohost.state == CohostState::Declined => {
            Ok(page.done("已谢绝，主办单位会看到原因。", "/activities"))
        }
        Ok(_) => {
            Ok(page.done("已确认协办。数量计在主办单位，不重复计入本单位。", &format!("/activities/{id}")))
        }
        // Who may not answer does not see the page either.
        Err(fault) if !fault.fields().is_empty() => {
            let activity = show::find(&room, &actor, &id.to_string()).await?;
            let refused = |fault: &Fault| Refused::whole(form.input.reason, fault);
            show::again(&room, &actor, page, &activity, (fault, refused)).await
        }
        Err(fault) => Err(fault),
    }
}

/// Takes the answer of a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<AnswerInput>,
) -> Result<Reply<CohostView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    Ok(Reply(CohostView::from(&answer(&room, &actor, id, &input).await?)))
}

async fn answer(
    room: &Activities,
    actor: &Actor,
    id: ActivityId,
    input: &AnswerInput,
) -> Result<Cohost, Fault> {
    let mut tx = room.db.begin().await?;
    let cohost = action(&mut tx, actor, id, input).await?;
    tx.commit().await?;
    Ok(cohost)
}

/// Activities of others in which the unit takes part; they count nothing here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointView {
    pub(crate) activities: Vec<JointItem>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JointItem {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The name of the unit at which it counts.
    pub(crate) host: String,
    /// `YYYY-MM-DD`.
    pub(crate) starts_on: String,
    /// `YYYY-MM-DD`.
    pub(crate) ends_on: String,
    /// `named` or `confirmed`.
    pub(crate) state: String,
}

impl JointItem {
    pub(crate) fn days(&self) -> String {
        days_in_words(&self.starts_on, &self.ends_on)
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.state == CohostState::Named.code()
    }
}

impl From<Joint> for JointItem {
    fn from(joint: Joint) -> Self {
        Self {
            id: joint.activity.to_string(),
            name: joint.name,
            host: joint.host,
            starts_on: joint.starts_on.to_string(),
            ends_on: joint.ends_on.to_string(),
            state: joint.state.code().to_owned(),
        }
    }
}

/// The latest of them, those that wait for an answer first.
pub(crate) async fn joint(room: &Activities, actor: &Actor, most: i64) -> Result<Vec<JointItem>, Fault> {
    let rows = cohosts::joint(&room.db, actor.at.id, most).await?;
    Ok(rows.into_iter().map(JointItem::from).collect())
}

/// Lists them for a program.
pub(crate) async fn joint_api(
    State(room): State<Activities>,
    actor: Actor,
) -> Result<Reply<JointView>, Fault> {
    const ROWS: i64 = 500;
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    Ok(Reply(JointView { activities: joint(&room, &actor, ROWS).await? }))
}
