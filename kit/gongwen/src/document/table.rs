//! A table whose rows are as wide as its header.

use serde::{Deserialize, Serialize};

/// A ruled table: a header that repeats on every page, and rows of as many cells as it has columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Draft")]
pub struct Table {
    caption: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// A column: its heading, how its cells stand, its share of the width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub heading: String,
    pub align: Align,
    /// Share of the table's width relative to the other columns' shares; 0 counts as 1.
    pub weight: u16,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Centre,
    /// Figures: to the right, so that their digits stand under each other.
    Number,
}

/// Why columns and rows make no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableShape {
    /// The number of columns that was asked for.
    #[error("a table has 1 to {max} columns, not {0}", max = Table::MAX_COLUMNS)]
    Columns(usize),
    /// A row (counted from 0) that does not fit its header.
    #[error("row {row} has {cells} cells under {columns} columns")]
    Row { row: usize, cells: usize, columns: usize },
}

impl Table {
    /// More columns than this no word processor takes (Word's limit).
    pub const MAX_COLUMNS: usize = 63;

    /// A table of these columns and rows.
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Result<Self, TableShape> {
        if columns.is_empty() || columns.len() > Self::MAX_COLUMNS {
            return Err(TableShape::Columns(columns.len()));
        }
        let misfit = rows.iter().enumerate().find(|(_, row)| row.len() != columns.len());
        if let Some((row, cells)) = misfit {
            return Err(TableShape::Row { row, cells: cells.len(), columns: columns.len() });
        }
        Ok(Self { caption: None, columns, rows })
    }

    /// The same table with a line above it.
    #[must_use]
    pub fn captioned(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// The line above the table.
    pub fn caption(&self) -> Option<&str> {
        self.caption.as_deref()
    }

    /// The columns, from the left.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows below the header, each as long as [`Table::columns`].
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }
}

impl Column {
    /// A column of text.
    pub fn left(heading: impl Into<String>, weight: u16) -> Self {
        Self { heading: heading.into(), align: Align::Left, weight }
    }

    /// A column of short entries.
    pub fn centre(heading: impl Into<String>, weight: u16) -> Self {
        Self { heading: heading.into(), align: Align::Centre, weight }
    }

    /// A column of figures.
    pub fn number(heading: impl Into<String>, weight: u16) -> Self {
        Self { heading: heading.into(), align: Align::Number, weight }
    }
}

#[derive(Deserialize)]
struct Draft {
    caption: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl TryFrom<Draft> for Table {
    type Error = TableShape;

    fn try_from(draft: Draft) -> Result<Self, TableShape> {
        let table = Self::new(draft.columns, draft.rows)?;
        Ok(Self { caption: draft.caption, ..table })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: usize) -> Vec<String> {
        vec![String::from("x"); cells]
    }

    #[test]
    fn a_row_of_another_width_is_refused_by_its_place() {
        let columns = vec![Column::left("a", 1), Column::number("b", 1)];
        let refused = Table::new(columns, vec![row(2), row(3)]);
        assert_eq!(refused, Err(TableShape::Row { row: 1, cells: 3, columns: 2 }));
    }

    #[test]
    fn no_columns_or_too_many_are_refused() {
        assert_eq!(Table::new(vec![], vec![]), Err(TableShape::Columns(0)));
        let wide = vec![Column::left("a", 1); 64];
        assert_eq!(Table::new(wide, vec![]), Err(TableShape::Columns(64)));
    }
}
