use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use db::{Db, DbError, Tx};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Fault, Form, IdempotencyKey, Once, Page, Query, Raw, Todo};

use super::asked::Asked;
use super::deduct;
use super::log::{print, take_files};
use crate::cohost::CohostState;
use crate::draft::{Draft, DraftId, GoingOn};
use crate::policy::{AnswerCohost, ClearPatients, DiscardDraft, SaveDraft};
use crate::sent::Sent;
use crate::sieve::WAITING;
use crate::store::{activities, cohosts, drafts, photos};
use crate::{Activities, ActivityId, ActivityInput};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DraftQuery {
    /// The draft that the form was begun in.
    draft: Raw,
    /// The activity that the form corrects.
    activity: Raw,
    /// Given: the page keeps what is being typed by itself, and goes on.
    quiet: Raw,
    /// The version of the draft that the page goes on from.
    version: Raw,
}

/// Where the page's form is kept.
#[derive(Debug, Serialize)]
struct Kept {
    draft: DraftId,
    version: i64,
}

/// Nothing is typed to throw a draft away.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// Keeps a half-filled form as it was typed, over the draft that it goes on with if there is one. What another page kept meanwhile is
/// never overwritten, and what keeps itself never brings back a draft that is gone.
pub(crate) async fn action(
    tx: &mut Tx,
    actor: &Actor,
    (going_on, activity): (Option<GoingOn>, Option<ActivityId>),
    input: &ActivityInput,
    (pressed, key): (bool, Option<&IdempotencyKey>),
) -> Result<DraftId, Fault> {
    let scope = format!("{}:activity_draft.save", actor.person);
    if let Some(key) = key
        && let Once::Again(known) = web::once(tx, &scope, key, &print(input)?).await?
    {
        return DraftId::parse(&known).map_err(Fault::internal);
    }
    let known = match going_on {
        Some(GoingOn { id, .. }) => drafts::find(&*tx, id, tx.now().date()).await?,
        None => None,
    };
    let is_gone = known.is_none() && going_on.is_some_and(|draft| draft.version.is_some());
    if is_gone && !pressed {
        return Err(Fault::not_found());
    }
    let is_behind = known.as_ref().zip(going_on).is_some_and(|(known, draft)| draft.is_behind(known));
    let typed = serde_json::to_string(input).map_err(Fault::internal)?;
    let draft = match known {
        Some(known) => Draft { typed, ..known },
        None => Draft {
            id: going_on.map_or_else(|| tx.id(), |draft| draft.id),
            unit: actor.at.id,
            path: actor.at.path.clone(),
            person: actor.person,
            activity,
            typed,
            saved_at: tx.now(),
            version: 0,
        },
    };
    let permit = Permit::<SaveDraft>::ask(actor, &draft)?;
    if is_behind {
        return Err(changed_elsewhere());
    }
    drafts::save(tx, &permit, &draft).await.map_err(|error| match error {
        DbError::Stale => changed_elsewhere(),
        error => error.into(),
    })?;
    // What a page keeps by itself is told once, not every few seconds.
    if pressed || draft.version == 0 {
        permit.record(tx, json!({ "name": input.name })).await?;
    }
    if let Some(key) = key {
        web::remember(tx, &scope, key, &draft.id.to_string()).await?;
    }
    Ok(draft.id)
}

fn changed_elsewhere() -> Fault {
    let sentence =
        "这份草稿在别的页面或设备上又存过，没有覆盖。您填写的内容都在下面，再存一次会另存为一份草稿。";
    Fault::conflict("draft_changed", sentence)
}

/// Keeps the form; nothing in it is judged yet.
pub(crate) async fn save(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(query): Query<DraftQuery>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    let files = take_files(&room, &actor, &mut sent).await;
    let is_quiet = !query.quiet.is_blank();
    let kept = match keep(&room, &actor, &query, &sent).await {
        Ok(kept) => kept,
        Err(fault) if fault.code() == "draft_changed" && !is_quiet => {
            let asked = Asked::apart(&room, &actor, &query.activity).await?;
            let shown = asked.form(&room, &actor, page, (sent, fault.invalid())).await?;
            return shown.page.show_refused(&fault, &shown);
        }
        Err(fault) => return Err(fault),
    };
    if is_quiet {
        return Ok(Json(kept).into_response());
    }
    match files {
        Ok(()) => Ok(page.done("已存草稿，可在“活动”里继续填写。", "/activities")),
        Err(fault) => {
            let text = format!("已存草稿，但有照片没有保存：{}", fault.sentence());
            let kept = drafts::find(&room.db, kept.draft, room.db.clock().today()).await?;
            Ok(page.warned(&text, &kept.map_or_else(|| "/activities".to_owned(), |draft| draft.href())))
        }
    }
}

async fn keep(room: &Activities, actor: &Actor, query: &DraftQuery, sent: &Sent) -> Result<Kept, Fault> {
    let mut tx = room.db.begin().await?;
    let going_on = GoingOn::of(query.draft.text(), query.version.given());
    let of = (going_on, corrected(&tx, actor, &query.activity).await?);
    let how = (query.quiet.is_blank(), sent.key.as_ref());
    let draft = action(&mut tx, actor, of, &sent.input, how).await?;
    let version = drafts::find(&tx, draft, tx.now().date()).await?.map_or(0, |draft| draft.version);
    tx.commit().await?;
    Ok(Kept { draft, version })
}

/// The own activity that a kept correction is of.
async fn corrected(tx: &Tx, actor: &Actor, activity: &Raw) -> Result<Option<ActivityId>, Fault> {
    let Some(text) = activity.given() else { return Ok(None) };
    let id = ActivityId::parse(text).map_err(|_| Fault::not_found())?;
    let found = activities::find(tx, id).await?.filter(|found| found.unit == actor.at.id);
    found.map(|found| Some(found.id)).ok_or_else(Fault::not_found)
}

/// Throws a half-filled form away; its photos stay to be used.
pub(crate) async fn discard(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = DraftId::parse(&id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    let draft = drafts::find(&tx, id, tx.now().date()).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<DiscardDraft>::ask(&actor, &draft)?;
    drafts::discard(&mut tx, &permit, id).await?;
    permit.record(&mut tx, json!({ "name": name(&draft) })).await?;
    tx.commit().await?;
    Ok(page.done("已删除草稿，已上传的照片仍可在登记时选用。", "/activities"))
}

/// The name of a draft: what was typed, or when it was kept.
pub(crate) fn name(draft: &Draft) -> String {
    let typed = serde_json::from_str::<ActivityInput>(&draft.typed).unwrap_or_default();
    let name = typed.name.given().map_or_else(|| format!("未命名（{}）", draft.saved_at), str::to_owned);
    if draft.activity.is_some() { format!("修改：{name}") } else { name }
}

/// Half-filled forms wait for their writer, or for whoever took over.
pub(crate) async fn todos(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    let drafts = drafts::of_person(&db, actor.at.id, actor.person, db.clock().today()).await?;
    let todo = |draft: Draft| Todo {
        text: format!("活动草稿：{}", name(&draft)),
        href: draft.href(),
        due: None,
        is_late: false,
    };
    let mut todos: Vec<Todo> = drafts.into_iter().map(todo).collect();
    if actor.is_any(<AnswerCohost as people::Verb>::CALLERS) {
        todos.extend(unanswered(&db, &actor).await?);
    }
    if actor.is_unit() {
        todos.extend(deduct::lately(&db, &actor).await?);
    }
    if actor.is_any(<ClearPatients as people::Verb>::CALLERS) {
        todos.extend(unconfirmed(&db, &actor).await?);
    }
    Ok(todos)
}

/// Photos that show patients go nowhere before the unit has confirmed them.
async fn unconfirmed(db: &Db, actor: &Actor) -> Result<Option<Todo>, DbError> {
    let waiting = photos::waiting(db, actor.at.id).await?;
    Ok((waiting > 0).then(|| Todo {
        text: format!("{waiting} 张含患者画面的照片待确认可用"),
        href: format!("/activities?state={WAITING}"),
        due: None,
        is_late: false,
    }))
}

/// Activities that name the unit beside their host wait for its word.
async fn unanswered(db: &Db, actor: &Actor) -> Result<Vec<Todo>, DbError> {
    const MOST: i64 = 20;
    let joint = cohosts::joint(db, actor.at.id, MOST).await?;
    let waiting = joint.into_iter().filter(|one| one.state == CohostState::Named);
    let todo = |one: cohosts::Joint| Todo {
        text: format!("协办确认：{}“{}”", one.host, one.name),
        href: format!("/activities/{}", one.activity),
        due: None,
        is_late: false,
    };
    Ok(waiting.map(todo).collect())
}
