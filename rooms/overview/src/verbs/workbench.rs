use askama::Template;
use axum::extract::State;
use axum::response::Response;
use campaigns::Reckoning;
use campaigns::facts::{CampaignFact, PhaseFact, ProgressFact};
use clock::CivilDate;
use db::DbError;
use people::{Actor, Role};
use web::{Fault, Page, Todo, redirect};

use crate::Overview;
use crate::elsewhere::{self, Elsewhere};

/// One campaign on a unit's workbench: where it stands and how far the unit is.
struct Standing {
    campaign: CampaignFact,
    phase: Option<PhaseFact>,
    /// Days to the end of the phase; negative when it is over.
    days_left: Option<i32>,
    progress: Vec<ProgressFact>,
}

impl Standing {
    fn countdown(&self) -> String {
        match self.days_left {
            None => "长期".to_owned(),
            Some(left @ 0..) => format!("还有 {left} 天"),
            Some(over) => format!("已结束 {} 天", -over),
        }
    }
}

#[derive(Template)]
#[template(path = "overview/workbench.html")]
struct Workbench<'a> {
    page: &'a Page,
    actor: &'a Actor,
    todos: &'a [Todo],
    standings: &'a [Standing],
    elsewhere: &'a [Elsewhere],
    today: CivilDate,
    reckoning: Reckoning,
}

impl Workbench<'_> {
    /// A leader or a member of a unit sees what it does and logs nothing.
    fn may_log(&self) -> bool {
        self.actor.is_any(&[Role::UnitOfficer])
    }

    fn when(&self, todo: &Todo) -> String {
        let Some(due) = todo.due else { return String::new() };
        match self.today.days_until(due) {
            0 => "今天截止".to_owned(),
            left @ 1.. => format!("还有 {left} 天"),
            over => format!("逾期 {} 天", -over),
        }
    }
}

/// `GET /`: the bureau goes to its desk, a unit sees what waits for it, an administrator what there is to administer.
pub(crate) async fn show(
    State(overview): State<Overview>,
    actor: Actor,
    page: Page,
) -> Result<Response, Fault> {
    if actor.is_bureau() {
        return Ok(redirect("/desk"));
    }
    let todos = overview.waiting(&actor).await?;
    let standings = if actor.is_unit() { standings(&overview, &actor).await? } else { Vec::new() };
    let elsewhere = elsewhere::waiting(&overview, &actor).await?;
    let page = page.titled("工作台");
    let today = overview.db.clock().today();
    let reckoning = RECKONING;
    page.show(&Workbench {
        page: &page,
        actor: &actor,
        todos: &todos,
        standings: &standings,
        elsewhere: &elsewhere,
        today,
        reckoning,
    })
}

/// A unit looks at what it has logged itself; the reviewed figures are the bureau's.
const RECKONING: Reckoning = Reckoning::Logged;

async fn standings(overview: &Overview, actor: &Actor) -> Result<Vec<Standing>, DbError> {
    let db = &overview.db;
    let today = db.clock().today();
    let mut standings = Vec::new();
    for campaign in campaigns::facts::campaigns_of_unit(db, actor.at.id).await? {
        let phases = campaigns::facts::phases(db, campaign.id).await?;
        let phase = current(&phases, today).cloned();
        let only = phase.as_ref().map(|phase| phase.id);
        let progress =
            campaigns::facts::progress(db, campaign.id, only, Some(actor.at.id), RECKONING).await?;
        let days_left = phase.as_ref().and_then(|phase| phase.ends_on).map(|end| today.days_until(end));
        standings.push(Standing { campaign, phase, days_left, progress });
    }
    Ok(standings)
}

/// The phase that today falls in; before the first the first, after the last the last.
fn current(phases: &[PhaseFact], today: CivilDate) -> Option<&PhaseFact> {
    let is_open = |phase: &&PhaseFact| phase.ends_on.is_none_or(|end| end >= today);
    phases.iter().find(is_open).or(phases.last())
}
