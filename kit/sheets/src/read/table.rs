use std::panic::catch_unwind;

use super::grid::{self, Rows};
use super::header::{self, HEADER_WITHIN, Header, TopRows};
use super::package::Book;
use super::{CellError, Column, Limits, Row, SheetError, package};

/// A table found in a workbook.
#[derive(Debug)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) header: Header,
    sheet: String,
    rows: Rows,
}

/// Reads the table with these columns from an XLSX file: on the visible sheet, and under the row, that names
/// the most of them. Rows without a wanted cell are skipped.
///
/// # Errors
/// Every [`SheetError`] is about the file or its header; wrong cells come from [`Table::collect`].
pub fn read_table(bytes: &[u8], columns: &[Column], limits: &Limits) -> Result<Table, SheetError> {
    // The parser overflows on foolish addresses; a panic over hostile bytes is its way to refuse them.
    catch_unwind(|| read_book(bytes, columns, limits))
        .unwrap_or_else(|_| Err(SheetError::damaged("the parser panicked")))
}

fn read_book(bytes: &[u8], columns: &[Column], limits: &Limits) -> Result<Table, SheetError> {
    let mut book = package::open(bytes, limits)?;
    let Candidate { sheet, top, row, .. } = candidate(&mut book, columns, limits)?;
    let merged = grid::merged(&mut book, &sheet)?;
    let header = header::locate(&top, row, &merged, columns).map_err(SheetError::Header)?;
    let rows = grid::rows(&mut book, &sheet, &header, &merged, limits)?;
    if rows.is_empty() {
        return Err(SheetError::NoRows);
    }
    Ok(Table { columns: columns.to_vec(), header, sheet, rows })
}

/// A row that may be the header.
struct Candidate {
    sheet: String,
    top: TopRows,
    row: u32,
    named: usize,
}

fn candidate(book: &mut Book<'_>, columns: &[Column], limits: &Limits) -> Result<Candidate, SheetError> {
    let mut best: Option<Candidate> = None;
    for sheet in grid::visible_sheets(book) {
        let top = grid::top_rows(book, &sheet, limits)?;
        let Some((row, named)) = header::most_likely(&top, columns) else { continue };
        if best.as_ref().is_none_or(|best| named > best.named) {
            best = Some(Candidate { sheet, top, row, named });
        }
    }
    best.ok_or_else(|| {
        let required = columns.iter().filter(|column| column.required);
        SheetError::NoHeader { rows: HEADER_WITHIN, columns: required.map(|column| column.title).collect() }
    })
}

impl Table {
    /// The name of the sheet that it was found on.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// How many rows it has.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Turns every row into the caller's type.
    ///
    /// ```no_run
    /// # use sheets::{Cell, Column, Table};
    /// # struct Ward { name: String, beds: Option<i64> }
    /// # fn wards(table: &Table) -> Result<Vec<Ward>, Vec<sheets::CellError>> {
    /// const NAME: Column = Column::required("名称", &["科室名称"]);
    /// const BEDS: Column = Column::optional("床位数", &[]);
    /// table.collect(|row| {
    ///     let name = row.read(&NAME, Cell::text);
    ///     let beds = row.read(&BEDS, |cell| cell.given().map(Cell::integer).transpose());
    ///     Some(Ward { name: name?, beds: beds? })
    /// })
    /// # }
    /// ```
    ///
    /// # Errors
    /// All errors of all rows, in their order.
    pub fn collect<T>(
        &self,
        mut take: impl FnMut(&mut Row<'_>) -> Option<T>,
    ) -> Result<Vec<T>, Vec<CellError>> {
        let mut errors = Vec::new();
        let mut taken = Vec::with_capacity(self.rows.len());
        for (&row, values) in &self.rows {
            taken.extend(take(&mut Row { table: self, row, values, errors: &mut errors }));
        }
        if errors.is_empty() { Ok(taken) } else { Err(errors) }
    }
}
