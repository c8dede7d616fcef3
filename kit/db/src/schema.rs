use std::collections::BTreeMap;

use crate::{Db, DbError, Engine, Reads, params};

/// Foreign keys that no index serves, as `table(column, …)`: deleting the row they point to would read the
/// whole table. An index serves a key when its leading columns are the key's, in any order.
pub async fn foreign_keys_without_index(db: &Db) -> Result<Vec<String>, DbError> {
    let (keys, indexes) = match db.engine() {
        Engine::Sqlite => (SQLITE_FOREIGN_KEYS, SQLITE_INDEXES),
        Engine::Postgres => (POSTGRES_FOREIGN_KEYS, POSTGRES_INDEXES),
    };
    let keys = grouped(db.all(keys, params![]).await?);
    let indexes = grouped(db.all(indexes, params![]).await?);
    let bare = keys.iter().filter(|key| !indexes.iter().any(|index| serves(index, key)));
    Ok(bare.map(ColumnList::to_string).collect())
}

/// Unique indexes whose name is not `table_column_…_key`: the error of each engine would call them differently.
pub async fn misnamed_unique_indexes(db: &Db) -> Result<Vec<String>, DbError> {
    let sql = match db.engine() {
        Engine::Sqlite => SQLITE_INDEXES,
        Engine::Postgres => POSTGRES_INDEXES,
    };
    let indexes = grouped(db.all(sql, params![]).await?);
    let named = indexes.iter().filter(|index| index.rule == UNIQUE || index.rule == UNIQUE_IN_PART);
    let misnamed = named.filter(|index| index.name != index.unique_name());
    Ok(misnamed.map(|index| format!("{} on {index}", index.name)).collect())
}

/// The schema in lines that can be compared: every column with its type, every index.
pub async fn schema(db: &Db) -> Result<Vec<String>, DbError> {
    let sql = match db.engine() {
        Engine::Sqlite => SQLITE_SCHEMA,
        Engine::Postgres => POSTGRES_SCHEMA,
    };
    let mut lines: Vec<String> = db.values(sql, params![]).await?;
    lines.sort();
    Ok(lines)
}

const WHOLE: &str = "whole";
const UNIQUE: &str = "unique";
const UNIQUE_IN_PART: &str = "unique in part";

crate::record! {
    /// One column of a key or of an index.
    struct Part {
        table_name: String,
        name: String,
        rule: String,
        column_name: String,
    }
}

/// A key or an index with its columns in order.
struct ColumnList {
    table: String,
    name: String,
    rule: String,
    columns: Vec<String>,
}

impl ColumnList {
    fn unique_name(&self) -> String {
        format!("{}_{}_key", self.table, self.columns.join("_"))
    }
}

impl std::fmt::Display for ColumnList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.table, self.columns.join(", "))
    }
}

fn grouped(parts: Vec<Part>) -> Vec<ColumnList> {
    let mut lists: BTreeMap<(String, String), ColumnList> = BTreeMap::new();
    for part in parts {
        let Part { table_name: table, name, rule, column_name } = part;
        let key = (table.clone(), name.clone());
        let list = lists.entry(key).or_insert_with(|| ColumnList { table, name, rule, columns: Vec::new() });
        list.columns.push(column_name);
    }
    lists.into_values().collect()
}

fn serves(index: &ColumnList, key: &ColumnList) -> bool {
    let leading = index.columns.get(..key.columns.len());
    index.table == key.table
        && (index.rule == WHOLE || index.rule == UNIQUE)
        && leading.is_some_and(|leading| key.columns.iter().all(|column| leading.contains(column)))
}

const SQLITE_FOREIGN_KEYS: &str = "\
    SELECT t.name AS table_name, CAST(k.id AS TEXT) AS name, 'foreign' AS rule, k.\"from\" AS column_name \
    FROM sqlite_schema t, pragma_foreign_key_list(t.name) k \
    WHERE t.type = 'table' ORDER BY t.name, k.id, k.seq";

/// What a UNIQUE or a PRIMARY KEY of the table's own made counts as whole: its error needs no name.
const SQLITE_INDEXES: &str = "\
    SELECT t.name AS table_name, i.name AS name, \
        CASE WHEN i.origin <> 'c' OR NOT i.\"unique\" THEN CASE WHEN i.partial THEN 'in part' ELSE 'whole' END \
             WHEN i.partial THEN 'unique in part' ELSE 'unique' END AS rule, \
        c.name AS column_name \
    FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
    WHERE t.type = 'table' AND c.name IS NOT NULL ORDER BY t.name, i.name, c.seqno";

const SQLITE_SCHEMA: &str = "\
    SELECT t.name || '.' || c.name || ' ' || c.type || CASE WHEN c.\"notnull\" THEN ' NOT NULL' ELSE '' END AS value \
    FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type IN ('table', 'view') \
    UNION ALL \
    SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL";

const POSTGRES_FOREIGN_KEYS: &str = "\
    SELECT CAST(t.relname AS TEXT) AS table_name, CAST(k.conname AS TEXT) AS name, 'foreign' AS rule, \
        CAST(a.attname AS TEXT) AS column_name \
    FROM pg_constraint k \
    JOIN pg_class t ON t.oid = k.conrelid \
    CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS part(attnum, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = part.attnum \
    WHERE k.contype = 'f' ORDER BY t.relname, k.conname, part.place";

const POSTGRES_INDEXES: &str = "\
    SELECT CAST(t.relname AS TEXT) AS table_name, CAST(n.relname AS TEXT) AS name, \
        CASE WHEN i.indisprimary OR NOT i.indisunique THEN CASE WHEN i.indpred IS NULL THEN 'whole' ELSE 'in part' END \
             WHEN i.indpred IS NULL THEN 'unique' ELSE 'unique in part' END AS rule, \
        CAST(a.attname AS TEXT) AS column_name \
    FROM pg_index i \
    JOIN pg_class t ON t.oid = i.indrelid \
    JOIN pg_class n ON n.oid = i.indexrelid \
    JOIN pg_namespace s ON s.oid = t.relnamespace \
    CROSS JOIN LATERAL unnest(CAST(i.indkey AS SMALLINT[])) WITH ORDINALITY AS part(attnum, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = part.attnum \
    WHERE s.nspname = current_schema() ORDER BY t.relname, n.relname, part.place";

const POSTGRES_SCHEMA: &str = "\
    SELECT table_name || '.' || column_name || ' ' || data_type || \
        CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END AS value \
    FROM information_schema.columns WHERE table_schema = current_schema() \
    UNION ALL \
    SELECT CAST(indexdef AS TEXT) FROM pg_indexes WHERE schemaname = current_schema() \
    UNION ALL \
    SELECT CAST(conrelid AS REGCLASS) || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
    WHERE connamespace = CAST(current_schema() AS REGNAMESPACE)";
