//! What waits for the security administrator: accounts that were made and have no role yet.

use db::{Db, DbError};
use web::Todo;

use crate::store::account_list::{self, Filter};
use crate::{Actor, Role};

pub(crate) async fn of(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    if !actor.is_any(&[Role::SecurityAdministrator]) {
        return Ok(Vec::new());
    }
    let filter = Filter { below: &actor.at.path, text: None, role: None, without_role: true };
    let waiting = account_list::count(&db, &filter).await?;
    let todo = Todo {
        text: format!("{waiting} 个账号待分配角色"),
        href: "/accounts?role=none".to_owned(),
        due: None,
        is_late: false,
    };
    Ok(if waiting > 0 { vec![todo] } else { Vec::new() })
}
