use std::path::Path;
use std::process::{Command, Stdio};

use clock::Clock;
use db::{Db, DbError, Engine, Reads, params};
use ids::Mint;
use testing_db::{NINE_O_CLOCK, story};

use crate::Hall;

const SUM: &str = "SELECT CAST(SUM(number) AS BIGINT) AS value FROM seat";
/// The name of the variable in which another process finds the file.
const FILE: &str = "STORY_SQLITE_FILE";

async fn one_seat(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.run("INSERT INTO hall (id, name) VALUES ('h', '大厅')", params![]).await.unwrap();
    tx.run("INSERT INTO seat (id, hall, number) VALUES ('s', 'h', 0)", params![]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Reads the number and writes the next one, as a form would.
async fn count_up(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    let read = match tx.engine() {
        Engine::Sqlite => "SELECT number AS value FROM seat WHERE id = 's'",
        Engine::Postgres => "SELECT number AS value FROM seat WHERE id = 's' FOR UPDATE",
    };
    let number: i64 = tx.value(read, params![]).await?.ok_or(DbError::Missing)?;
    tx.run_one("UPDATE seat SET number = $1 WHERE id = 's'", params![number + 1]).await?;
    tx.commit().await
}

async fn crowd(handles: &[Db], each: usize) {
    let writers: Vec<_> = handles
        .iter()
        .cloned()
        .map(|db| {
            tokio::spawn(async move {
                for _ in 0..each {
                    count_up(&db).await?;
                }
                Ok::<_, DbError>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
}

story! {
    async fn fifty_writers_at_once_lose_nothing_and_nobody_is_told_to_wait(hall: Hall) {
        let db = &hall.0.db;
        one_seat(db).await;
        crowd(&vec![db.clone(); 50], 4).await;
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(200));
    }
}

story! {
    async fn writers_of_two_handles_take_turns(hall: Hall) {
        let (db, other) = (hall.0.db.clone(), hall.0.another_handle().await);
        one_seat(&db).await;
        let handles: Vec<Db> = [db.clone(), other].into_iter().cycle().take(20).collect();
        crowd(&handles, 5).await;
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(100));
    }
}

story! {
    async fn readers_go_on_while_somebody_writes(hall: Hall) {
        let db = &hall.0.db;
        one_seat(db).await;
        let mut tx = db.begin().await.unwrap();
        tx.run("UPDATE seat SET number = 9", params![]).await.unwrap();
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(0));
        tx.commit().await.unwrap();
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(9));
    }
}

#[test]
fn two_processes_share_one_sqlite_file() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let (db, file) = (&hall.0.db, hall.0.file().unwrap());
        one_seat(db).await;
        let other = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "writers::writes_as_another_process"])
            .env(FILE, &file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        for _ in 0..100 {
            count_up(db).await.unwrap();
        }
        let other = other.wait_with_output().unwrap();
        assert!(other.status.success(), "{}", String::from_utf8_lossy(&other.stdout));
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(200));
    });
}

/// The other process of the test above; run by it alone.
#[tokio::test]
#[ignore = "needs the file of another test"]
async fn writes_as_another_process() {
    let file = std::env::var_os(FILE).unwrap();
    let db = Db::sqlite(Path::new(&file), Mint::random(Clock::fixed(NINE_O_CLOCK))).await.unwrap();
    for _ in 0..100 {
        count_up(&db).await.unwrap();
    }
}

#[test]
fn sqlite_syncs_every_commit_and_keeps_foreign_keys() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let tx = hall.0.db.begin().await.unwrap();
        let mode = "SELECT journal_mode AS value FROM pragma_journal_mode";
        assert_eq!(tx.value::<String>(mode, params![]).await.unwrap().as_deref(), Some("wal"));
        let synchronous = "SELECT synchronous AS value FROM pragma_synchronous";
        assert_eq!(tx.value::<i64>(synchronous, params![]).await.unwrap(), Some(2), "FULL");
        let keys = "SELECT foreign_keys AS value FROM pragma_foreign_keys";
        assert_eq!(tx.value::<i64>(keys, params![]).await.unwrap(), Some(1));
    });
}

#[test]
fn a_full_disk_is_told_apart() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        one_seat(db).await;
        let mut tx = db.begin().await.unwrap();
        tx.run("PRAGMA max_page_count = 1", params![]).await.unwrap();
        let full = tx.run("UPDATE seat SET picture = $1", params![vec![0_u8; 1 << 20]]).await;
        assert!(matches!(full, Err(DbError::Full)), "{full:?}");
    });
}

#[test]
fn nothing_goes_on_in_a_transaction_that_sqlite_undid_by_itself() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        one_seat(db).await;
        let mut tx = db.begin().await.unwrap();
        tx.run("UPDATE seat SET number = 7", params![]).await.unwrap();
        let doubled =
            tx.run("INSERT OR ROLLBACK INTO hall (id, name) VALUES ('h', '又一个')", params![]).await;
        assert!(matches!(doubled, Err(DbError::Unique(_))), "{doubled:?}");
        assert!(tx.run("UPDATE seat SET number = 8", params![]).await.is_err());
        assert!(tx.value::<i64>(SUM, params![]).await.is_err());
        assert!(tx.commit().await.is_err());
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(0));
    });
}

story! {
    async fn who_gives_up_waiting_keeps_nobody_waiting(hall: Hall) {
        let db = &hall.0.db;
        one_seat(db).await;
        let mut tx = db.begin().await.unwrap();
        tx.run("UPDATE seat SET number = 1", params![]).await.unwrap();
        let impatient = async {
            let mut second = db.begin().await.unwrap();
            second.run("UPDATE seat SET number = 2", params![]).await.unwrap();
        };
        assert!(tokio::time::timeout(std::time::Duration::from_millis(50), impatient).await.is_err());
        tx.commit().await.unwrap();
        count_up(db).await.unwrap();
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(2));
    }
}

#[test]
fn a_closed_file_answers_nobody() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let (db, file) = (&hall.0.db, hall.0.file().unwrap());
        one_seat(db).await;
        assert_eq!(db.value::<i64>(SUM, params![]).await.unwrap(), Some(0));
        db.clone().close().await.unwrap();
        assert!(db.value::<i64>(SUM, params![]).await.is_err());
        assert!(db.begin().await.is_err());
        assert!(
            !file.with_extension("db-wal").exists(),
            "the last connection has put everything into the file"
        );
        db.clone().close().await.unwrap();
    });
}

/// More questions at once than there are turns, and none of them keeps the runtime's threads.
#[test]
fn long_questions_leave_a_thread_for_others() {
    const LONG: &str = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) \
                        SELECT COUNT(*) AS value FROM n a, (SELECT 1 UNION SELECT 2) b";
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let hall: Hall = <Hall as testing_db::Stage>::set(Engine::Sqlite).await;
        let db = &hall.0.db;
        let asked: Vec<_> = (0..16)
            .map(|_| {
                tokio::spawn({
                    let db = db.clone();
                    async move { db.value::<i64>(LONG, params![]).await.unwrap() }
                })
            })
            .collect();
        // While they are asked, a task that asks nothing has its turn again and again.
        let mut turns = 0;
        while asked.iter().filter(|one| !one.is_finished()).count() > 4 {
            tokio::spawn(async {}).await.unwrap();
            turns += 1;
        }
        assert!(turns > 100, "{turns}");
        for one in asked {
            assert_eq!(one.await.unwrap(), Some(600_002));
        }
    });
}
