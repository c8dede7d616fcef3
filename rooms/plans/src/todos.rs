//! What waits: for the reviewer plans to accept, for a unit a plan that came back where no date of filing tells of it, and one
//! that was accepted before the bureau's targets changed.

use db::{Db, DbError};
use people::{Actor, Role};
use web::Todo;

use crate::asked::asked;
use crate::facts;
use crate::plan::{PlanState, Standing};
use crate::store::{self, Filter};
use crate::view::moved_since;

pub(crate) async fn of(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    let is_reviewer = actor.is_any(&[Role::BureauReviewer]);
    if !is_reviewer && !actor.is_any(&[Role::UnitOfficer]) {
        return Ok(Vec::new());
    }
    if is_reviewer {
        return Ok(to_accept(store::waiting(&db, &actor.at.path).await?).into_iter().collect());
    }
    let mut all = store::list(&db, &actor.at.path, &Filter::default()).await?;
    let names = campaigns::facts::Names::seen_by(&db, &actor).await?;
    all.iter_mut().for_each(|one| names.tell(one.campaign, &mut one.campaign_name));
    let mut todos = Vec::new();
    for one in all.iter().filter(|one| one.campaign_state.is_open()) {
        match one.state() {
            PlanState::Returned if one.due_on.is_none() => todos.push(returned(&db, one).await?),
            PlanState::Approved if one.in_force.is_some() => {
                let asked = asked(&db, one).await?;
                if !moved_since(&db, one, &asked).await?.is_empty() {
                    todos.push(moved(one));
                }
            }
            _ => {}
        }
    }
    Ok(todos)
}

fn to_accept(waiting: u64) -> Option<Todo> {
    (waiting > 0).then(|| Todo {
        text: format!("{waiting} 份单位方案待备案"),
        href: "/plans?state=submitted".to_owned(),
        due: None,
        is_late: false,
    })
}

async fn returned(db: &Db, standing: &Standing) -> Result<Todo, DbError> {
    let returned = facts::returned(db, standing.campaign, standing.unit).await?;
    let again_on = returned.as_ref().and_then(|returned| returned.again_on);
    let again = again_on.map_or_else(String::new, |day| format!("，请在 {day} 前重新报备"));
    let reason =
        returned.map_or_else(String::new, |returned| format!("：{}", returned.reason.replace('\n', "")));
    let text = format!("退回修改 本单位工作方案（{}）{again}{reason}", standing.campaign_name);
    let is_late = again_on.is_some_and(|day| day < db.clock().today());
    Ok(Todo { due: again_on, is_late, ..todo(text, standing) })
}

fn moved(standing: &Standing) -> Todo {
    todo(format!("局定目标有调整，可修订工作方案（{}）", standing.campaign_name), standing)
}

fn todo(text: String, standing: &Standing) -> Todo {
    Todo { text, href: standing.href(), due: None, is_late: false }
}
