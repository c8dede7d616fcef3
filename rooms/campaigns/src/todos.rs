//! What waits for somebody: drafts to finish, campaigns to sign for. Past phases never do.

use db::{Db, DbError};
use people::{Actor, Role};
use web::Todo;

use crate::store::list;

pub(crate) async fn todos(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    let mut waiting = Vec::new();
    if actor.is_any(&[Role::BureauOfficer]) {
        for draft in list::drafts(&db, &actor.at.path).await? {
            let open = match draft.open_questions {
                0 => String::new(),
                count => format!("（{count} 处需要您决定）"),
            };
            let what = if draft.is_amendment { "补充通知" } else { "方案" };
            let text = format!("核对并下发{what}：{}{open}", draft.name);
            waiting.push(todo(text, format!("/campaigns/{}/plan", draft.id)));
        }
    }
    if actor.is_unit() {
        for campaign in list::unsigned(&db, actor.at.id).await? {
            let what = if campaign.is_amendment { "签收补充通知" } else { "签收" };
            waiting.push(todo(format!("{what}：{}", campaign.name), format!("/campaigns/{}", campaign.id)));
        }
    }
    Ok(waiting)
}

fn todo(text: String, href: String) -> Todo {
    Todo { text, href, due: None, is_late: false }
}
