//! What waits for me, and how far everybody is: reads the facts of the other rooms and owns no table.

mod desk;
mod elsewhere;
mod policy;
mod remind;
mod verbs;

use db::{Db, DbError};
use people::{Actor, may};
use web::{Callers, Method, NavItem, Room, Routes, Todo, TodoSource, VerbInfo, json, page};

use policy::{SeeDesk, SeeFigures};
use verbs::{desk as desk_page, export, figures, workbench};

/// What the faces of this room need.
#[derive(Clone, Debug)]
pub(crate) struct Overview {
    pub(crate) db: Db,
    pub(crate) todos: Vec<TodoSource<Actor>>,
}

impl Overview {
    /// What waits for an actor: late ones first, then what waits already (it has no date: 签收, what came back), then by date.
    pub(crate) async fn waiting(&self, actor: &Actor) -> Result<Vec<Todo>, DbError> {
        let mut todos = Vec::new();
        for source in &self.todos {
            todos.extend(source.ask(actor.clone()).await?);
        }
        todos.sort_by_key(|todo| (!todo.is_late, todo.due));
        Ok(todos)
    }
}

/// The door of this room. `todos`: what every other room has waiting.
pub fn room(db: Db, todos: Vec<TodoSource<Actor>>) -> Room<Actor> {
    let home = VerbInfo { name: "workbench.show", callers: Callers::SignedIn };
    let routes = Routes::of("overview")
        .verb(Method::Get, "/", home, page(workbench::show))
        .verb(Method::Get, "/desk", may::<SeeDesk>(), page(desk_page::show))
        .verb(Method::Get, "/desk/export.xlsx", may::<SeeDesk>(), page(export::download))
        .verb(Method::Get, "/figures", may::<SeeFigures>(), page(figures::show))
        .verb(
            Method::Get,
            "/api/v1/desk",
            may::<SeeDesk>(),
            json::<desk_page::Asked, desk_page::DeskView, _, _, _>(
                "Units × report dates by state, with the five figures",
                desk_page::api,
            ),
        )
        .verb(
            Method::Get,
            "/api/v1/figures",
            may::<SeeFigures>(),
            json::<figures::Asked, figures::FiguresView, _, _, _>("The rows behind a number", figures::api),
        );
    Room {
        name: "overview",
        routes: routes.with_state(Overview { db, todos }),
        migrations: &[],
        names: &[],
        navigation,
        todos: None,
    }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_bureau() {
        vec![NavItem::new("/desk", "调度台")]
    } else if actor.is_unit() {
        vec![NavItem::new("/", "工作台")]
    } else {
        Vec::new()
    }
}
