//! One statement for many rows. The two pieces are literals; what is added is numbers of parameters only.

use std::fmt::Write as _;

use crate::Params;

/// Rows that one statement writes at most: each number of rows is a statement of its own, which is planned and kept.
const AT_ONCE: usize = 32;

/// The statements for some rows, each with its parameters.
pub(crate) fn statements<'r>(
    ends: (&'static str, &'static str),
    fixed: &'r Params,
    rows: &'r [Params],
) -> impl Iterator<Item = (String, Params)> + Send + 'r {
    rows.chunks(AT_ONCE).map(move |rows| {
        let params = fixed.iter().chain(rows.iter().flatten()).cloned().collect();
        (statement(ends, fixed.len(), rows), params)
    })
}

/// `head`, the places of the rows' values, `tail`. The values are numbered from after the first `fixed`.
fn statement((head, tail): (&str, &str), fixed: usize, rows: &[Params]) -> String {
    let mut sql = head.to_owned();
    let mut number = fixed;
    for (at, row) in rows.iter().enumerate() {
        sql.push_str(if at == 0 { "(" } else { ", (" });
        for place in 0..row.len() {
            number += 1;
            // Writing to a String does not fail.
            let _written = write!(sql, "{}${number}", if place == 0 { "" } else { ", " });
        }
        sql.push(')');
    }
    sql.push_str(tail);
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    #[test]
    fn rows_are_numbered_after_what_is_fixed() {
        let rows = [params!["a", 1i64], params!["b", 2i64]];
        let sql = statement(("INSERT INTO t (x, y) VALUES ", " ON CONFLICT DO NOTHING"), 0, &rows);
        assert_eq!(sql, "INSERT INTO t (x, y) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
        let one = statement(("DELETE FROM t WHERE z = $1 AND x IN (VALUES ", ")"), 1, &[params!["a"]]);
        assert_eq!(one, "DELETE FROM t WHERE z = $1 AND x IN (VALUES ($2))");
    }
}
