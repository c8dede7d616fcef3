use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use blobs::Blobs;
use clock::Clock;
use db::{Db, Engine, Migration};
use people::{Actor, Gate, NodeKind, Place, Via};
use tempfile::TempDir;
use testing_db::{Stage, TestDb};
use web::axum::extract::ConnectInfo;
use web::axum::{Extension, Router};
use web::{Room, RouteRow, Routes, Site, Visitor};

use crate::cast::{Cast, Who};

/// What a room may need to open.
#[derive(Clone, Debug)]
pub struct Kit {
    pub db: Db,
    pub blobs: Blobs,
}

/// The rooms of one test house.
pub trait Rooms {
    /// Opens the rooms, in the order of their navigation.
    fn open(kit: &Kit) -> Vec<Room<Actor>>;

    /// What works off the queue; nothing unless a room has jobs.
    fn handlers(_kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        Vec::new()
    }
}

/// A house on one engine with its people; everything in it is gone when it is dropped.
#[derive(Debug)]
pub struct House<R> {
    pub db: Db,
    pub blobs: Blobs,
    pub cast: Cast,
    pub routes: Vec<RouteRow>,
    router: Router,
    worker: jobs::Worker,
    _database: TestDb,
    _folder: Option<TempDir>,
    rooms: PhantomData<R>,
}

impl<R: Rooms> Stage for House<R> {
    async fn set(engine: Engine) -> Self {
        Self::build(TestDb::empty(engine).await).await
    }
}

impl<R: Rooms> House<R> {
    /// Somebody of the cast, as the session layer makes an actor.
    ///
    /// # Panics
    /// When the node at which they act cannot be read.
    pub async fn actor(&self, who: &Who, kind: NodeKind) -> Actor {
        let node =
            people::facts::unit(&self.db, who.at).await.unwrap_or_else(|cause| panic!("no node: {cause}"));
        let node = node.unwrap_or_else(|| panic!("no node"));
        Actor {
            person: who.person,
            name: who.name.to_owned(),
            at: Place { id: node.id, path: node.path, kind, name: node.name, short_name: node.short_name },
            roles: vec![who.role],
            serving_from: None,
            department: None,
            via: Via::Session,
            request: "story".to_owned(),
        }
    }

    /// A house on a database of the caller's.
    ///
    /// # Panics
    /// When the database or a temporary folder cannot be used.
    pub async fn build(database: TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|cause| panic!("no temporary folder: {cause}"));
        let blobs = Blobs::open(folder.path().join("blobs")).await;
        let blobs = blobs.unwrap_or_else(|cause| panic!("no blob store: {cause}"));
        Self { _folder: Some(folder), ..Self::build_with(database, blobs).await }
    }

    /// A house on a database and a blob store of the caller's.
    ///
    /// # Panics
    /// When the database cannot be used.
    pub async fn build_with(database: TestDb, blobs: Blobs) -> Self {
        let db = database.db.clone();
        let kit = Kit { db: db.clone(), blobs: blobs.clone() };
        let rooms = R::open(&kit);
        let migrations = migrations(&rooms);
        db::migrate(&db, &migrations).await.unwrap_or_else(|cause| panic!("migrations: {cause}"));
        let names = rooms.iter().flat_map(|room| room.names).copied();
        db.know(names.chain([jobs::NAMES]).collect());
        let cast = Cast::hire(&db).await.unwrap_or_else(|cause| panic!("cast: {cause}"));
        let navigation = rooms.iter().map(|room| room.navigation).collect();
        let routes = rooms.into_iter().map(|room| room.routes).fold(Routes::of("testing"), Routes::merge);
        let routes = routes.merge(web::observability(db.clone()));
        let site = Site { secure: false, mint: db.mint().clone(), trusted_proxies: Vec::new() };
        let rows = routes.rows().to_vec();
        let router = people::gate(routes, Gate { db: db.clone(), site, navigation, demo_today: None });
        let worker = jobs::Worker::new(db.clone(), R::handlers(&kit));
        Self {
            db,
            blobs,
            cast,
            routes: rows,
            router,
            worker,
            _database: database,
            _folder: None,
            rooms: PhantomData,
        }
    }

    /// A browser in which this person is signed in.
    pub fn visitor(&self, who: &Who) -> Visitor {
        Visitor::new(self.router.clone()).with_cookie("session", &who.session)
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// A browser at this address of the network, in which nobody is signed in.
    pub fn stranger_at(&self, address: IpAddr) -> Visitor {
        let socket = SocketAddr::new(address, 40_000);
        Visitor::new(self.router.clone().layer(Extension(ConnectInfo(socket))))
    }

    /// A program with this person's token, which may read and write.
    pub fn program(&self, who: &Who) -> Visitor {
        Visitor::new(self.router.clone()).with_token(&who.token)
    }

    /// The clock; move it with [`Clock::set`].
    pub fn clock(&self) -> &Clock {
        self.db.clock()
    }

    /// Works off the queue until nothing is due.
    ///
    /// # Panics
    /// When the queue cannot be read.
    pub async fn run_until_idle(&self) {
        jobs::run_until_idle(&self.worker).await.unwrap_or_else(|cause| panic!("jobs: {cause}"));
    }

    /// How often this verb was done, as the ledger tells.
    ///
    /// # Panics
    /// When the ledger cannot be read.
    pub async fn ledger_count(&self, verb: &str) -> u64 {
        use db::{Reads, params};
        let count = self
            .db
            .count("SELECT COUNT(*) AS value FROM ledger WHERE verb = $1 AND outcome = 'done'", params![verb])
            .await;
        count.unwrap_or_else(|cause| panic!("ledger: {cause}"))
    }

    /// How often this verb was asked for and refused, as the ledger tells.
    ///
    /// # Panics
    /// When the ledger cannot be read.
    pub async fn refused_count(&self, verb: &str) -> u64 {
        use db::{Reads, params};
        let refused = "SELECT COUNT(*) AS value FROM ledger WHERE verb = $1 AND outcome = 'refused'";
        let count = self.db.count(refused, params![verb]).await;
        count.unwrap_or_else(|cause| panic!("ledger: {cause}"))
    }
}

fn migrations(rooms: &[Room<Actor>]) -> Vec<Migration> {
    let kit = [ledger::MIGRATIONS, web::MIGRATIONS, jobs::MIGRATIONS];
    let rooms = rooms.iter().map(|room| room.migrations);
    kit.into_iter().chain(rooms).flatten().copied().collect()
}
