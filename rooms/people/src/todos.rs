//! What waits for the security administrator: accounts without a role, and whoever cannot sign in after too many failures.

use db::{Db, DbError};
use web::Todo;

use crate::account::AccountState;
use crate::permit::Permit;
use crate::policy::LiftPause;
use crate::store::account_list::{self, Filter};
use crate::store::sign_in;
use crate::{Actor, Role};

pub(crate) async fn of(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    if !actor.is_any(&[Role::SecurityAdministrator]) {
        return Ok(Vec::new());
    }
    let now = db.clock().now();
    let filter =
        Filter { below: &actor.at.path, text: None, role: None, without_role: true, state: None, now };
    let waiting = account_list::count(&db, &filter).await?;
    let filter = Filter { without_role: false, state: Some(AccountState::Locked), ..filter };
    let locked = account_list::count(&db, &filter).await?;
    let paused = match Permit::<LiftPause>::would(&actor, &actor.at) {
        true => sign_in::paused(&db, now).await?.len() as u64,
        false => 0,
    };
    let todos = [
        (waiting, "个账号待分配角色", "/accounts?role=none"),
        (locked, "个账号因多次输错密码已锁定，核实后可以解锁", "/accounts?state=locked"),
        (paused, "个网络地址因登录失败过多暂停登录，核实后可以解除", "/accounts?state=locked"),
    ];
    let todo = |(count, text, href): (u64, &str, &str)| Todo {
        text: format!("{count} {text}"),
        href: href.to_owned(),
        due: None,
        is_late: false,
    };
    Ok(todos.into_iter().filter(|(count, ..)| *count > 0).map(todo).collect())
}
