use std::collections::BTreeMap;

use crate::{Db, DbError, Engine, Reads, params};

/// Foreign keys that no index serves, as `table(column, …)`: deleting the row they point to would read the
/// whole table. An index serves a key when its leading columns are the key's, in any order.
pub async fn foreign_keys_without_index(db: &Db) -> Result<Vec<String>, DbError> {
    let (keys, indexes) = match db.engine() {
        Engine::Sqlite => (SQLITE_KEYS, SQLITE_INDEXES),
        Engine::Postgres => (POSTGRES_KEYS, POSTGRES_INDEXES),
    };
    let keys = grouped(db.all(keys, params![]).await?);
    let indexes = grouped(db.all(indexes, params![]).await?);
    let bare = keys.into_iter().filter(|key| !indexes.iter().any(|index| serves(index, key)));
    Ok(bare.map(|key| format!("{}({})", key.table, key.columns.join(", "))).collect())
}

crate::record! {
    /// One column of a key or of an index.
    struct Part {
        table_name: String,
        owner: String,
        column_name: String,
    }
}

struct Columns {
    table: String,
    columns: Vec<String>,
}

fn grouped(parts: Vec<Part>) -> Vec<Columns> {
    let mut columns: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for part in parts {
        columns.entry((part.table_name, part.owner)).or_default().push(part.column_name);
    }
    columns.into_iter().map(|((table, _), columns)| Columns { table, columns }).collect()
}

fn serves(index: &Columns, key: &Columns) -> bool {
    let leading = index.columns.get(..key.columns.len());
    index.table == key.table
        && leading.is_some_and(|leading| key.columns.iter().all(|column| leading.contains(column)))
}

const SQLITE_KEYS: &str = "\
    SELECT t.name AS table_name, CAST(k.id AS TEXT) AS owner, k.\"from\" AS column_name \
    FROM sqlite_schema t, pragma_foreign_key_list(t.name) k \
    WHERE t.type = 'table' ORDER BY t.name, k.id, k.seq";

const SQLITE_INDEXES: &str = "\
    SELECT t.name AS table_name, i.name AS owner, c.name AS column_name \
    FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
    WHERE t.type = 'table' AND i.partial = 0 AND c.name IS NOT NULL ORDER BY t.name, i.name, c.seqno";

const POSTGRES_KEYS: &str = "\
    SELECT CAST(t.relname AS TEXT) AS table_name, CAST(k.conname AS TEXT) AS owner, \
        CAST(a.attname AS TEXT) AS column_name \
    FROM pg_constraint k \
    JOIN pg_class t ON t.oid = k.conrelid \
    CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS part(attnum, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = part.attnum \
    WHERE k.contype = 'f' ORDER BY t.relname, k.conname, part.place";

const POSTGRES_INDEXES: &str = "\
    SELECT CAST(t.relname AS TEXT) AS table_name, CAST(i.indexrelid AS TEXT) AS owner, \
        CAST(a.attname AS TEXT) AS column_name \
    FROM pg_index i \
    JOIN pg_class t ON t.oid = i.indrelid \
    JOIN pg_namespace n ON n.oid = t.relnamespace \
    CROSS JOIN LATERAL unnest(CAST(i.indkey AS SMALLINT[])) WITH ORDINALITY AS part(attnum, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = part.attnum \
    WHERE i.indpred IS NULL AND n.nspname = current_schema() ORDER BY t.relname, i.indexrelid, part.place";
