use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ledger::{Filter, Outcome};
use people::{Actor, Permit, Target};
use web::{Fault, Invalid, Page, Raw, Reply};

use super::log;
use crate::activity::{Activity, Held};
use crate::policy::{AnswerCohost, ClearPatients, DownloadOriginal, Edit, Restore, Show, Void};
use crate::store::{activities, cohosts, photos};
use crate::{Activities, ActivityId, ActivityView, CohostView};

/// `activities/show.html`.
#[derive(Debug, Template)]
#[template(path = "activities/show.html")]
pub(crate) struct ShowPage {
    pub(crate) page: Page,
    pub(crate) activity: ActivityView,
    pub(crate) history: Vec<Step>,
    pub(crate) may: May,
    /// The id of the reader's place.
    pub(crate) at: String,
    /// Whether the reader is at a co-host.
    pub(crate) is_guest: bool,
    /// Why it cannot be changed, where the actor otherwise could.
    pub(crate) locked: Option<&'static str>,
    pub(crate) key: String,
    /// What was typed as the reason of a refused voiding.
    pub(crate) reason: Raw,
    pub(crate) errors: Invalid,
}

impl ShowPage {
    /// What the reader's unit was asked and said.
    pub(crate) fn own_part(&self) -> Option<&CohostView> {
        self.activity.cohosts.iter().find(|cohost| cohost.unit == self.at)
    }
}

/// What the actor may do here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct May {
    pub(crate) edit: bool,
    pub(crate) void: bool,
    pub(crate) restore: bool,
    pub(crate) copy: bool,
    /// Answer for the own unit, which the host named.
    pub(crate) answer: bool,
    pub(crate) download: bool,
    /// Say that a photo shows patients.
    pub(crate) mark: bool,
    /// Confirm one that does.
    pub(crate) clear: bool,
}

/// A line of the activity's history.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) who: String,
    /// What a correction changed, from what to what.
    pub(crate) values: Vec<String>,
}

/// Shows an activity.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let activity = find(&room, &actor, &id).await?;
    let shown = build(&room, &actor, page, &activity, (Raw::default(), Invalid::default())).await?;
    shown.page.show(&shown)
}

/// Shows an activity to a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    Ok(Reply(log::view(&room.db, &actor, id).await?))
}

/// An activity by the text of its id, as the actor may see it: a co-host's people look on.
pub(crate) async fn find(room: &Activities, actor: &Actor, id: &str) -> Result<Activity, Fault> {
    let id = ActivityId::parse(id).map_err(|_| Fault::not_found())?;
    activities::find_for(&room.db, id, actor.at.id).await?.ok_or_else(Fault::not_found)
}

/// The page of an activity; `refused` is a reason that was not accepted.
pub(crate) async fn build(
    room: &Activities,
    actor: &Actor,
    page: Page,
    activity: &Activity,
    (reason, errors): (Raw, Invalid),
) -> Result<ShowPage, Fault> {
    Permit::<Show>::ask(actor, activity)?;
    let view = ActivityView::load_for(&room.db, actor, activity).await?;
    let stored = photos::of_activity(&room.db, activity.id).await?;
    let is_own_officer = actor.at.id == activity.unit && actor.is_any(<Edit as people::Verb>::CALLERS);
    let is_guest = !actor.reaches(&activity.path);
    let named = cohosts::of_activity(&room.db, activity.id).await?;
    let asked = named.iter().find(|cohost| cohost.unit == actor.at.id);
    let may = May {
        edit: Permit::<Edit>::ask(actor, activity).is_ok(),
        void: Permit::<Void>::ask(actor, activity).is_ok(),
        restore: Permit::<Restore>::ask(actor, activity).is_ok(),
        copy: is_own_officer,
        answer: asked.is_some_and(|cohost| Permit::<AnswerCohost>::would(actor, cohost)),
        mark: is_own_officer,
        clear: actor.at.id == activity.unit && actor.is_any(<ClearPatients as people::Verb>::CALLERS),
        download: stored.iter().any(|photo| Permit::<DownloadOriginal>::would(actor, photo)),
    };
    let locked = match activity.held {
        _ if !is_own_officer => None,
        Held::Nowhere => None,
        Held::Reported => Some("已随报告报送，正在审核。如需修改或作废，请先联系主管部门退回该报告。"),
        Held::Closed => Some("计入的专项行动已经办结。如需修改或作废，请先联系主管部门重新打开该专项行动。"),
        Held::Approved => Some("已计入审核通过的报告。如需修改或作废，请先联系主管部门退回该报告。"),
    };
    Ok(ShowPage {
        page: page.titled(activity.name.clone()),
        // What the host did when, and who of its people, is the host's affair.
        history: if is_guest { Vec::new() } else { history(room, activity).await? },
        is_guest,
        at: actor.at.id.to_string(),
        activity: view,
        may,
        locked,
        key: room.db.mint().id::<()>().to_string(),
        reason,
        errors,
    })
}

async fn history(room: &Activities, activity: &Activity) -> Result<Vec<Step>, Fault> {
    const SHOWN: u32 = 30;
    let filter = Filter {
        target_kind: Some(Activity::KIND.to_owned()),
        target: Some(activity.id.to_string()),
        outcome: Some(Outcome::Done),
        ..Filter::default()
    };
    let rows = ledger::page(&room.db, &filter, None, SHOWN).await?;
    Ok(rows.iter().map(step).collect())
}

fn step(row: &ledger::Row) -> Step {
    let word = match row.verb.as_str() {
        "activity.log" => "登记",
        "activity.edit" => "修改",
        "activity.void" => "作废",
        "activity.restore" => "恢复",
        "activity.cohost" => "协办单位答复",
        other => other,
    };
    let texts = |key: &str| -> Vec<String> {
        let texts = row.detail[key].as_array().into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let changed = texts("changed");
    let what = match row.detail["reason"].as_str() {
        Some(reason) => format!("{word}：{reason}"),
        None if !changed.is_empty() => format!("{word}：{}", changed.join("、")),
        None => word.to_owned(),
    };
    Step { at: row.at.to_string(), what, who: row.actor_name.clone(), values: texts("values") }
}
