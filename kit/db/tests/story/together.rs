//! Transactions of SQLite that share a sync.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use db::{Db, DbError, Engine, Reads, Tx, params};

use crate::Hall;

const NUMBERS: &str = "SELECT number AS value FROM seat ORDER BY number";

async fn hall_of(db: &Db) {
    let mut tx = db.begin_together().await.unwrap();
    tx.run("INSERT INTO hall (id, name) VALUES ('h', '大厅')", params![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn seat(tx: &mut Tx, number: i64) -> Result<u64, DbError> {
    let id = number.to_string();
    tx.run("INSERT INTO seat (id, hall, number) VALUES ($1, 'h', $2)", params![id, number]).await
}

async fn numbers(db: &Db) -> Vec<i64> {
    db.values(NUMBERS, params![]).await.unwrap()
}

/// Lets a future go as far as it can without waiting.
async fn is_done<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        Poll::Ready(match std::pin::Pin::new(&mut *future).poll(context) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        })
    })
    .await
}

/// Two transactions: the first has seat 1 and ends while the second waits; the second has begun by then.
async fn one_behind_another(db: &Db, then: impl AsyncFnOnce(Tx)) -> Result<(), DbError> {
    let mut first = db.begin_together().await.unwrap();
    seat(&mut first, 1).await.unwrap();
    let mut second = pin!(db.begin_together());
    assert!(is_done(&mut second).await.is_none(), "it waits for the first");
    let mut ended = pin!(first.commit());
    assert!(is_done(&mut ended).await.is_none(), "it is not true yet");
    let second = second.await.unwrap();
    assert_eq!(numbers(db).await, Vec::<i64>::new(), "nobody sees what is not true yet");
    then(second).await;
    ended.await
}

#[test]
fn who_ends_while_others_wait_becomes_true_with_them() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let ended = one_behind_another(db, async |mut second| {
            seat(&mut second, 2).await.unwrap();
            second.commit().await.unwrap();
            assert_eq!(numbers(db).await, [1, 2], "both at once");
        });
        ended.await.unwrap();
    });
}

#[test]
fn who_is_undone_takes_nobody_along() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let ended = one_behind_another(db, async |mut second| {
            seat(&mut second, 2).await.unwrap();
            drop(second);
        });
        ended.await.unwrap();
        assert_eq!(numbers(db).await, [1]);
    });
}

#[test]
fn who_gives_up_its_turn_leaves_the_one_before_it_to_be_ended() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let mut first = db.begin_together().await.unwrap();
        seat(&mut first, 1).await.unwrap();
        let ended = {
            let mut second = pin!(db.begin_together());
            assert!(is_done(&mut second).await.is_none());
            let mut ended = Box::pin(first.commit());
            assert!(is_done(&mut ended).await.is_none());
            ended
        };
        ended.await.unwrap();
        assert_eq!(numbers(db).await, [1]);
    });
}

#[test]
fn who_no_longer_listens_is_ended_all_the_same() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let mut first = db.begin_together().await.unwrap();
        seat(&mut first, 1).await.unwrap();
        {
            let mut second = pin!(db.begin_together());
            assert!(is_done(&mut second).await.is_none());
            let mut ended = pin!(first.commit());
            assert!(is_done(&mut ended).await.is_none());
        }
        let mut third = db.begin_together().await.unwrap();
        seat(&mut third, 3).await.unwrap();
        third.commit().await.unwrap();
        assert_eq!(numbers(db).await, [1, 3]);
    });
}

#[test]
fn what_sqlite_undoes_by_itself_is_acknowledged_to_nobody() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let ended = one_behind_another(db, async |mut second| {
            let doubled =
                second.run("INSERT OR ROLLBACK INTO hall (id, name) VALUES ('h', '又一个')", params![]).await;
            assert!(matches!(doubled, Err(DbError::Unique(_))), "{doubled:?}");
            assert!(second.commit().await.is_err());
        });
        assert!(ended.await.is_err(), "what it did is undone, too");
        assert_eq!(numbers(db).await, Vec::<i64>::new());
        let mut third = db.begin_together().await.unwrap();
        seat(&mut third, 3).await.unwrap();
        third.commit().await.unwrap();
        assert_eq!(numbers(db).await, [3], "the next one connects anew");
    });
}

#[test]
fn who_is_done_is_ended_before_the_file_is_closed() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let (db, file) = (&hall.0.db, hall.0.file().unwrap());
        hall_of(db).await;
        let ended = one_behind_another(db, async |second| {
            let mut closing = Box::pin(db.clone().close());
            assert!(is_done(&mut closing).await.is_none(), "it waits for who is at it");
            drop(second);
            closing.await.unwrap();
        });
        ended.await.unwrap();
        let again = Db::sqlite(&file, db.mint().clone()).await.unwrap();
        assert_eq!(numbers(&again).await, [1]);
    });
}

#[test]
fn who_shares_nothing_begins_when_those_before_it_are_true() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let mut first = db.begin_together().await.unwrap();
        seat(&mut first, 1).await.unwrap();
        let mut alone = Box::pin(db.begin());
        let mut ended = {
            let mut second = pin!(db.begin_together());
            assert!(is_done(&mut second).await.is_none());
            assert!(is_done(&mut alone).await.is_none());
            let mut ended = Box::pin(first.commit());
            assert!(is_done(&mut ended).await.is_none());
            ended
        };
        let alone = alone.await.unwrap();
        assert_eq!(numbers(db).await, [1]);
        is_done(&mut ended).await.expect("it is told at once").unwrap();
        drop(alone);
    });
}

#[test]
fn a_disk_that_is_full_where_the_next_begins_is_told_to_all() {
    testing_db::play(Engine::Sqlite, async |hall: Hall| {
        let db = &hall.0.db;
        hall_of(db).await;
        let mut making = db.begin().await.unwrap();
        making.run("CREATE VIRTUAL TABLE told USING fts5 (words, content = '')", params![]).await.unwrap();
        making.commit().await.unwrap();
        let mut first = db.begin_together().await.unwrap();
        seat(&mut first, 1).await.unwrap();
        first.run("PRAGMA max_page_count = 1", params![]).await.unwrap();
        // SQLite keeps words in memory until the transaction, or a step of it, needs them.
        let words: String = (0..20_000).map(|word| format!("w{word} ")).collect();
        first.run("INSERT INTO told (rowid, words) VALUES (1, $1)", params![words]).await.unwrap();
        let mut second = pin!(db.begin_together());
        assert!(is_done(&mut second).await.is_none());
        let mut third = pin!(db.begin_together());
        assert!(is_done(&mut third).await.is_none());
        let mut ended = pin!(first.commit());
        assert!(is_done(&mut ended).await.is_none());
        let refused = second.await;
        assert!(matches!(refused, Err(DbError::Full)), "{refused:?}");
        let ended = ended.await;
        assert!(matches!(ended, Err(DbError::Full)), "{ended:?}");
        let mut third = third.await.unwrap();
        seat(&mut third, 3).await.unwrap();
        third.commit().await.unwrap();
        assert_eq!(numbers(db).await, [3]);
    });
}
