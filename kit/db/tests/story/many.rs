use db::{DbError, Params, Reads, params};
use testing_db::story;

use crate::Hall;

const INSERT: (&str, &str) = ("INSERT INTO hall (id, name) VALUES ", "");
const HALLS: &str = "SELECT COUNT(*) AS value FROM hall";

fn halls(numbers: std::ops::Range<u32>) -> Vec<Params> {
    numbers.map(|number| params![format!("h{number:03}"), format!("{number} 厅")]).collect()
}

story! {
    async fn many_rows_are_written_by_few_statements(hall: Hall) {
        let mut tx = hall.0.db.begin().await.unwrap();
        let before = hall.0.db.asked();
        assert_eq!(tx.run_many(INSERT, params![], halls(0..70)).await.unwrap(), 70);
        assert_eq!(hall.0.db.asked() - before, 3, "thirty-two at once");
        assert_eq!(tx.run_many(INSERT, params![], Vec::new()).await.unwrap(), 0);
        assert_eq!(tx.count(HALLS, params![]).await.unwrap(), 70);

        let rename = (
            "WITH chosen (id, name) AS (VALUES ",
            ") UPDATE hall SET name = chosen.name || $1 FROM chosen WHERE hall.id = chosen.id RETURNING hall.id",
        );
        let mut rows = vec![params!["h001", "东厅"], params!["h002", "西厅"]];
        tx.run_each(rename, params!["（新）"], rows.clone()).await.unwrap();
        let name = "SELECT name AS value FROM hall WHERE id = $1";
        assert_eq!(tx.value::<String>(name, params!["h002"]).await.unwrap().unwrap(), "西厅（新）");
        rows.push(params!["no such", "厅"]);
        let missed = tx.run_each(rename, params!["（旧）"], rows).await;
        assert!(matches!(missed, Err(DbError::Stale)), "{missed:?}");

        let drop = ("DELETE FROM hall WHERE name <> $1 AND id IN (VALUES ", ")");
        let ids = vec![params!["h001"], params!["h002"], params!["h003"]];
        assert_eq!(tx.run_many(drop, params!["东厅（旧）"], ids).await.unwrap(), 2);
    }
}

story! {
    async fn what_waits_is_there_for_the_next_question_and_at_the_end(hall: Hall) {
        let db = &hall.0.db;
        let insert = "INSERT INTO hall (id, name) VALUES ($1, $2)";
        let mut tx = db.begin().await.unwrap();
        tx.later(insert, params!["a", "$1"]).await.unwrap();
        tx.later_many(INSERT, params![], halls(0..3)).await.unwrap();
        tx.later("UPDATE hall SET name = $2 WHERE id = $1", params!["h001", "南厅"]).await.unwrap();
        let name = "SELECT name AS value FROM hall WHERE id = $1";
        assert_eq!(tx.value::<String>(name, params!["h001"]).await.unwrap().unwrap(), "南厅");
        assert_eq!(tx.value::<String>(name, params!["a"]).await.unwrap().unwrap(), "$1");
        tx.later(insert, params!["b", "北厅"]).await.unwrap();
        let rise = "UPDATE hall SET name = name || '！' WHERE id = $1";
        tx.run_one(rise, params!["b"]).await.unwrap();
        tx.later(insert, params!["c", "中厅"]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.count(HALLS, params![]).await.unwrap(), 6);

        let mut tx = db.begin().await.unwrap();
        tx.later(insert, params!["d", "侧厅"]).await.unwrap();
        drop(tx);
        assert_eq!(db.count(HALLS, params![]).await.unwrap(), 6, "what was dropped never was");
    }
}

story! {
    async fn what_is_wrong_with_a_write_that_waited_is_told_before_the_end(hall: Hall) {
        let db = &hall.0.db;
        let insert = "INSERT INTO hall (id, name) VALUES ($1, $2)";
        for asks in [true, false] {
            let mut tx = db.begin().await.unwrap();
            let outcome = async {
                tx.later(insert, params!["a", "东厅"]).await?;
                tx.later(insert, params!["a", "西厅"]).await?;
                if asks {
                    tx.count(HALLS, params![]).await?;
                }
                tx.commit().await
            };
            let doubled: Result<(), DbError> = outcome.await;
            assert!(matches!(&doubled, Err(DbError::Unique(told)) if told == "hall_pkey"), "{doubled:?}");
            assert_eq!(db.count(HALLS, params![]).await.unwrap(), 0, "all or nothing");
        }
    }
}
