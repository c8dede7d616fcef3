use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// What can go wrong between a room and its tables.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row like this is there already. The name is PostgreSQL's on both engines: `table_column_key`.
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
    Other(#[source] Box<DbErr>),
}

const SQLITE_FULL: &str = "13";
const POSTGRES_FULL: &str = "53100";

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) => Self::Unique(constraint_name(&message)),
            Some(SqlErr::ForeignKeyConstraintViolation(message)) => Self::ForeignKey(message),
            _ if is_full(&error) => Self::Full,
            _ => Self::Other(Box::new(error)),
        }
    }
}

fn is_full(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    let sqlx::Error::Database(database) = cause.as_ref() else { return false };
    matches!(database.code().as_deref(), Some(SQLITE_FULL | POSTGRES_FULL))
}

/// `UNIQUE constraint failed: unit.credit_code` and `… violates unique constraint "unit_credit_code_key"`
/// both become `unit_credit_code_key`.
fn constraint_name(message: &str) -> String {
    if let Some(columns) = message.rsplit_once("constraint failed: ").map(|(_, columns)| columns) {
        let mut name = String::new();
        for (i, column) in columns.split(", ").enumerate() {
            let (table, column) = column.split_once('.').unwrap_or(("", column));
            if i == 0 {
                name.push_str(table);
            }
            name.push('_');
            name.push_str(column);
        }
        return name + "_key";
    }
    message.split('"').nth(1).unwrap_or(message).to_owned()
}

#[cfg(test)]
mod tests {
    use super::constraint_name;

    #[test]
    fn both_engines_name_a_constraint_alike() {
        assert_eq!(constraint_name("UNIQUE constraint failed: unit.credit_code"), "unit_credit_code_key");
        assert_eq!(constraint_name("UNIQUE constraint failed: t.a, t.b"), "t_a_b_key");
        let postgres = r#"duplicate key value violates unique constraint "unit_credit_code_key""#;
        assert_eq!(constraint_name(postgres), "unit_credit_code_key");
    }
}
