use std::panic::catch_unwind;

use super::grid::{self, Rows};
use super::header::{self, HEADER_WITHIN, Header, TopRows};
use super::package::Book;
use super::{CellError, Column, Limits, Row, SheetError, package};

/// A table found in a workbook.
#[derive(Debug)]
pub struct Table<'c> {
    pub(crate) columns: Vec<Column<'c>>,
    pub(crate) header: Header,
    sheet: String,
    rows: Rows,
}

/// Reads the table with these columns from an XLSX file: on the visible sheet, and under the row, that names
/// the most of them. Rows without a wanted cell are skipped.
///
/// # Errors
/// Every [`SheetError`] is about the file or its header; wrong cells come from [`Table::collect`].
pub fn read_table<'c>(
    bytes: &[u8],
    columns: &[Column<'c>],
    limits: &Limits,
) -> Result<Table<'c>, SheetError> {
    // The parser overflows on foolish addresses; a panic over hostile bytes is its way to refuse them.
    catch_unwind(|| read_book(bytes, columns, limits))
        .unwrap_or_else(|_| Err(SheetError::damaged("the parser panicked")))
}

fn read_book<'c>(bytes: &[u8], columns: &[Column<'c>], limits: &Limits) -> Result<Table<'c>, SheetError> {
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

fn candidate(book: &mut Book<'_>, columns: &[Column<'_>], limits: &Limits) -> Result<Candidate, SheetError> {
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
        SheetError::NoHeader {
            rows: HEADER_WITHIN,
            columns: required.map(|column| column.title.to_owned()).collect(),
        }
    })
}

impl Table<'_> {
    /// The name of the sheet that it was found on.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The headings beside the wanted ones, whose cells nobody reads.
    pub fn other_headings(&self) -> &[String] {
        &self.header.others
    }

    /// Whether the file has this column, of those that were wanted.
    pub fn has(&self, column: &Column<'_>) -> bool {
        self.columns.iter().zip(&self.header.found).any(|(wanted, found)| wanted == column && found.is_some())
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
    /// # fn wards(table: &Table<'_>) -> Result<Vec<Ward>, Vec<sheets::CellError>> {
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
    pub fn collect<'t, T>(
        &'t self,
        mut take: impl FnMut(&mut Row<'t>) -> Option<T>,
    ) -> Result<Vec<T>, Vec<CellError>> {
        let mut errors = Vec::new();
        let mut taken = Vec::with_capacity(self.rows.len());
        for (&row, values) in &self.rows {
            let mut row = Row { table: self, row, values, errors: Vec::new() };
            taken.extend(take(&mut row));
            errors.append(&mut row.errors);
        }
        if errors.is_empty() { Ok(taken) } else { Err(errors) }
    }
}
