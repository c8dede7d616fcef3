use std::sync::Arc;

use anyhow::{Context, Result};
use blobs::Blobs;
use db::{Db, DbError, Migration, Names};
use people::{Actor, Gate};
use photos::{Darkroom, Limits};
use web::axum::Router;
use web::{Cidr, NavItem, Room, Routes, Site, TodoSource};

/// Every room wired together, on one database and one blob store.
#[derive(Debug)]
pub struct House {
    pub db: Db,
    pub blobs: Blobs,
    pub routes: Routes,
    navigation: Vec<fn(&Actor) -> Vec<NavItem>>,
}

/// How a house is served.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// Whether people reach it by https.
    pub secure: bool,
    /// The proxies whose word about the caller's address counts.
    pub trusted_proxies: Vec<Cidr>,
    /// The date of a demonstration, shown on every page.
    pub demo_today: Option<String>,
}

impl House {
    /// Brings the schema up to date and opens the rooms.
    pub async fn open(db: Db, blobs: Blobs) -> Result<Self> {
        let rooms = rooms(&db, &blobs);
        let steps = migrations(&rooms);
        db::migrate(&db, &steps).await.context("数据库升级没有完成")?;
        db.know(names(&rooms));
        let navigation = rooms.iter().map(|room| room.navigation).collect();
        let routes = rooms.into_iter().map(|room| room.routes).fold(Routes::of("anbiao"), Routes::merge);
        let developers = web::developers(env!("CARGO_PKG_VERSION"), routes.operations());
        let routes = routes.merge(developers).merge(web::observability(db.clone())).merge(web::assets());
        Ok(Self { db, blobs, routes, navigation })
    }

    /// The router with everything around it that a request must pass.
    pub fn into_router(self, front: &Front) -> Router {
        let site = Site {
            secure: front.secure,
            mint: self.db.mint().clone(),
            trusted_proxies: front.trusted_proxies.clone(),
        };
        let gate =
            Gate { db: self.db, site, navigation: self.navigation, demo_today: front.demo_today.clone() };
        people::gate(self.routes, gate)
    }

    /// Whoever works off the queue.
    pub fn worker(&self) -> jobs::Worker {
        jobs::Worker::new(self.db.clone(), handlers(&self.db, &self.blobs))
    }
}

/// The rooms, in the order of the navigation.
pub fn rooms(db: &Db, blobs: &Blobs) -> Vec<Room<Actor>> {
    let darkroom = Darkroom::new(Limits::default());
    let mut rooms = vec![
        campaigns::room_beside(db.clone(), Some(reports::facts::unsent)),
        plans::room(db.clone(), blobs.clone()),
        activities::room(db.clone(), blobs.clone(), darkroom),
        reports::room(db.clone(), blobs.clone()),
        dossiers::room(db.clone(), blobs.clone()),
    ];
    let todos: Vec<TodoSource<Actor>> = rooms.iter().filter_map(|room| room.todos.clone()).collect();
    let beside = people::Beside {
        todos,
        footprints: Some(campaigns::facts::footprint),
        parts: Some(campaigns::parts::PARTS),
        liaison_lists: Some(reports::liaison::send_lists),
    };
    rooms.push(people::room_beside(db.clone(), beside));
    let waiting = rooms.iter().filter_map(|room| room.todos.clone()).collect();
    rooms.push(admin::room(db.clone()));
    rooms.insert(0, overview::room(db.clone(), waiting));
    rooms
}

/// The addresses of all files that any row names. Photos first, as an address travels from there into reports: one that
/// is on its way is seen at one of the two.
pub async fn blobs_in_use(db: &Db) -> Result<Vec<String>, DbError> {
    let mut used = activities::facts::blobs(db).await?;
    used.extend(reports::facts::blobs(db).await?);
    used.extend(plans::facts::blobs(db).await?);
    used.extend(dossiers::facts::blobs(db).await?);
    Ok(used)
}

/// The steps of the schema, of the kit and of these rooms.
pub(crate) fn migrations(rooms: &[Room<Actor>]) -> Vec<Migration> {
    let kit = [ledger::MIGRATIONS, web::MIGRATIONS, jobs::MIGRATIONS];
    let rooms = rooms.iter().map(|room| room.migrations);
    kit.into_iter().chain(rooms).flatten().copied().collect()
}

/// What the ids in the tables of the kit and of these rooms are called.
pub(crate) fn names(rooms: &[Room<Actor>]) -> Vec<Names> {
    rooms.iter().flat_map(|room| room.names).copied().chain([jobs::NAMES]).collect()
}

/// What works off the queue.
pub fn handlers(db: &Db, blobs: &Blobs) -> Vec<Arc<dyn jobs::Handler>> {
    let mut handlers = reports::handlers(db.clone(), blobs.clone());
    let todos =
        rooms(db, blobs).into_iter().filter(|room| room.name != "people").filter_map(|room| room.todos);
    handlers.extend(people::handlers_beside(db.clone(), todos.collect()));
    handlers.extend(activities::handlers(db.clone(), blobs.clone()));
    handlers.extend(dossiers::handlers(db.clone(), blobs.clone()));
    handlers
}
