//! Every row of every table, to see that nothing changed, and to put everything back.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, Reads, params};

/// The rows of the database, by table; every row as the text of its columns.
pub(crate) type Rows = BTreeMap<String, BTreeSet<String>>;

/// The statements about each table, made once: the database takes only statements that live as long as the program.
#[derive(Debug)]
pub(crate) struct Tables {
    tables: Vec<Statements>,
    /// Full-text indexes, which are emptied instead: they cannot be read, and what stands in them stands in a table too.
    empty_indexes: Vec<&'static str>,
}

#[derive(Debug)]
struct Statements {
    table: String,
    read: &'static str,
    keep: &'static str,
    clear: &'static str,
    fill: &'static str,
}

/// What may change although nobody did anything: when somebody was last seen, and that somebody failed.
const PASSING: [(&str, &str); 2] = [("session", "last_seen"), ("access_token", "last_used")];

impl Tables {
    /// Looks the tables of an SQLite database up.
    pub(crate) async fn of(db: &Db) -> Self {
        let names = "SELECT name AS value FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                     AND name NOT LIKE 'sqlite_%' AND name NOT IN ('schema_migration', 'sign_in_failure') ORDER BY name";
        let names: Vec<String> = db.values(names, params![]).await.unwrap();
        let mut tables = Vec::new();
        for table in names {
            let columns = "SELECT name AS value FROM pragma_table_info($1) ORDER BY cid";
            let columns: Vec<String> = db.values(columns, params![table.as_str()]).await.unwrap();
            tables.push(Statements::about(table, &columns));
        }
        let indexes =
            "SELECT name AS value FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'";
        let indexes: Vec<String> = db.values(indexes, params![]).await.unwrap();
        let empty =
            |name: &String| lasting_text(format!("INSERT INTO {name} ({name}) VALUES ('delete-all')"));
        Self { tables, empty_indexes: indexes.iter().map(empty).collect() }
    }

    /// Every row as it is now.
    pub(crate) async fn rows(&self, db: &Db) -> Rows {
        let mut rows = Rows::new();
        for statements in &self.tables {
            let found: Vec<String> = db.values(statements.read, params![]).await.unwrap();
            rows.insert(statements.table.clone(), found.into_iter().collect());
        }
        rows
    }

    /// Keeps every row aside.
    pub(crate) async fn keep(&self, db: &Db) {
        let mut tx = db.begin().await.unwrap();
        for statements in &self.tables {
            tx.run(statements.keep, params![]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Puts every row back that was kept.
    pub(crate) async fn put_back(&self, db: &Db) {
        let mut tx = db.begin().await.unwrap();
        tx.run("PRAGMA defer_foreign_keys = ON", params![]).await.unwrap();
        for statements in &self.tables {
            tx.run(statements.clear, params![]).await.unwrap();
            tx.run(statements.fill, params![]).await.unwrap();
        }
        for empty in &self.empty_indexes {
            tx.run(empty, params![]).await.unwrap();
        }
        tx.run("DELETE FROM sign_in_failure", params![]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

impl Statements {
    fn about(table: String, columns: &[String]) -> Self {
        let lasting = columns.iter().filter(|column| !PASSING.contains(&(table.as_str(), column.as_str())));
        let shown: Vec<String> =
            lasting.map(|column| format!("'{column}=' || quote(\"{column}\")")).collect();
        let only = if table == "ledger" { " WHERE outcome <> 'refused'" } else { "" };
        Self {
            read: lasting_text(format!("SELECT {} AS value FROM {table}{only}", shown.join(" || ' ' || "))),
            keep: lasting_text(format!("CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")),
            clear: lasting_text(format!("DELETE FROM {table}")),
            fill: lasting_text(format!("INSERT INTO {table} SELECT * FROM kept_{table}")),
            table,
        }
    }
}

fn lasting_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// What is only in one of the two.
pub(crate) fn changes(before: &Rows, after: &Rows) -> Vec<String> {
    let mut changes = Vec::new();
    for (table, then) in before {
        let now = &after[table];
        changes.extend(now.difference(then).map(|row| format!("+ {table} {}", short(row))));
        changes.extend(then.difference(now).map(|row| format!("- {table} {}", short(row))));
    }
    changes
}

fn short(row: &str) -> String {
    row.chars().take(300).collect()
}
