//! What waits for the reviewer; what waits for a unit is told by the report date of the filing.

use db::{Db, DbError};
use people::{Actor, Role};
use web::Todo;

use crate::plan::PlanState;
use crate::store::{self, Filter};

/// How many plans wait to be accepted.
pub(crate) async fn of(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    if !actor.is_any(&[Role::BureauReviewer]) {
        return Ok(Vec::new());
    }
    let all = store::list(&db, &actor.at.path, &Filter::default()).await?;
    let waiting = all.iter().filter(|one| one.state() == PlanState::Submitted).count();
    let todo = Todo {
        text: format!("{waiting} 份单位方案待备案"),
        href: "/plans?state=submitted".to_owned(),
        due: None,
        is_late: false,
    };
    Ok(if waiting > 0 { vec![todo] } else { Vec::new() })
}
