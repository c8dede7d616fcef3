//! Statements and their rows, on the thread that asks.

use std::cell::Cell;

use rusqlite::types::{FromSql, ToSqlOutput, Value as Kept, ValueRef};
use rusqlite::{CachedStatement, Connection};

use crate::{DbError, Params, Row, Value};

/// One row, with the names of its columns.
#[derive(Debug)]
pub(crate) struct FileRow<'t> {
    row: &'t rusqlite::Row<'t>,
    names: &'t [String],
    /// Where the next field is looked for first: records ask for their columns mostly in the order in which they come.
    next: Cell<usize>,
}

impl FileRow<'_> {
    /// The column `name`; NULL is `None`.
    pub(crate) fn get<T: FromSql>(&self, name: &str) -> Result<Option<T>, DbError> {
        let (before, after) = self.names.split_at(self.next.get().min(self.names.len()));
        let found = after.iter().position(|known| known == name).map(|at| before.len() + at);
        let at = found.or_else(|| before.iter().position(|known| known == name));
        let at = at.ok_or_else(|| DbError::Damaged {
            column: name.to_owned(),
            value: "no such column".to_owned(),
        })?;
        self.next.set(at + 1);
        Ok(self.row.get(at)?)
    }
}

/// The rows of an answer, or the first of them, each as `read` takes it.
pub(crate) fn ask<T>(
    connection: &Connection,
    sql: &str,
    params: &Params,
    only_first: bool,
    mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
) -> Result<Vec<T>, DbError> {
    let mut statement = bound(connection, sql, params)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    let mut answer = Vec::new();
    while let Some(row) = rows.next()? {
        answer.push(read(&Row::of_file(FileRow { row, names: &names, next: Cell::new(0) }))?);
        if only_first {
            break;
        }
    }
    Ok(answer)
}

/// Runs one statement to its end and says how many rows it touched.
pub(crate) fn run(connection: &Connection, sql: &str, params: &Params) -> Result<u64, DbError> {
    let mut statement = bound(connection, sql, params)?;
    let is_question = statement.readonly();
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(if is_question { 0 } else { connection.changes() })
}

/// A planned statement with its values: `$3` is the third, wherever it stands; SQLite itself would count by first appearance.
fn bound<'c>(connection: &'c Connection, sql: &str, params: &Params) -> Result<CachedStatement<'c>, DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    for at in 1..=statement.parameter_count() {
        let number = statement.parameter_name(at).and_then(|name| name.get(1..)?.parse::<usize>().ok());
        let value = number.and_then(|number| params.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| DbError::other("a parameter without its value"))?;
        statement.raw_bind_parameter(at, written(value)?)?;
    }
    Ok(statement)
}

/// A value as SQLite keeps it.
fn written(value: &Value) -> Result<ToSqlOutput<'_>, DbError> {
    let whole = |number: i64| ToSqlOutput::Owned(Kept::Integer(number));
    Ok(match value {
        Value::Bool(Some(truth)) => whole(i64::from(*truth)),
        Value::BigInt(Some(number)) => whole(*number),
        Value::Double(Some(number)) => ToSqlOutput::Owned(Kept::Real(*number)),
        Value::String(Some(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Value::Bytes(Some(bytes)) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        Value::Bool(None)
        | Value::BigInt(None)
        | Value::Double(None)
        | Value::String(None)
        | Value::Bytes(None) => ToSqlOutput::Owned(Kept::Null),
        _ => return Err(DbError::other("a value of a type that no column has")),
    })
}
