use sha2::{Digest, Sha256};

use crate::{Db, DbError, Engine, Reads, Tx, params, words};

/// One step of the schema: `YYYYMMDDhhmm_room_step`, one text for both engines.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Global order and name.
    pub stamp: &'static str,
    /// Statements; `{BLOB}` stands for the engine's type of bytes, `{WORDS name}` for what makes a full-text index,
    /// `{ITEMS table.column key}` for the texts that a list in a column's JSON has: `item.value`, in the order of `item.key`.
    pub sql: &'static str,
}

/// Takes a migration from the room's folder: `migration!("202611240600_people_create")`.
#[macro_export]
macro_rules! migration {
    ($stamp:literal) => {
        $crate::Migration {
            stamp: $stamp,
            sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $stamp, ".sql")),
        }
    };
}

/// Why the schema cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database has been used by a newer (or another) program.
    #[error("数据库里有本程序不认识的升级步骤“{0}”：请用更新版本的程序打开，或从备份恢复。")]
    Unknown(String),
    /// A step was edited after it had been applied.
    #[error("升级步骤“{0}”与数据库中记录的不一致：程序被改动过，请使用正式发布的版本。")]
    Edited(String),
    /// Two steps claim one stamp.
    #[error("two migrations are stamped {0}")]
    Doubled(&'static str),
    /// The engine refused a step.
    #[error("升级步骤“{stamp}”失败：{cause}")]
    Failed { stamp: &'static str, cause: DbError },
    /// The engine could not be asked.
    #[error(transparent)]
    Db(#[from] DbError),
}

crate::record! {
    struct Applied {
        stamp: String,
        checksum: String,
    }
}

/// Brings the schema up to date: every step once, in the order of its stamp, each in a transaction of its own.
/// Says how many steps were applied.
pub async fn migrate(db: &Db, migrations: &[Migration]) -> Result<usize, MigrationError> {
    let ordered = in_order(migrations)?;
    create_own_table(db).await?;
    let mut count = 0;
    for migration in missing(db, &ordered).await? {
        let done = apply(db, &migration).await;
        if done.map_err(|cause| MigrationError::Failed { stamp: migration.stamp, cause })? {
            count += 1;
        }
    }
    Ok(count)
}

/// The steps that the schema lacks; changes nothing. An error where [`migrate`] would refuse before its first step, and in a
/// database that has never been used.
pub async fn pending(db: &Db, migrations: &[Migration]) -> Result<Vec<&'static str>, MigrationError> {
    let missing = missing(db, &in_order(migrations)?).await?;
    Ok(missing.iter().map(|migration| migration.stamp).collect())
}

async fn missing(db: &Db, ordered: &[Migration]) -> Result<Vec<Migration>, MigrationError> {
    let applied: Vec<Applied> =
        db.all("SELECT stamp, checksum FROM schema_migration ORDER BY stamp", params![]).await?;
    for row in &applied {
        match ordered.iter().find(|migration| migration.stamp == row.stamp) {
            None => return Err(MigrationError::Unknown(row.stamp.clone())),
            Some(migration) if checksum(migration) != row.checksum => {
                return Err(MigrationError::Edited(row.stamp.clone()));
            }
            Some(_) => {}
        }
    }
    let is_applied = |migration: &Migration| applied.iter().any(|row| row.stamp == migration.stamp);
    Ok(ordered.iter().filter(|migration| !is_applied(migration)).copied().collect())
}

fn in_order(migrations: &[Migration]) -> Result<Vec<Migration>, MigrationError> {
    let mut ordered = migrations.to_vec();
    ordered.sort_by_key(|migration| migration.stamp);
    match ordered.windows(2).find(|pair| pair[0].stamp == pair[1].stamp) {
        Some(pair) => Err(MigrationError::Doubled(pair[0].stamp)),
        None => Ok(ordered),
    }
}

async fn create_own_table(db: &Db) -> Result<(), DbError> {
    let mut tx = begin_alone(db).await?;
    tx.run(
        "CREATE TABLE IF NOT EXISTS schema_migration \
         (stamp TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
        params![],
    )
    .await?;
    tx.commit().await
}

/// Begins a transaction that keeps out whoever else is bringing the schema up to date: processes start together.
async fn begin_alone(db: &Db) -> Result<Tx, DbError> {
    let mut tx = db.begin().await?;
    if db.engine() == Engine::Postgres {
        tx.run("SELECT pg_advisory_xact_lock(7305804402)", params![]).await?;
    }
    Ok(tx)
}

/// Applies one step; `false` when another process has been faster.
async fn apply(db: &Db, migration: &Migration) -> Result<bool, DbError> {
    let mut tx = begin_alone(db).await?;
    let seen = "SELECT COUNT(*) AS value FROM schema_migration WHERE stamp = $1";
    if tx.count(seen, params![migration.stamp]).await? > 0 {
        return Ok(false);
    }
    tx.run_all(&in_dialect(migration.sql, db.engine())).await?;
    tx.run_one(
        "INSERT INTO schema_migration (stamp, checksum, applied_at) VALUES ($1, $2, $3)",
        params![migration.stamp, checksum(migration), tx.now()],
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

fn in_dialect(sql: &str, engine: Engine) -> String {
    let (is_sqlite, bytes) = match engine {
        Engine::Sqlite => (true, "BLOB"),
        Engine::Postgres => (false, "BYTEA"),
    };
    let text = replaced(sql, "{WORDS ", |name| words::made(name, is_sqlite));
    let text = replaced(&text, "{ITEMS ", |list| items(list, is_sqlite));
    text.replace("{BLOB}", bytes)
}

/// Puts what `made` says in the place of each stretch that begins with `opening` and ends with a brace.
fn replaced(sql: &str, opening: &str, made: impl Fn(&str) -> String) -> String {
    let mut pieces = sql.split(opening);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (inner, rest) = piece.split_once('}').unwrap_or((piece, ""));
        text.push_str(&made(inner));
        text.push_str(rest);
    }
    text
}

/// The texts of a list in a column's JSON, as a table beside the one that has the column.
fn items(list: &str, is_sqlite: bool) -> String {
    let (column, key) = list.split_once(' ').unwrap_or((list, ""));
    if is_sqlite {
        format!("json_each({column}, '$.{key}') item")
    } else {
        format!(
            "json_array_elements_text(CAST({column} AS json) -> '{key}') WITH ORDINALITY AS item(value, key)"
        )
    }
}

fn checksum(migration: &Migration) -> String {
    hex::encode(Sha256::digest(migration.sql.as_bytes()))
}
