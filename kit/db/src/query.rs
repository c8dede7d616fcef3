use std::future::Future;

use clock::CivilDate;
use sea_orm::{ConnectionTrait, QueryResult, Statement, TryGetable};

use crate::meter::Meter;
use crate::packed::{Unpacked, unpack};
use crate::waiting::Waiting;
use crate::{Column, DbError, Params};

/// One row of an answer.
#[derive(Debug)]
pub struct Row<'t>(Source<'t>);

#[derive(Debug)]
enum Source<'t> {
    Answer(QueryResult),
    Packed(Unpacked<'t>),
}

/// What the engines have a type for.
pub(crate) trait Plain: TryGetable {
    /// As `CAST(… AS TEXT)` writes it.
    fn of_text(text: &str) -> Option<Self>;
}

impl<'t> Row<'t> {
    fn answer(result: QueryResult) -> Self {
        Self(Source::Answer(result))
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
            Source::Answer(result) => Ok(result.try_get::<Option<T>>("", name)?),
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

/// Anything that can be asked: the database, or a transaction on it.
pub trait Reads: Sync {
    #[doc(hidden)]
    type Connection: ConnectionTrait;
    #[doc(hidden)]
    fn connection(&self) -> &Self::Connection;
    /// The day on which it is read: the clock's, within a transaction that on which it began.
    fn today(&self) -> CivilDate;
    #[doc(hidden)]
    fn names(&self) -> Option<&str>;
    #[doc(hidden)]
    fn meter(&self) -> &Meter;
    /// Takes what was written and waits to be run before the next question.
    #[doc(hidden)]
    fn waiting(&self) -> Waiting {
        Waiting::default()
    }

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
            let row = first(self, sql, params).await?.map(Row::answer).ok_or(DbError::Missing)?;
            let names: String = row.get("names")?;
            let value: Option<String> = row.maybe("value")?;
            value.map_or(Ok(Vec::new()), |value| unpack(&names, &value))
        }
    }

    /// The first row, if there is one.
    fn optional<T: FromRow + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Option<T>, DbError>> + Send {
        async move {
            let row = first(self, sql, params).await?;
            row.map(|row| T::from_row(&Row::answer(row))).transpose()
        }
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
        async move { first(self, sql, params).await?.map_or(Ok(None), |row| Row::answer(row).maybe("value")) }
    }

    /// The column `value` of every row.
    fn values<T: Column + Send>(
        &self,
        sql: &'static str,
        params: Params,
    ) -> impl Future<Output = Result<Vec<T>, DbError>> + Send {
        async move {
            let rows = answers(self, sql, params).await?;
            rows.into_iter().map(|row| Row::answer(row).get("value")).collect()
        }
    }

    /// `SELECT COUNT(*) AS value …`.
    fn count(&self, sql: &'static str, params: Params) -> impl Future<Output = Result<u64, DbError>> + Send {
        async move {
            let count: Option<i64> = self.value(sql, params).await?;
            Ok(count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
        }
    }

    #[doc(hidden)]
    fn statement(&self, sql: &str, params: Params) -> Statement {
        self.meter().count();
        Statement::from_sql_and_values(self.connection().get_database_backend(), sql, params)
    }
}

/// Every row of a statement that kit/db itself put together.
pub(crate) async fn every<R: Reads + ?Sized, T: FromRow>(
    reads: &R,
    sql: &str,
    params: Params,
) -> Result<Vec<T>, DbError> {
    let rows = answers(reads, sql, params).await?;
    rows.into_iter().map(|row| T::from_row(&Row::answer(row))).collect()
}

/// Every row as the engine gives it, after what waited.
pub(crate) async fn answers<R: Reads + ?Sized>(
    reads: &R,
    sql: &str,
    params: Params,
) -> Result<Vec<QueryResult>, DbError> {
    Ok(reads.connection().query_all_raw(asked(reads, sql, params)).await?)
}

async fn first<R: Reads + ?Sized>(
    reads: &R,
    sql: &str,
    params: Params,
) -> Result<Option<QueryResult>, DbError> {
    Ok(reads.connection().query_one_raw(asked(reads, sql, params)).await?)
}

/// A question after the writes that waited for it: those answer with no rows.
fn asked<R: Reads + ?Sized>(reads: &R, sql: &str, params: Params) -> Statement {
    let waiting = reads.waiting();
    if waiting.is_none() {
        return reads.statement(sql, params);
    }
    let (sql, params) = waiting.and(sql, params).into_parts();
    reads.statement(&sql, params)
}
