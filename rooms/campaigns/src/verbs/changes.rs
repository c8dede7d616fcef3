//! «有什么变化», and sending it down.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, IdempotencyKey, Page, Raw, Reply, redirect};

use super::fields::Changed;
use super::once::OnlyOnce;
use crate::campaign::{Amending, Head};
use crate::plan::{Change, Changes, DueItem, Edition, Told, tell};
use crate::policy::{LaunchAmendment, Review};
use crate::store::amend::{self, Amended};
use crate::store::edition::{self, EditionRow};
use crate::store::heads;
use crate::store::plan::{Plan, load};
use crate::{Campaigns, facts};

/// Which draft is sent down.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = LaunchAmendment)]
pub(crate) struct Input {
    /// The plan that the officer looked at; empty: whatever it is now.
    plan_version: Raw,
}

/// The changes of an amendment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanChanges)]
pub(crate) struct ChangesView {
    /// Counts the editions from 1.
    edition: i64,
    changes: Vec<Told>,
    /// Why it cannot go down as it is.
    obstacles: Vec<String>,
}

#[derive(Template)]
#[template(path = "campaigns/changes.html")]
pub(crate) struct ChangesPage {
    page: Page,
    draft: Plan,
    edition: EditionRow,
    changes: Vec<Told>,
    obstacles: Vec<String>,
    /// Units that take part now, and those of them that have signed the edition in force.
    units: usize,
    signed: usize,
    may_act: bool,
    key: String,
}

/// A draft against what is in force.
struct Compared {
    draft: Plan,
    before: Edition,
    after: Edition,
    changes: Changes,
}

impl Compared {
    async fn load(reads: &impl Reads, draft: &Head) -> Result<Self, Fault> {
        let campaign = draft.amends.ok_or_else(Fault::not_found)?;
        let (in_force, draft) = (load(reads, campaign).await?, load(reads, draft.id).await?);
        let (before, after) = (in_force.edition(), draft.edition());
        Ok(Self { changes: Changes::between(&before, &after), draft, before, after })
    }

    fn told(&self) -> Vec<Told> {
        tell(&self.changes, &self.before, &self.after, &self.draft.measures)
    }

    /// What is reported already stays against its due date, and not against an earlier one.
    async fn obstacles(&self, reads: &impl Reads) -> Result<Vec<String>, Fault> {
        let mut obstacles = Vec::new();
        for change in &self.changes.dues {
            let (old, wrong) = match change {
                Change::Dropped(old) => (old, "不能取消；不再需要的单位可以免报"),
                Change::Changed { before, after } if is_earlier(before, after) => {
                    (before, "期限不能提前；请保留原期限，另加一项报送要求")
                }
                Change::Changed { before, after } if before.kind != after.kind => {
                    (before, "不能改为别的类别；请保留原类别，另加一项报送要求")
                }
                // What is reported stands in its phase: a phase that is dropped lets go of its dues the same way.
                Change::Changed { before, after } if before.phase != after.phase => {
                    (before, "不能改挂到别的阶段，它的阶段也不能去掉")
                }
                _ => continue,
            };
            let begun = amend::begun(reads, old.id).await?;
            if begun > 0 {
                obstacles.push(format!("“{}”已有 {begun} 家单位开始报送，{wrong}。", old.title));
            }
        }
        Ok(obstacles)
    }
}

fn is_earlier(before: &DueItem, after: &DueItem) -> bool {
    let by = |due: &DueItem| (due.due_on, due.due_time.clone().unwrap_or_else(|| "24:00".to_owned()));
    match (before.due_on, after.due_on) {
        (_, None) => false,
        (None, Some(_)) => true,
        _ => by(after) < by(before),
    }
}

/// GET /campaigns/{id}/changes
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    let Some(campaign) = head.amends else { return Ok(redirect(&format!("/campaigns/{id}"))) };
    let compared = Compared::load(&room.db, &head).await?;
    let mut enrolments = facts::enrolments(&room.db, campaign).await?;
    enrolments.retain(|enrolment| enrolment.left_on.is_none());
    let shown = ChangesPage {
        page: page.clone().titled("有什么变化"),
        edition: edition::of_draft(&room.db, head.id).await?.ok_or_else(Fault::not_found)?,
        changes: compared.told(),
        obstacles: compared.obstacles(&room.db).await?,
        units: enrolments.len(),
        signed: enrolments.iter().filter(|enrolment| enrolment.signed_at.is_some()).count(),
        may_act: actor.is_any(&[people::Role::BureauOfficer]),
        key: room.db.mint().id::<()>().to_string(),
        draft: compared.draft,
    };
    page.show(&shown)
}

/// GET /api/v1/campaigns/{id}/changes
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ChangesView>, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    let compared = Compared::load(&room.db, &head).await?;
    let obstacles = compared.obstacles(&room.db).await?;
    Ok(Reply(ChangesView { edition: compared.draft.campaign.edition, changes: compared.told(), obstacles }))
}

async fn action(tx: &mut Tx, actor: &Actor, draft: Head, input: &Input) -> Result<(), Fault> {
    let amended = draft.amends.ok_or_else(Fault::not_found)?;
    let campaign = heads::head(tx, &amended.to_string()).await?;
    let amending = Amending { draft, campaign };
    let permit = Permit::<LaunchAmendment>::ask(actor, &amending)?;
    let compared = Compared::load(tx, &amending.draft).await?;
    let now = compared.draft.campaign.plan_version.to_string();
    if !input.plan_version.is_blank() && input.plan_version.text() != now {
        let sentence = "补充通知刚刚被修改过，还没有下发。下面是最新的变化，请核对后再下发。";
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    if compared.changes.count() == 0 {
        return Err(Fault::refused("no_changes", "方案没有任何变化，不需要下发补充通知。"));
    }
    if let Some(obstacle) = compared.obstacles(tx).await?.into_iter().next() {
        return Err(Fault::refused("reported", obstacle));
    }
    let told = compared.told();
    let amended = Amended {
        campaign: amended,
        draft: &compared.draft,
        after: &compared.after,
        changes: &compared.changes,
        told: &told,
    };
    amend::launch(tx, &permit, &amended).await?;
    let detail = json!({ "edition": compared.draft.campaign.edition, "changes": told });
    permit.record(tx, detail).await?;
    Ok(())
}

/// The campaign whose next edition it is.
async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<String, Fault> {
    let only = OnlyOnce::new(actor, LaunchAmendment::NAME, id, key);
    let work = async |tx: &mut Tx| {
        let draft = heads::head(tx, id).await?;
        Permit::<Review>::ask(actor, &draft)?;
        let campaign = draft.amends.ok_or_else(Fault::not_found)?.to_string();
        action(tx, actor, draft, input).await?;
        Ok(campaign)
    };
    only.run(&room.db, input, work).await
}

/// POST /campaigns/{id}/changes
pub(crate) async fn launch(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &input, key.as_ref()).await {
        Ok(campaign) => {
            Ok(page.done("补充通知已下发，等待各单位重新签收", &format!("/campaigns/{campaign}")))
        }
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            Ok(page.warned(fault.sentence(), &format!("/campaigns/{id}/changes")))
        }
        Err(fault) => Err(fault),
    }
}

/// POST /api/v1/campaigns/{id}/changes: the id of the campaign.
pub(crate) async fn launch_json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    Ok(Reply(Changed::new(run(&room, &actor, &id, &input, key.as_ref()).await?)))
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;

    use super::*;

    #[test]
    fn an_earlier_hour_is_earlier() {
        let due = |on: Option<&str>, time: Option<&str>| DueItem {
            id: ids::Id::parse("00000000000000000000000000000001").unwrap(),
            phase: None,
            kind: crate::DueKind::Once,
            title: String::new(),
            due_on: on.map(|day| CivilDate::parse(day).unwrap()),
            due_time: time.map(str::to_owned),
            with_pictures: false,
            moved_from: None,
            off_holidays: None,
        };
        let day = Some("2026-10-31");
        assert!(is_earlier(&due(day, None), &due(day, Some("17:00"))));
        assert!(!is_earlier(&due(day, Some("17:00")), &due(day, None)));
        assert!(is_earlier(&due(day, None), &due(Some("2026-10-30"), None)));
        assert!(is_earlier(&due(None, None), &due(day, None)));
        assert!(!is_earlier(&due(day, None), &due(None, None)));
    }
}
