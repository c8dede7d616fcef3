//! What waits for somebody: drafts to finish, campaigns to sign for. Past phases never do.

use clock::CivilDate;
use db::{Db, DbError};
use people::{Actor, Role};
use web::Todo;

use crate::facts::Names;
use crate::plan::{OpenTurn, asked_from, last_turns};
use crate::store::list::{self, Turn};

pub(crate) async fn todos(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    let mut waiting = Vec::new();
    let names = Names::seen_by(&db, &actor).await?;
    if actor.is_any(&[Role::BureauOfficer]) {
        for mut draft in list::drafts(&db, &actor.at.path).await? {
            names.tell(draft.id, &mut draft.name);
            let open = match draft.open_questions {
                0 => String::new(),
                count => format!("（{count} 处需要您决定）"),
            };
            let what = if draft.is_amendment { "补充通知" } else { "方案" };
            let text = format!("核对并下发{what}：{}{open}", draft.name);
            waiting.push(todo(text, format!("/campaigns/{}/plan", draft.id)));
        }
        let mut turns = list::open_turns(&db, &actor.at.path).await?;
        turns.iter_mut().for_each(|turn| names.tell(turn.campaign, &mut turn.name));
        waiting.extend(to_lay_out(&turns, db.clock().today()));
    }
    if actor.is_unit() {
        for mut campaign in list::unsigned(&db, actor.at.id, db.clock().today()).await? {
            names.tell(campaign.id, &mut campaign.name);
            let what = if campaign.is_amendment { "签收补充通知" } else { "签收" };
            waiting.push(todo(format!("{what}：{}", campaign.name), format!("/campaigns/{}", campaign.id)));
        }
    }
    Ok(waiting)
}

/// The series of reports that soon come to the end of what was laid out.
fn to_lay_out(turns: &[Turn], today: CivilDate) -> Vec<Todo> {
    let of_campaign = turns.chunk_by(|one, other| one.campaign == other.campaign);
    let todos = of_campaign.flat_map(|turns| {
        let (id, name) = (&turns[0].campaign, &turns[0].name);
        let open =
            turns.iter().map(|turn| OpenTurn { phase: &turn.phase, title: &turn.title, due_on: turn.due_on });
        let ending = last_turns(open).into_iter().filter(move |last| asked_from(last.due_on) <= today);
        ending.map(move |last| Todo {
            due: Some(last.due_on),
            ..todo(
                format!("用补充通知续排定期报送：{name}，排到“{}”为止", last.title),
                format!("/campaigns/{id}"),
            )
        })
    });
    todos.collect()
}

fn todo(text: String, href: String) -> Todo {
    Todo { text, href, due: None, is_late: false }
}
