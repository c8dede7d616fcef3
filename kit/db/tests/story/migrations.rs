use db::{Db, Migration, MigrationError, Reads, migrate, params, pending};
use testing_db::{NINE_O_CLOCK, TestDb, story};

const FIRST: Migration = Migration {
    stamp: "202611240001_hall_create",
    sql: "CREATE TABLE hall (id TEXT PRIMARY KEY, map {BLOB});",
};
/// Stamped between the others: a room's step that reached the main branch late.
const LATE: Migration =
    Migration { stamp: "202611240002_seat_create", sql: "CREATE TABLE seat (id TEXT PRIMARY KEY);" };
const LAST: Migration = Migration {
    stamp: "202611240003_hall_name",
    sql: "ALTER TABLE hall ADD COLUMN name TEXT; CREATE INDEX hall_name ON hall (name);",
};

async fn stamps(db: &Db) -> Vec<String> {
    db.values("SELECT stamp AS value FROM schema_migration ORDER BY stamp", params![]).await.unwrap()
}

story! {
    async fn every_step_is_applied_once_in_the_order_of_its_stamp(test: TestDb) {
        let db = &test.db;
        assert_eq!(migrate(db, &[LAST, FIRST]).await.unwrap(), 2);
        assert_eq!(stamps(db).await, [FIRST.stamp, LAST.stamp]);
        assert_eq!(migrate(db, &[LAST, FIRST]).await.unwrap(), 0);
        let applied_at = "SELECT MAX(applied_at) AS value FROM schema_migration";
        assert_eq!(db.value(applied_at, params![]).await.unwrap(), Some(NINE_O_CLOCK));
    }
}

story! {
    async fn a_fresh_and_an_upgraded_database_are_alike(fresh: TestDb) {
        migrate(&fresh.db, &[FIRST, LATE, LAST]).await.unwrap();
        let upgraded = TestDb::migrated(fresh.db.engine(), &[FIRST, LAST]).await;
        assert_ne!(db::schema(&fresh.db).await.unwrap(), db::schema(&upgraded.db).await.unwrap());
        assert_eq!(migrate(&upgraded.db, &[FIRST, LATE, LAST]).await.unwrap(), 1);
        assert_eq!(db::schema(&fresh.db).await.unwrap(), db::schema(&upgraded.db).await.unwrap());
    }
}

story! {
    async fn what_is_pending_is_told_and_not_applied(test: TestDb) {
        assert!(pending(&test.db, &[FIRST]).await.is_err(), "a database that was never used");
        migrate(&test.db, &[FIRST]).await.unwrap();
        assert_eq!(pending(&test.db, &[LAST, FIRST, LATE]).await.unwrap(), [LATE.stamp, LAST.stamp]);
        assert_eq!(stamps(&test.db).await, [FIRST.stamp]);
        let refused = pending(&test.db, &[LATE]).await;
        assert!(matches!(&refused, Err(MigrationError::Unknown(stamp)) if stamp == FIRST.stamp), "{refused:?}");
    }
}

story! {
    async fn a_step_that_this_program_does_not_know_is_refused(test: TestDb) {
        migrate(&test.db, &[FIRST, LATE]).await.unwrap();
        let refused = migrate(&test.db, &[FIRST, LAST]).await;
        assert!(matches!(&refused, Err(MigrationError::Unknown(stamp)) if stamp == LATE.stamp), "{refused:?}");
        assert_eq!(stamps(&test.db).await, [FIRST.stamp, LATE.stamp], "nothing was applied beside it");
    }
}

story! {
    async fn a_step_that_was_edited_is_refused(test: TestDb) {
        migrate(&test.db, &[FIRST]).await.unwrap();
        let edited = Migration { sql: "CREATE TABLE hall (id TEXT PRIMARY KEY);", ..FIRST };
        let refused = migrate(&test.db, &[edited, LAST]).await;
        assert!(matches!(&refused, Err(MigrationError::Edited(stamp)) if stamp == FIRST.stamp), "{refused:?}");
        assert_eq!(stamps(&test.db).await, [FIRST.stamp]);
    }
}

story! {
    async fn one_stamp_has_one_step(test: TestDb) {
        let refused = migrate(&test.db, &[FIRST, LAST, Migration { sql: "", ..FIRST }]).await;
        assert!(matches!(refused, Err(MigrationError::Doubled(stamp)) if stamp == FIRST.stamp));
    }
}

story! {
    async fn a_step_that_fails_leaves_nothing_of_itself(test: TestDb) {
        let broken = Migration { sql: "CREATE TABLE seat (id TEXT); CREATE TABLE hall (id TEXT);", ..LAST };
        let refused = migrate(&test.db, &[FIRST, broken]).await;
        assert!(matches!(refused, Err(MigrationError::Failed { stamp, .. }) if stamp == LAST.stamp));
        assert_eq!(stamps(&test.db).await, [FIRST.stamp]);
        assert!(!db::schema(&test.db).await.unwrap().iter().any(|line| line.contains("seat")));
    }
}

story! {
    async fn processes_that_start_together_apply_each_step_once(test: TestDb) {
        let mut starts = Vec::new();
        for _ in 0..6 {
            let db = test.another_handle().await;
            starts.push(tokio::spawn(async move { migrate(&db, &[FIRST, LATE, LAST]).await }));
        }
        let mut applied = 0;
        for start in starts {
            applied += start.await.unwrap().unwrap();
        }
        assert_eq!(applied, 3);
    }
}

story! {
    async fn a_list_in_a_columns_json_becomes_rows(test: TestDb) {
        const LISTED: Migration = Migration {
            stamp: "202611240004_hall_lists",
            sql: "CREATE TABLE list (hall TEXT, text TEXT); CREATE TABLE item (hall TEXT, place BIGINT, text TEXT); \
                  INSERT INTO list VALUES ('a', '{\"rows\":[\"前排\",\"后排\",\"前排\"]}'), ('b', '{\"rows\":[]}'), ('c', '{}'), ('d', NULL); \
                  INSERT INTO item SELECT l.hall, MIN(item.key), item.value FROM list l, {ITEMS l.text rows} GROUP BY l.hall, item.value;",
        };
        migrate(&test.db, &[LISTED]).await.unwrap();
        let rows = "SELECT hall || text AS value FROM item ORDER BY place";
        assert_eq!(test.db.values::<String>(rows, params![]).await.unwrap(), ["a前排", "a后排"]);
    }
}
