//! What waits: for the reviewer plans to accept, for a unit a plan that came back where no date of filing tells of it.

use db::{Db, DbError};
use people::{Actor, Role};
use web::Todo;

use crate::plan::{PlanState, Standing};
use crate::store::{self, Filter};

pub(crate) async fn of(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    let is_reviewer = actor.is_any(&[Role::BureauReviewer]);
    if !is_reviewer && !actor.is_any(&[Role::UnitOfficer]) {
        return Ok(Vec::new());
    }
    if is_reviewer {
        return Ok(to_accept(store::waiting(&db, &actor.at.path).await?).into_iter().collect());
    }
    let all = store::list(&db, &actor.at.path, &Filter::default()).await?;
    let is_untold = |one: &&Standing| {
        one.campaign_state.is_open() && one.state() == PlanState::Returned && one.due_on.is_none()
    };
    Ok(all.iter().filter(is_untold).map(returned).collect())
}

fn to_accept(waiting: u64) -> Option<Todo> {
    (waiting > 0).then(|| Todo {
        text: format!("{waiting} 份单位方案待备案"),
        href: "/plans?state=submitted".to_owned(),
        due: None,
        is_late: false,
    })
}

fn returned(standing: &Standing) -> Todo {
    Todo {
        text: format!("退回修改 本单位工作方案（{}）", standing.campaign_name),
        href: standing.href(),
        due: None,
        is_late: false,
    }
}
