use super::value::Value;
use super::{Address, Cell, CellError, Column, Table};

/// A row on its way to the caller's type. What is wrong is kept until every row was seen.
#[derive(Debug)]
pub struct Row<'t> {
    pub(crate) table: &'t Table<'t>,
    pub(crate) row: u32,
    pub(crate) values: &'t [Value],
    pub(crate) errors: Vec<CellError>,
}

impl<'t> Row<'t> {
    /// The row as the program shows it, from one.
    pub fn number(&self) -> u32 {
        self.row + 1
    }

    /// The cell of a column; blank if the file, or the list given to `read_table`, has no such column.
    pub fn cell(&self, column: &Column<'t>) -> Cell<'t> {
        let index = self.table.columns.iter().position(|wanted| wanted == column);
        let place =
            index.and_then(|index| self.table.header.found[index].as_ref().map(|found| (index, found)));
        match place {
            Some((index, (at, heading))) => Cell {
                value: &self.values[index],
                row: self.number(),
                heading,
                address: Some(Address { row: self.row, column: *at }),
            },
            None => Cell { value: &Value::Empty, row: self.number(), heading: column.title, address: None },
        }
    }

    /// Whether the file has this column.
    pub fn has(&self, column: &Column<'t>) -> bool {
        self.table.has(column)
    }

    /// Whether nothing wrong was noted so far.
    pub fn is_right(&self) -> bool {
        self.errors.is_empty()
    }

    /// Reads a cell; what is wrong is noted and gives None. Read every cell before leaving by `?`, so that the
    /// user sees all errors of a row at once.
    pub fn read<T>(
        &mut self,
        column: &Column<'t>,
        read: impl FnOnce(Cell<'t>) -> Result<T, CellError>,
    ) -> Option<T> {
        read(self.cell(column)).map_err(|error| self.errors.push(error)).ok()
    }

    /// Notes an error that shows only beside other cells or rows, such as a code that came before.
    pub fn refuse(&mut self, column: &Column<'t>, sentence: impl Into<String>) {
        let error = self.cell(column).error(sentence);
        self.errors.push(error);
    }
}
