use clock::CivilDate;
use db::{Db, DbError};
use web::TodoSource;

use crate::handover::{List, OpenWork};
use crate::session::{Seat, seated};
use crate::store::seats;
use crate::unit::Unit;
use crate::{Actor, PersonId, Via};

/// What waits at a unit for the roles that one person held there on a day, asked of every room as another one would ask: whoever
/// leaves, or from the day of the hand-over on whoever took over, whose the half-filled forms are since.
pub(crate) async fn open_work(
    db: &Db,
    todos: &[TodoSource<Actor>],
    unit: &Unit,
    (holder, day): (PersonId, CivilDate),
    (person, who): (PersonId, &str),
) -> Result<List, DbError> {
    let mut held = seats::of(db, holder, day).await?;
    // Whoever has a role at a department works at its unit.
    let is_here = |seat: &Seat| {
        let is_of_department = seat.department.as_ref() == Some(&unit.short_name);
        seat.at.id == unit.id || (is_of_department && seat.at.path.reaches(&unit.path))
    };
    held.retain(is_here);
    let roles = held.iter().map(|seat| seat.role.label().to_owned()).collect();
    let at = held.first().map_or(unit.id, |seat| seat.at.id);
    let open = match seated(person, who, &held, at, Via::Token { may_write: false }, "") {
        Some(stand_in) => waiting_at(todos, &stand_in).await?,
        None => Vec::new(),
    };
    Ok(List { roles, open })
}

/// What waits for an actor in every room.
pub(crate) async fn waiting_at(todos: &[TodoSource<Actor>], actor: &Actor) -> Result<Vec<OpenWork>, DbError> {
    let mut open = Vec::new();
    for source in todos {
        for todo in source.ask(actor.clone()).await? {
            let due = todo.due.map(|due| due.to_string()).unwrap_or_default();
            open.push(OpenWork { text: todo.text, href: todo.href, due, is_late: todo.is_late });
        }
    }
    Ok(open)
}
