//! Writes that wait for company. To ask SQLite costs two changes of threads, whatever is asked; several statements in one text cost
//! them once.

use std::fmt::Write as _;

use crate::Params;

/// Statements one after the other, the parameters of each numbered after those before it.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    sql: String,
    params: Params,
}

impl Waiting {
    /// Parameters after which what waits should go: SQLite takes 32,766 in one statement, and here they are in several.
    const MANY: usize = 4000;

    pub(crate) fn is_none(&self) -> bool {
        self.sql.is_empty()
    }

    pub(crate) fn is_much(&self) -> bool {
        self.params.len() > Self::MANY
    }

    /// Adds a statement after those that wait.
    #[must_use]
    pub(crate) fn and(mut self, sql: &str, params: Params) -> Self {
        if self.is_none() {
            return Self { sql: sql.to_owned(), params };
        }
        self.sql.push_str("; ");
        let mut pieces = sql.split('$');
        self.sql.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            // A sign that no number follows is no parameter.
            let number =
                number.parse().map_or(number.to_owned(), |one: usize| (one + self.params.len()).to_string());
            // Writing to a String does not fail.
            let _written = write!(self.sql, "${number}{rest}");
        }
        self.params.extend(params);
        self
    }

    pub(crate) fn into_parts(self) -> (String, Params) {
        (self.sql, self.params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    #[test]
    fn parameters_are_numbered_on() {
        let waiting = Waiting::default().and("INSERT INTO t VALUES ($1, $2, $1)", params!["a", 1i64]);
        let waiting = waiting.and("UPDATE t SET x = $2 || '$' WHERE y = $1", params!["b", "c"]);
        let (sql, params) = waiting.and("DELETE FROM t WHERE x = $1", params![5i64]).into_parts();
        assert_eq!(
            sql,
            "INSERT INTO t VALUES ($1, $2, $1); UPDATE t SET x = $4 || '$' WHERE y = $3; DELETE FROM t WHERE x = $5"
        );
        assert_eq!(params, params!["a", 1i64, "b", "c", 5i64]);
    }
}
