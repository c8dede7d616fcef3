use web::Fault;

use crate::handover::{List, OpenWork};
use crate::policy::Colleague;
use crate::session::seated;
use crate::store::seats;
use crate::unit::Unit;
use crate::{Actor, People, Via};

/// What waits for somebody at a unit, asked of every room as that person would ask.
pub(crate) async fn open_work(people: &People, unit: &Unit, leaving: &Colleague) -> Result<List, Fault> {
    let (person, who) = (leaving.account.row.id, leaving.account.row.name.as_str());
    let mut held = seats::of(&people.db, person, people.db.clock().today()).await?;
    held.retain(|seat| seat.at.id == unit.id);
    let roles = held.iter().map(|seat| seat.role.label().to_owned()).collect();
    let open = match seated(person, who, &held, unit.id, Via::Token { may_write: false }, "") {
        Some(stand_in) => waiting_at(people, &stand_in).await?,
        None => Vec::new(),
    };
    Ok(List { roles, open })
}

/// What waits for an actor in every room.
pub(crate) async fn waiting_at(people: &People, actor: &Actor) -> Result<Vec<OpenWork>, Fault> {
    let mut open = Vec::new();
    for source in &people.todos {
        for todo in source.ask(actor.clone()).await? {
            let due = todo.due.map(|due| due.to_string()).unwrap_or_default();
            open.push(OpenWork { text: todo.text, href: todo.href, due, is_late: todo.is_late });
        }
    }
    Ok(open)
}
