//! 核减: whoever reviews takes something off a number of an activity, with a reason that its unit sees. It moves what is approved; what
//! the unit logged and reported stays as it said it.

use axum::extract::{Path, State};
use axum::response::Response;
use campaigns::tally::{self, Deduction};
use db::{Db, DbError, Tx};
use people::{Actor, Permit};
use serde_json::json;
use web::{ApiJson, Fault, Form, Page, Query, Reply, Todo};

use super::show::{self, Came, Refused};
use super::{correct, log};
use crate::deduction::{self, DeductInput};
use crate::policy::Deduct;
use crate::store::{activities, deductions, parts};
use crate::{Activities, ActivityId, ActivityView, QuantityView};

/// Why nothing is taken off what counts for a campaign that is over.
pub(super) const SETTLED: &str =
    "这项活动计入的专项行动已经办结或撤回，数字不再变动。确需核减的，请先重新打开该专项行动。";

/// Takes it off; what is taken off from now on, in words.
async fn action(tx: &mut Tx, actor: &Actor, id: ActivityId, input: &DeductInput) -> Result<String, Fault> {
    let activity = activities::find_for(&*tx, id, actor.at.id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<Deduct>::ask(actor, &activity)?;
    let view = ActivityView::load(&*tx, &activity).await?;
    let row = view.quantities.iter().find(|row| row.measure == input.measure.text());
    let row = row.ok_or_else(|| Fault::field("measure", "这项活动没有这项数量，请刷新页面后重新选择。"))?;
    let before = row.deduction.as_ref().map_or(0, |deduction| deduction.amount);
    if input.version.text() != activity.version.to_string() {
        // The same click again, be it by a finger or because an answer was lost, is done already.
        let off = input.judge((row.amount, &row.unit), before).ok();
        let stands = off.zip(row.deduction.as_ref());
        return match stands
            .filter(|(off, known)| off.amount == known.amount && off.reason.as_str() == known.reason)
        {
            Some((off, _)) => Ok(moved(row, (before, off.amount))),
            None => Err(stale()),
        };
    }
    if !parts::counts_for_open(&*tx, id).await? {
        return Err(Fault::conflict("wrong_state", SETTLED));
    }
    let tally = deductions::counted(tx, id, &row.measure)
        .await?
        .ok_or_else(|| Fault::field("deducted", "这项数量没有计入任何专项行动，不在统计里，不需要核减。"))?;
    let off = input.judge((row.amount, &row.unit), before)?;
    deductions::mark(tx, &permit, id).await.map_err(|error| match error {
        DbError::Stale => stale(),
        error => error.into(),
    })?;
    let by = actor.signed_name();
    tally::deduct(tx, tally, &Deduction { amount: off.amount, reason: off.reason.as_str(), by: &by }).await?;
    let moved = moved(row, (before, off.amount));
    let detail = json!({ "name": activity.name, "reason": off.reason.as_str(), "values": [moved] });
    permit.record(tx, detail).await?;
    Ok(moved)
}

fn stale() -> Fault {
    let sentence = "您打开以后，这项活动又有变动，还没有核减。下面是现在的数量，请看过再核减。";
    Fault::conflict("changed_meanwhile", sentence)
}

/// `参训 60 人次：核减 0 → 20 人次`.
fn moved(row: &QuantityView, (before, now): (i64, i64)) -> String {
    format!("{} {} {}：核减 {before} → {now} {}", row.full_name(), row.amount, row.unit, row.unit)
}

/// Takes the form beside the number in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(came): Query<Came>,
    Form { input, .. }: Form<DeductInput>,
) -> Result<Response, Fault> {
    let known = show::find(&room, &actor, &id).await?;
    match deduct(&room, &actor, known.id, &input).await {
        Ok(moved) => {
            let text = format!("{moved}。只影响“已审核”的数字，单位能看到原因。");
            Ok(page.done(&text, &came.again(known.id)))
        }
        Err(fault) if fault.code() == "changed_meanwhile" || !fault.fields().is_empty() => {
            let now = correct::find(&room, &id).await?;
            let refused = Refused::deduct(input, &fault);
            let mut shown = show::build(&room, &actor, page, &now, refused).await?;
            came.back().clone_into(&mut shown.back);
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// Takes something off for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<DeductInput>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    deduct(&room, &actor, id, &input).await?;
    Ok(Reply(log::view(&room.db, &actor, id).await?))
}

async fn deduct(
    room: &Activities,
    actor: &Actor,
    id: ActivityId,
    input: &DeductInput,
) -> Result<String, Fault> {
    let mut tx = room.db.begin().await?;
    let moved = action(&mut tx, actor, id, input).await?;
    tx.commit().await?;
    Ok(moved)
}

/// What was taken off a unit's numbers stands on its workbench for two weeks: nobody has to do anything about it, but nobody shall miss
/// it.
pub(super) async fn lately(db: &Db, actor: &Actor) -> Result<Vec<Todo>, DbError> {
    const TWO_WEEKS: i64 = 14 * 24 * 60 * 60;
    const MOST: i64 = 10;
    let since = db.clock().now().plus_seconds(-TWO_WEEKS);
    let taken = deductions::since(db, actor.at.id, since, MOST).await?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let measures = campaigns::facts::measures(db).await?;
    let todo = |taken: &deductions::Taken| Todo {
        text: deduction::told(&taken.name, taken, &measures),
        href: format!("/activities/{}", taken.activity),
        due: None,
        is_late: false,
    };
    Ok(taken.iter().map(todo).collect())
}
