//! Many narrow rows as one text. To hand each row over, with each of its values, cost more than finding a thousand rows of codes and
//! numbers (decision 55, measured with the driver before decision 91). So the database joins them into one value, and they are taken
//! apart here.

use crate::{Column, DbError, FromRow, Row};

/// Between two rows, between two fields, and instead of NULL: signs that no code, number or one-line name holds.
const ROW: char = '\u{1e}';
const FIELD: char = '\u{1f}';
const NULL: &str = "\u{1d}";
/// The same between the rows that one field holds, so that such a field may itself be packed.
const NESTED_ROW: char = '\u{1c}';
const NESTED_FIELD: char = '\u{1b}';

/// The columns of a statement for [`Reads::packed`](crate::Reads::packed), each with the name that its record has for it; with the order of the
/// rows, where it matters: `packed!("unit" = "r.unit", "state" = "r.state"; "u.class, u.name")`.
/// For ids, codes, numbers, days and one-line names, not for what a person typed over several lines.
#[macro_export]
macro_rules! packed {
    ($name:literal = $column:literal $(, $names:literal = $columns:literal)* $(,)? $(; $order:literal)?) => {
        concat!(
            "'", $name, $("\u{1f}", $names,)* "' AS names, STRING_AGG(COALESCE(CAST(", $column, " AS TEXT), '\u{1d}')",
            $(" || '\u{1f}' || COALESCE(CAST(", $columns, " AS TEXT), '\u{1d}')",)*
            ", '\u{1e}'" $(, " ORDER BY ", $order)?, ") AS value"
        )
    };
}

/// The rows of a statement within a statement as one column, for a field that is [`Nested`]: columns and order as in
/// [`packed!`](crate::packed). `(SELECT nested!("measure" = "q.measure"; "q.ordinal") FROM … WHERE q.activity = a.id) AS quantities`.
#[macro_export]
macro_rules! nested {
    ($name:literal = $column:literal $(, $names:literal = $columns:literal)* $(,)? $(; $order:literal)?) => {
        concat!(
            "'", $name, $("\u{1b}", $names,)* "\u{1c}' || STRING_AGG(COALESCE(CAST(", $column, " AS TEXT), '\u{1d}')",
            $(" || '\u{1b}' || COALESCE(CAST(", $columns, " AS TEXT), '\u{1d}')",)*
            ", '\u{1c}'" $(, " ORDER BY ", $order)?, ")"
        )
    };
}

/// The rows of a column made by [`nested!`](crate::nested); none where nothing stands.
#[derive(Clone, Debug)]
pub struct Nested<T>(pub Vec<T>);

impl<T: FromRow> Column for Nested<T> {
    fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError> {
        let Some(text) = String::read(row, name)? else { return Ok(Some(Self(Vec::new()))) };
        let damaged = || DbError::Damaged { column: name.to_owned(), value: text.clone() };
        let (names, rows) = text.split_once(NESTED_ROW).ok_or_else(damaged)?;
        unpack_by((NESTED_ROW, NESTED_FIELD), names, rows).map(Self).map(Some)
    }
}

/// One row taken out of a packed text.
#[derive(Debug)]
pub(crate) struct Unpacked<'t> {
    names: &'t [&'t str],
    fields: Vec<&'t str>,
}

impl Unpacked<'_> {
    /// The text of the column `name`; NULL is `None`.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, DbError> {
        let index = self.names.iter().position(|known| *known == name);
        let field = index.and_then(|index| self.fields.get(index));
        let missing = || DbError::Damaged { column: name.to_owned(), value: "no such column".to_owned() };
        field.map(|text| (*text != NULL).then_some(*text)).ok_or_else(missing)
    }
}

/// Takes the rows apart. A text with a sign of the packing in it has too many fields and is refused, never misread.
pub(crate) fn unpack<T: FromRow>(names: &str, packed: &str) -> Result<Vec<T>, DbError> {
    unpack_by((ROW, FIELD), names, packed)
}

fn unpack_by<T: FromRow>(
    (between_rows, between_fields): (char, char),
    names: &str,
    packed: &str,
) -> Result<Vec<T>, DbError> {
    let names: Vec<&str> = names.split(between_fields).collect();
    let read = |row: &str| {
        let fields: Vec<&str> = row.split(between_fields).collect();
        if fields.len() != names.len() {
            return Err(DbError::Damaged { column: names.join(", "), value: row.to_owned() });
        }
        T::from_row(&Row::unpacked(Unpacked { names: &names, fields }))
    };
    packed.split(between_rows).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::record! {
        #[derive(Debug, PartialEq)]
        struct Seen {
            unit: String,
            number: i64,
            is_zero: Option<bool>,
        }
    }

    fn read(text: &str) -> Result<Vec<Seen>, DbError> {
        unpack("unit\u{1f}number\u{1f}is_zero", text)
    }

    #[test]
    fn rows_come_back_field_by_field() {
        let seen = |unit: &str, number, is_zero| Seen { unit: unit.to_owned(), number, is_zero };
        let rows = read("a\u{1f}1\u{1f}1\u{1e}\u{1f}-2\u{1f}\u{1d}\u{1e}c\u{1f}3\u{1f}false").unwrap();
        assert_eq!(rows, [seen("a", 1, Some(true)), seen("", -2, None), seen("c", 3, Some(false))]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for text in [
            "a\u{1f}1",
            "a\u{1f}b\u{1f}1\u{1f}0",
            "a\u{1f}many\u{1f}0",
            "a\u{1f}1\u{1f}perhaps",
            "a\u{1f}\u{1d}\u{1f}0",
        ] {
            assert!(matches!(read(text), Err(DbError::Damaged { .. })), "{text:?}");
        }
        assert!(unpack::<Seen>("unit\u{1f}number", "a\u{1f}1").is_err(), "a column that nobody named");
    }
}
