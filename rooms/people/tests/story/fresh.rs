use db::{Db, Migration};
use people::Gate;
use testing::Visitor;
use testing_db::{Stage, TestDb};
use web::{Routes, Site};

/// A site that nobody has set up.
pub(crate) struct Fresh {
    pub(crate) db: Db,
    pub(crate) stranger: Visitor,
    _database: TestDb,
}

impl Stage for Fresh {
    async fn set(engine: db::Engine) -> Self {
        let migrations: Vec<Migration> = [ledger::MIGRATIONS, web::MIGRATIONS, people::MIGRATIONS]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        let database = TestDb::migrated(engine, &migrations).await;
        let db = database.db.clone();
        let room = people::room(db.clone());
        let site = Site { secure: false, mint: db.mint().clone(), trusted_proxies: Vec::new() };
        let routes = Routes::of("testing").merge(room.routes).merge(web::observability(db.clone()));
        let gate = Gate { db: db.clone(), site, navigation: vec![room.navigation], demo_today: None };
        let stranger = Visitor::new(people::gate(routes, gate));
        Self { db, stranger, _database: database }
    }
}
