//! What waits for whoever is looking.

use clock::CivilDate;
use db::{Db, DbError};
use people::{Actor, Role};
use web::Todo;

use crate::report::StepKind;
use crate::standing::{DueState, Standing};
use crate::store::reports;
use crate::store::standings::{self, Filter};

/// A unit: what came back, what is late, what is near. The reviewer: how many reports wait.
pub(crate) async fn of(db: Db, actor: Actor) -> Result<Vec<Todo>, DbError> {
    let is_reviewer = actor.is_any(&[Role::BureauReviewer]);
    if !is_reviewer && !actor.is_unit() {
        return Ok(Vec::new());
    }
    if is_reviewer {
        let waiting = standings::waiting(&db, &actor.at.path).await?;
        let todo = Todo {
            text: format!("{waiting} 份报送待审核"),
            href: "/reports?state=pending".to_owned(),
            due: None,
            is_late: false,
        };
        return Ok(if waiting > 0 { vec![todo] } else { Vec::new() });
    }
    let today = db.clock().today();
    let mut all = standings::list(&db, &actor.at.path, &Filter::default()).await?;
    all.retain(|one| one.campaign_state.is_open());
    let names = campaigns::facts::Names::seen_by(&db, &actor).await?;
    all.iter_mut().for_each(|one| names.tell(one.campaign, &mut one.campaign_name));
    let mut todos = Vec::new();
    for one in all.iter().filter(|one| one.due_state(today) == DueState::Returned) {
        todos.push(returned(&db, &actor, one, today).await?);
    }
    let open = |one: &&Standing| {
        matches!(one.due_state(today), DueState::Open | DueState::Missing) && !is_of_nobody(one)
    };
    let mut open: Vec<&Standing> = all.iter().filter(open).collect();
    open.sort_by_key(|one| one.due_on);
    todos.extend(open.into_iter().map(|one| Todo {
        text: format!("{}：{}（{}）{}", to_do(one), one.title, one.campaign_name, of_another(&actor, one)),
        href: one.href(),
        due: one.due_on,
        is_late: one.due_state(today) == DueState::Missing,
    }));
    Ok(todos)
}

/// A unit that went into another one has no liaison to confirm.
fn is_of_nobody(standing: &Standing) -> bool {
    standing.is_liaison_list() && standing.merged_on.is_some()
}

/// A list of liaisons is done by confirming one.
fn to_do(standing: &Standing) -> &'static str {
    if standing.is_liaison_list() { "确认联络员" } else { "报送" }
}

/// Whose report it is, where it is not the actor's own unit's but that of one below it.
fn of_another(actor: &Actor, standing: &Standing) -> String {
    if actor.at.id == standing.unit { String::new() } else { format!(" · {}", standing.unit_name) }
}

/// What came back is not late: it came. It is wanted again by the bureau's own date, or by the date of all while that is to come.
async fn returned(db: &Db, actor: &Actor, standing: &Standing, today: CivilDate) -> Result<Todo, DbError> {
    let (reason, again_on) = match standing.report {
        Some(report) => {
            let history = reports::history(db, report).await?;
            let step = history.into_iter().find(|step| step.kind == StepKind::Returned);
            (step.map(|step| step.note), None)
        }
        None if standing.is_plan() => {
            let returned = plans::facts::returned(db, standing.campaign, standing.unit).await?;
            let again_on = returned.as_ref().and_then(|returned| returned.again_on);
            (returned.map(|returned| returned.reason), again_on)
        }
        None => (None, None),
    };
    let verb = if standing.is_plan() { "报备" } else { "报送" };
    let of_all = standing.due_on.filter(|day| *day >= today);
    let again = match (again_on, of_all) {
        (Some(own), _) => format!("，请在 {own} 前重新{verb}"),
        (None, Some(day)) => format!("，请在期限 {day} 前重新{verb}"),
        (None, None) => format!("，请改好后尽快重新{verb}"),
    };
    let reason = reason.map_or_else(String::new, |reason| format!("：{}", reason.replace('\n', "")));
    let (title, campaign) = (&standing.title, &standing.campaign_name);
    Ok(Todo {
        text: format!("退回修改 {title}（{campaign}）{}{again}{reason}", of_another(actor, standing)),
        href: standing.href(),
        due: again_on.or(of_all),
        is_late: again_on.is_some_and(|day| day < today),
    })
}
