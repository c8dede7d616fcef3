use rusqlite::ffi;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr};

/// What can go wrong between a room and its tables.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row like this is there already. The name is PostgreSQL's on both engines: `table_column_key`, or
    /// `table_pkey`. A unique index made by hand must bear that name too (see [`misnamed_unique_indexes`]).
    ///
    /// [`misnamed_unique_indexes`]: crate::misnamed_unique_indexes
    #[error("unique constraint {0}")]
    Unique(String),
    /// A row that this one needs is not there, or one that needs it still is.
    #[error("foreign key: {0}")]
    ForeignKey(String),
    /// Somebody else changed the row since it was read.
    #[error("the row was changed by somebody else")]
    Stale,
    /// No row where there had to be one.
    #[error("no such row")]
    Missing,
    /// A stored value that its type refuses: damage, or a program older than the data.
    #[error("column {column} holds what it may not: {value}")]
    Damaged { column: String, value: String },
    /// The disk or the table space is full.
    #[error("no space left for the database")]
    Full,
    /// Anything else, with its cause.
    #[error("database: {0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl DbError {
    pub(crate) fn other(told: &'static str) -> Self {
        Self::Other(told.into())
    }

    /// The same for another whom it befell.
    pub(crate) fn told_again(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            other => Self::Other(other.to_string().into()),
        }
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        database_error(&error).and_then(of_server).unwrap_or_else(|| Self::Other(Box::new(error)))
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        of_file(&error).unwrap_or_else(|| Self::Other(Box::new(error)))
    }
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    cause.as_database_error()
}

/// What PostgreSQL's SQLSTATE says.
fn of_server(error: &dyn DatabaseError) -> Option<DbError> {
    let message = error.message();
    match error.code()?.as_ref() {
        "23505" => Some(DbError::Unique(error.constraint().unwrap_or(message).to_owned())),
        "23503" | "23001" => Some(DbError::ForeignKey(message.to_owned())),
        "53100" => Some(DbError::Full),
        _ => None,
    }
}

/// What SQLite's extended result code says.
fn of_file(error: &rusqlite::Error) -> Option<DbError> {
    let rusqlite::Error::SqliteFailure(cause, message) = error else { return None };
    let message = message.as_deref().unwrap_or_default();
    match cause.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE => Some(DbError::Unique(sqlite_key(message))),
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY => Some(DbError::Unique(sqlite_primary_key(message))),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(DbError::ForeignKey(message.to_owned())),
        // It keeps RESTRICT by a trigger of its own.
        ffi::SQLITE_CONSTRAINT_TRIGGER if message.starts_with("FOREIGN KEY") => {
            Some(DbError::ForeignKey(message.to_owned()))
        }
        ffi::SQLITE_FULL => Some(DbError::Full),
        _ => None,
    }
}

/// `UNIQUE constraint failed: unit.district, unit.name` is `unit_district_name_key`, as PostgreSQL calls it.
fn sqlite_key(message: &str) -> String {
    let columns = sqlite_columns(message);
    // An index on an expression is told by its name.
    if let Some(index) = columns.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let names = columns.split(", ").enumerate().map(|(i, column)| match column.split_once('.') {
        Some((table, name)) if i == 0 => format!("{table}_{name}"),
        Some((_, name)) => name.to_owned(),
        None => column.to_owned(),
    });
    names.collect::<Vec<_>>().join("_") + "_key"
}

/// `UNIQUE constraint failed: unit.id` is `unit_pkey`.
fn sqlite_primary_key(message: &str) -> String {
    let table = sqlite_columns(message).split('.').next().unwrap_or_default();
    format!("{table}_pkey")
}

fn sqlite_columns(message: &str) -> &str {
    message.rsplit_once("constraint failed: ").map_or(message, |(_, columns)| columns)
}
