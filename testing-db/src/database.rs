use std::path::PathBuf;

use clock::{Clock, Moment};
use db::{Db, Engine, Migration};
use ids::Mint;
use tempfile::TempDir;

use crate::cluster::Cluster;

const SEED: u64 = 7;

/// A database that is gone when this value is: an SQLite file in a temporary folder, or a database of this
/// process's own PostgreSQL. Its ids are the same in every run, its clock stands still until it is set.
#[derive(Debug)]
pub struct TestDb {
    /// The handle that the story works with.
    pub db: Db,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(TempDir),
    Cluster { cluster: &'static Cluster, name: String },
}

/// 09:00 in Asia/Shanghai on 6 March 2026, a Friday: where the clock of a story stands at first.
pub const NINE_O_CLOCK: Moment = Moment::from_micros(1_772_758_800_000_000);

impl TestDb {
    /// An empty database without any table, its clock at [`NINE_O_CLOCK`].
    pub async fn empty(engine: Engine) -> Self {
        Self::empty_at(engine, Clock::fixed(NINE_O_CLOCK)).await
    }

    /// An empty database whose rows take their time from `clock`.
    ///
    /// # Panics
    /// When the engine is not there or does not start, with a sentence that says what to do.
    pub async fn empty_at(engine: Engine, clock: Clock) -> Self {
        let place = Place::new(engine);
        let db = place.open(Mint::seeded(clock, SEED)).await;
        Self { db, place }
    }

    /// A database with the tables of `migrations`, its clock at [`NINE_O_CLOCK`].
    ///
    /// # Panics
    /// When the engine refuses a migration, too.
    pub async fn migrated(engine: Engine, migrations: &[Migration]) -> Self {
        let test = Self::empty(engine).await;
        if let Err(cause) = db::migrate(&test.db, migrations).await {
            panic!("{engine:?} refused the schema: {cause}");
        }
        test
    }

    /// A second handle with connections of its own, as another process has it; both share one mint.
    pub async fn another_handle(&self) -> Db {
        self.place.open(self.db.mint().clone()).await
    }

    /// The SQLite file, for a program under test; `None` on PostgreSQL.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(folder) => Some(folder.path().join("story.db")),
            Place::Cluster { .. } => None,
        }
    }

    /// The URL of the PostgreSQL database, for a program under test; `None` on SQLite.
    pub fn url(&self) -> Option<String> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Cluster { cluster, name } => Some(cluster.url(name)),
        }
    }
}

impl Place {
    fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => match tempfile::Builder::new().prefix("testing-sqlite.").tempdir() {
                Ok(folder) => Self::Folder(folder),
                Err(cause) => panic!("no folder for an SQLite file: {cause}"),
            },
            Engine::Postgres => {
                let made = Cluster::of_this_process()
                    .and_then(|cluster| Ok(Self::Cluster { name: cluster.create()?, cluster }));
                made.unwrap_or_else(|cause| panic!("{cause}"))
            }
        }
    }

    async fn open(&self, mint: Mint) -> Db {
        let opened = match self {
            Self::Folder(folder) => Db::sqlite(&folder.path().join("story.db"), mint).await,
            Self::Cluster { cluster, name } => Db::postgres(&cluster.url(name), mint).await,
        };
        opened.unwrap_or_else(|cause| panic!("the test database does not open: {cause}"))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Cluster { cluster, name } = self {
            cluster.discard(name);
        }
    }
}
