use crate::{Db, DbError, Engine, Reads, params};

/// What is wrong with the database itself, a line each; empty when it is sound. SQLite checks every page of its file and
/// every foreign key. PostgreSQL keeps both by itself, so it is only asked whether it answers.
pub async fn integrity(db: &Db) -> Result<Vec<String>, DbError> {
    match db.engine() {
        Engine::Sqlite => {
            let pages: Vec<String> =
                db.values("SELECT integrity_check AS value FROM pragma_integrity_check", params![]).await?;
            let mut found: Vec<String> = pages.into_iter().filter(|line| line != "ok").collect();
            let keys = "SELECT \"table\" || ' → ' || parent || ': ' || COUNT(*) AS value \
                        FROM pragma_foreign_key_check GROUP BY \"table\", parent ORDER BY 1";
            found.extend(db.values::<String>(keys, params![]).await?);
            Ok(found)
        }
        Engine::Postgres => {
            db.count("SELECT CAST(1 AS BIGINT) AS value", params![]).await?;
            Ok(Vec::new())
        }
    }
}
