//! «有什么变化», and sending it down.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::{CivilDate, Moment};
use db::{Reads, Tx};
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply, redirect};

use super::fields::Changed;
use super::once::OnlyOnce;
use super::past::{self, Chosen, MoveInput};
use super::words::Words;
use crate::campaign::{Amending, Head};
use crate::plan::{Change, Changes, DueItem, Edition, Told, tell};
use crate::policy::{LaunchAmendment, Review};
use crate::store::amend::{self, Amended};
use crate::store::edition::{self, EditionRow};
use crate::store::plan::{Plan, load};
use crate::store::{heads, signed};
use crate::{Campaigns, DueFact};

/// Which draft is sent down.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = LaunchAmendment)]
pub(crate) struct Input {
    /// The plan that the officer looked at; empty: whatever it is now.
    plan_version: Raw,
    /// What becomes of reports that it brings with a day that has passed: `stay` (filled in later, nobody is late), `3` or `5` working
    /// days from now.
    past: Raw,
    /// Days of the officer's own for such reports, by the ids of `past` in what it changes.
    moves: Vec<MoveInput>,
}

impl Input {
    fn chosen(&self) -> Chosen<'_> {
        Chosen { rest: &self.past, moves: &self.moves }
    }
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
    /// Reports that it brings with a day that has passed.
    past: Vec<PastDue>,
}

/// A report whose day has passed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastDue)]
struct PastDue {
    id: String,
    title: String,
    due_on: Option<String>,
}

#[derive(Template)]
#[template(path = "campaigns/changes.html")]
pub(crate) struct ChangesPage {
    page: Page,
    draft: Plan,
    edition: EditionRow,
    changes: Vec<Told>,
    obstacles: Vec<String>,
    /// Reports that it brings with a day that has passed.
    past: Vec<DueFact>,
    today: CivilDate,
    /// What was typed into a form that was refused, and what is wrong with it.
    typed: Input,
    errors: Invalid,
    /// Units that take part now, and those of them that have signed the edition in force.
    units: i64,
    signed: i64,
    may_act: bool,
    key: String,
}

impl ChangesPage {
    /// What may become of passed days: code, words with the day, whether it is chosen.
    fn past_ways(&self) -> Vec<(&'static str, String, bool)> {
        self.typed.chosen().ways(self.today, &self.draft.workdays)
    }

    fn typed_day(&self, due: &DueFact) -> String {
        self.typed.chosen().typed_day(due)
    }

    /// The name of the field for the new day of the n-th of them.
    fn day_field(&self, at: &usize) -> String {
        format!("moves[{at}][on]")
    }
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

    /// The reports that get a day by it.
    fn brought(&self) -> Vec<DueFact> {
        let item = |change: &Change<DueItem>| match change {
            Change::Added(row) => Some(row.clone()),
            Change::Changed { before, after } if before.due_on != after.due_on => Some(after.clone()),
            Change::Changed { .. } | Change::Dropped(_) => None,
        };
        self.changes.dues.iter().filter_map(item).map(|row| self.fact(row)).collect()
    }

    fn fact(&self, row: DueItem) -> DueFact {
        DueFact {
            id: row.id,
            campaign: self.draft.campaign.id,
            phase: row.phase,
            kind: row.kind,
            title: row.title,
            due_on: row.due_on,
            due_time: row.due_time,
            with_pictures: row.with_pictures,
            sent_at: row.sent_at,
        }
    }

    fn past(&self, today: CivilDate) -> Vec<DueFact> {
        past::past(&self.brought(), today).into_iter().cloned().collect()
    }

    /// Says from when on the reports with new days are asked for: what has passed by then is filled in later.
    fn sent(mut self, now: Moment) -> Self {
        for change in &mut self.changes.dues {
            match change {
                Change::Added(row) => row.sent_at = Some(now),
                Change::Changed { before, after } if before.due_on != after.due_on => {
                    after.sent_at = Some(now)
                }
                Change::Changed { .. } | Change::Dropped(_) => {}
            }
        }
        self
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
    if head.amends.is_none() {
        return Ok(redirect(&format!("/campaigns/{id}")));
    }
    let shown = page_of(&room, &actor, page.clone(), &head, (Input::default(), Invalid::default())).await?;
    page.show(&shown)
}

async fn page_of(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    head: &Head,
    (typed, errors): (Input, Invalid),
) -> Result<ChangesPage, Fault> {
    let campaign = head.amends.ok_or_else(Fault::not_found)?;
    let today = room.db.clock().today();
    let compared = Compared::load(&room.db, head).await?;
    let counts = signed::counts(&room.db, campaign, today).await?;
    Ok(ChangesPage {
        page: page.titled("有什么变化"),
        edition: edition::of_draft(&room.db, head.id).await?.ok_or_else(Fault::not_found)?,
        changes: compared.told(),
        obstacles: compared.obstacles(&room.db).await?,
        past: compared.past(today),
        today,
        typed,
        errors,
        units: counts.units,
        signed: counts.signed,
        may_act: actor.is_any(&[people::Role::BureauOfficer]),
        key: room.db.mint().id::<()>().to_string(),
        draft: compared.draft,
    })
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
    let past = compared.past(room.db.clock().today()).into_iter().map(|due| PastDue {
        id: due.id.to_string(),
        title: due.title,
        due_on: due.due_on.map(|day| day.to_string()),
    });
    Ok(Reply(ChangesView {
        edition: compared.draft.campaign.edition,
        changes: compared.told(),
        obstacles,
        past: past.collect(),
    }))
}

/// What stays in the past, in words; empty where nothing does.
async fn action(tx: &mut Tx, actor: &Actor, draft: Head, input: &Input) -> Result<String, Fault> {
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
    let (now, today) = (tx.now(), tx.now().date());
    let moved = input.chosen().moves(&compared.brought(), today, &compared.draft.workdays)?;
    for one in &moved {
        amend::set_day(tx, &permit, compared.draft.campaign.id, (one.due, one.on)).await?;
    }
    let compared = Compared::load(tx, &amending.draft).await?;
    if let Some(obstacle) = compared.obstacles(tx).await?.into_iter().next() {
        return Err(Fault::refused("reported", obstacle));
    }
    let told = compared.told();
    let stays = compared.past(today);
    let compared = compared.sent(now);
    let amended = Amended {
        campaign: amended,
        draft: &compared.draft,
        after: &compared.after,
        changes: &compared.changes,
        told: &told,
    };
    amend::launch(tx, &permit, &amended).await?;
    let edition = compared.draft.campaign.edition;
    let detail = json!({ "edition": edition, "changes": told, "moved": moved, "past": stays.len() });
    permit.record(tx, detail).await?;
    Ok(past::told(&stays, today, "补充通知下发前"))
}

/// The campaign whose next edition it is, and what stays in the past, in words.
async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<(String, String), Fault> {
    let only = OnlyOnce::new(actor, LaunchAmendment::NAME, id, key);
    let mut stays = String::new();
    let work = async |tx: &mut Tx| {
        let draft = heads::head(tx, id).await?;
        Permit::<Review>::ask(actor, &draft)?;
        let campaign = draft.amends.ok_or_else(Fault::not_found)?.to_string();
        stays = action(tx, actor, draft, input).await?;
        Ok(campaign)
    };
    let campaign = only.run(&room.db, input, work).await?;
    Ok((campaign, stays))
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
        Ok((campaign, told)) => {
            let told = if told.is_empty() { told } else { format!("。{told}") };
            let done = format!("补充通知已下发，等待各单位重新签收{told}");
            Ok(page.done(&done, &format!("/campaigns/{campaign}")))
        }
        Err(fault) if fault.code() == "invalid" => {
            let head = heads::head(&room.db, &id).await?;
            Permit::<Review>::ask(&actor, &head)?;
            let shown = page_of(&room, &actor, page.clone(), &head, (input, fault.invalid())).await?;
            page.show_refused(&fault, &shown)
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
    let (campaign, _) = run(&room, &actor, &id, &input, key.as_ref()).await?;
    Ok(Reply(Changed::new(campaign)))
}

#[cfg(test)]
mod tests {
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
            sent_at: None,
        };
        let day = Some("2026-10-31");
        assert!(is_earlier(&due(day, None), &due(day, Some("17:00"))));
        assert!(!is_earlier(&due(day, Some("17:00")), &due(day, None)));
        assert!(is_earlier(&due(day, None), &due(Some("2026-10-30"), None)));
        assert!(is_earlier(&due(None, None), &due(day, None)));
        assert!(!is_earlier(&due(day, None), &due(None, None)));
    }
}
