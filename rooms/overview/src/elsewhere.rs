//! What waits for somebody at other places than the one where they sit: how much, nothing of what it is.

use db::DbError;
use people::{Actor, UnitId};

use crate::Overview;

/// Another place of the actor's.
pub(crate) struct Elsewhere {
    pub(crate) unit: UnitId,
    pub(crate) name: String,
    /// Whether an own unit reports for it (代报).
    pub(crate) is_served: bool,
    todos: usize,
    pub(crate) late: usize,
}

impl Elsewhere {
    /// `3 件待办，其中 1 件逾期`.
    pub(crate) fn words(&self) -> String {
        match (self.todos, self.late) {
            (0, _) => "没有待办".to_owned(),
            (todos, 0) => format!("{todos} 件待办"),
            (todos, late) => format!("{todos} 件待办，其中 {late} 件逾期"),
        }
    }
}

/// The other places at which something waits for the actor. Who sits at an own unit also sees those that it reports for and
/// at which nothing waits: nobody else looks after them.
pub(crate) async fn waiting(overview: &Overview, actor: &Actor) -> Result<Vec<Elsewhere>, DbError> {
    let today = overview.db.clock().today();
    let mut places = Vec::new();
    for there in people::facts::elsewhere(&overview.db, actor, today).await? {
        let todos = overview.waiting(&there).await?;
        let is_served = there.serving_from.is_some();
        if !todos.is_empty() || (is_served && actor.serving_from.is_none()) {
            places.push(Elsewhere {
                unit: there.at.id,
                late: todos.iter().filter(|todo| todo.is_late).count(),
                todos: todos.len(),
                name: there.at.name,
                is_served,
            });
        }
    }
    Ok(places)
}
