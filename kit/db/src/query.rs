use std::future::Future;

use clock::CivilDate;
use rusqlite::types::FromSql;
use sea_orm::{QueryResult, TryGetable};
use tokio::task::coop::consume_budget;

use crate::meter::Meter;
use crate::packed::{Unpacked, unpack};
use crate::server::{self, Asked};
use crate::sqlite::{Asks, File, FileRow, Writing};
use crate::{Column, DbError, Params};

/// One row of an answer.
#[derive(Debug)]
pub struct Row<'t>(Source<'t>);

#[derive(Debug)]
enum Source<'t> {
    File(FileRow<'t>),
    Server(&'t QueryResult),
    Packed(Unpacked<'t>),
}

/// What the engines have a type for.
pub(crate) trait Plain: TryGetable + FromSql {
    /// As `CAST(… AS TEXT)` writes it.
    fn of_text(text: &str) -> Option<Self>;
}

impl<'t> Row<'t> {
    pub(crate) fn of_file(row: FileRow<'t>) -> Self {
        Self(Source::File(row))
    }

    pub(crate) fn of_server(row: &'t QueryResult) -> Self {
        Self(Source::Server(row))
    }

    pub(crate) fn unpacked(row: Unpacked<'t>) -> Self {
        Self(Source::Packed(row))
    }

    /// The column `name`; NULL is an error.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, DbError> {
        T::read(self, name)?
            .ok_or_else(|| DbError::Damaged { column: name.to_owned(), value: "NULL".to_owned() })
    }

    /// The column `name`; NULL is `None`.
    pub fn maybe<T: Column>(&self, name: &str) -> Result<Option<T>, DbError> {
        T::read(self, name)
    }

    pub(crate) fn raw<T: Plain>(&self, name: &str) -> Result<Option<T>, DbError> {
        match &self.0 {
            Source::File(row) => row.get(name),
            Source::Server(row) => Ok(row.try_get::<Option<T>>("", name)?),
            Source::Packed(row) => {
                let Some(text) = row.text(name)? else { return Ok(None) };
                let damaged = || DbError::Damaged { column: name.to_owned(), value: text.to_owned() };
                T::of_text(text).map(Some).ok_or_else(damaged)
            }
        }
    }
}

/// A struct that one row fills; made by [`record!`](crate::record).
pub trait FromRow: Sized {
    /// Reads every field from the column of its name.
    fn from_row(row: &Row<'_>) -> Result<Self, DbError>;
}

/// A column of a record: `T` wants a value, `Option<T>` takes NULL too.
pub trait Field: Sized {
    /// Reads the field from the column `name`.
    fn field(row: &Row<'_>, name: &str) -> Result<Self, DbError>;
}

impl<T: Column> Field for T {
    fn field(row: &Row<'_>, name: &str) -> Result<Self, DbError> {
        row.get(name)
    }
}

impl<T: Column> Field for Option<T> {
    fn field(row: &Row<'_>, name: &str) -> Result<Self, DbError> {
        row.maybe(name)
    }
}

/// Declares a struct whose fields are the columns of a query, by name.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row<'_>) -> Result<Self, $crate::DbError> {
                Ok(Self { $($field: $crate::Field::field(row, stringify!($field))?),* })
            }
        }
    };
}

/// Whom a question goes to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a>(pub(crate) At<'a>);

#[derive(Clone, Copy, Debug)]
pub(crate) enum At<'a> {
    File(&'a File),
    Writing(&'a Writing),
    Server(Asked<'a>),
}

/// Anything that can be asked: the database, or a transaction on it.
pub trait Reads: Sync {
    #[doc(hidden)]
    fn place(&self) -> Place<'_>;
    /// The day on which it is read: the clock's, within a transaction that on which it began.
    fn today(&self) -> CivilDate;
    #[doc(hidden)]
    fn names(&self) -> Option<&str>;
    #[doc(hidden)]
    fn meter(&self) -> &Meter;

    /// Every row of the answer.
    fn all<T: FromRow + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Vec<T>, DbError>> + Send {
        every(self, sql, params)
    }

    /// Every row of a statement whose columns are [`packed!`](crate::packed): what [`Reads::all`] says, for many narrow rows.
    fn packed<T: FromRow + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Vec<T>, DbError>> + Send {
        async move {
            let read = |row: &Row<'_>| Ok((row.get::<String>("names")?, row.maybe::<String>("value")?));
            let (names, value) = first(self, sql, params, read).await?.ok_or(DbError::Missing)?;
            value.map_or(Ok(Vec::new()), |value| unpack(&names, &value))
        }
    }

    /// The first row, if there is one.
    fn optional<T: FromRow + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Option<T>, DbError>> + Send {
        first(self, sql, params, T::from_row)
    }

    /// The first row; [`DbError::Missing`] when there is none.
    fn one<T: FromRow + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<T, DbError>> + Send {
        async move { self.optional(sql, params).await?.ok_or(DbError::Missing) }
    }

    /// The column `value` of the first row; `None` when there is no row or it is NULL.
    fn value<T: Column + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Option<T>, DbError>> + Send {
        async move { Ok(first(self, sql, params, |row| row.maybe("value")).await?.flatten()) }
    }

    /// The column `value` of every row.
    fn values<T: Column + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Vec<T>, DbError>> + Send {
        answer(self, sql, params, false, |row| row.get("value"))
    }

    /// `SELECT COUNT(*) AS value …`.
    fn count(&self, sql: &'static str, params: Params) -> impl Future<Output = Result<u64, DbError>> + Send {
        async move {
            let count: Option<i64> = self.value(sql, params).await?;
            Ok(count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
        }
    }
}

/// Every row of a statement that kit/db itself put together.
pub(crate) async fn every<R: Reads + ?Sized, T: FromRow + Send>(
    reads: &R,
    sql: &str,
    params: Params,
) -> Result<Vec<T>, DbError> {
    answer(reads, sql, params, false, T::from_row).await
}

async fn first<R: Reads + ?Sized, T: Send>(
    reads: &R,
    sql: &str,
    params: Params,
    read: impl FnMut(&Row<'_>) -> Result<T, DbError> + Send,
) -> Result<Option<T>, DbError> {
    Ok(answer(reads, sql, params, true, read).await?.pop())
}

/// The rows of an answer, or the first of them, each as `read` takes it.
pub(crate) async fn answer<R: Reads + ?Sized, T: Send>(
    reads: &R,
    sql: &str,
    params: Params,
    only_first: bool,
    read: impl FnMut(&Row<'_>) -> Result<T, DbError> + Send,
) -> Result<Vec<T>, DbError> {
    reads.meter().count();
    // A file answers at once: whoever asks it for long lets others go on now and then.
    consume_budget().await;
    match reads.place().0 {
        At::File(file) => file.turn().await?.ask(sql, &params, only_first, read),
        At::Writing(writing) => writing.ask(sql, &params, only_first, read),
        At::Server(asked) => server::ask(asked, (sql, params), only_first, read).await,
    }
}
