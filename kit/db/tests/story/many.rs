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
            ") UPDATE hall SET name = chosen.name || $1 FROM chosen WHERE hall.id = chosen.id",
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
