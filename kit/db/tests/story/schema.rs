use db::{Db, Tx, params};
use testing_db::{TestDb, story};

use crate::Hall;

async fn begin_with_table(db: &Db) -> Tx {
    let mut tx = db.begin().await.unwrap();
    tx.run("CREATE TABLE hall (a TEXT, b TEXT, PRIMARY KEY (a, b))", params![]).await.unwrap();
    tx.run(
        "CREATE TABLE seat (id TEXT PRIMARY KEY, a TEXT, b TEXT, twin TEXT REFERENCES seat, \
         FOREIGN KEY (a, b) REFERENCES hall)",
        params![],
    )
    .await
    .unwrap();
    tx
}

async fn apply(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    tx.run(sql, params![]).await.unwrap();
    tx.commit().await.unwrap();
}

story! {
    async fn a_foreign_key_without_an_index_is_found(test: TestDb) {
        let db = &test.db;
        begin_with_table(db).await.commit().await.unwrap();
        let bare = async || db::foreign_keys_without_index(db).await.unwrap();
        assert_eq!(bare().await, ["seat(a, b)", "seat(twin)"]);

        // None of these serves: the key's columns do not lead, one is missing, or some rows are left out.
        apply(db, "CREATE INDEX seat_id_twin ON seat (id, twin)").await;
        apply(db, "CREATE INDEX seat_a ON seat (a)").await;
        apply(db, "CREATE INDEX seat_some ON seat (twin) WHERE a IS NOT NULL").await;
        assert_eq!(bare().await, ["seat(a, b)", "seat(twin)"]);

        apply(db, "CREATE INDEX seat_b_a ON seat (b, a, id)").await;
        assert_eq!(bare().await, ["seat(twin)"]);
        apply(db, "CREATE UNIQUE INDEX seat_twin_key ON seat (twin)").await;
        assert!(bare().await.is_empty());
    }
}

story! {
    async fn a_unique_index_must_bear_the_name_that_errors_give_it(hall: Hall) {
        let db = &hall.0.db;
        assert!(db::misnamed_unique_indexes(db).await.unwrap().is_empty());
        apply(db, "CREATE UNIQUE INDEX seats_in_order ON seat (hall, number)").await;
        apply(db, "CREATE UNIQUE INDEX free_seats ON seat (number) WHERE NOT taken").await;
        apply(db, "CREATE INDEX any_name ON seat (number)").await;
        let misnamed = db::misnamed_unique_indexes(db).await.unwrap();
        assert_eq!(misnamed, ["free_seats on seat(number)", "seats_in_order on seat(hall, number)"]);
    }
}
