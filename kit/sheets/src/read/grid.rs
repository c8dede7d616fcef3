use std::collections::BTreeMap;

use calamine::{Reader, SheetVisible, XlsxError};

use super::header::{HEADER_WITHIN, Header, TopRows};
use super::package::Book;
use super::value::Value;
use super::{Address, Limits, Region, SheetError};

/// Rows below the header by their number; in each the wanted columns in the caller's order.
pub(crate) type Rows = BTreeMap<u32, Vec<Value>>;

/// The sheets that the user can see, in their order.
pub(crate) fn visible_sheets(book: &Book<'_>) -> Vec<String> {
    let sheets = book.sheets_metadata().iter();
    sheets.filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect()
}

/// The text of the rows in which a header may stand.
pub(crate) fn top_rows(book: &mut Book<'_>, sheet: &str, limits: &Limits) -> Result<TopRows, SheetError> {
    let mut top = TopRows::new();
    each_cell(book, sheet, |at, value| {
        if at.row >= HEADER_WITHIN {
            return Ok(Flow::Stop);
        }
        let Value::Text(text) = value else { return Ok(Flow::Next) };
        if at.column >= limits.max_columns {
            return Err(SheetError::TooManyColumns { limit: limits.max_columns });
        }
        top.entry(at.row).or_default().insert(at.column, text);
        Ok(Flow::Next)
    })?;
    Ok(top)
}

/// The blocks of merged cells of a sheet.
pub(crate) fn merged(book: &mut Book<'_>, sheet: &str) -> Result<Vec<Region>, SheetError> {
    let blocks = book.merge_cells_by_sheet_name(sheet).map_err(SheetError::damaged)?;
    Ok(blocks.into_iter().map(Region::from).filter(|region| region.first != region.last).collect())
}

/// The wanted cells of every row below the header that has any.
pub(crate) fn rows(
    book: &mut Book<'_>,
    sheet: &str,
    header: &Header,
    merged: &[Region],
    limits: &Limits,
) -> Result<Rows, SheetError> {
    let wanted: BTreeMap<u32, usize> =
        header.found.iter().enumerate().filter_map(|(i, f)| f.as_ref().map(|(at, _)| (*at, i))).collect();
    let mut rows = Rows::new();
    each_cell(book, sheet, |at, value| {
        let Some(&index) = wanted.get(&at.column).filter(|_| at.row > header.row) else {
            return Ok(Flow::Next);
        };
        if value != Value::Empty {
            let row = rows.entry(at.row).or_insert_with(|| vec![Value::Empty; header.found.len()]);
            row[index] = value;
        }
        if rows.len() > limits.max_rows {
            return Err(SheetError::TooManyRows { limit: limits.max_rows });
        }
        Ok(Flow::Next)
    })?;
    mark_merged(&mut rows, &wanted, merged)?;
    Ok(rows)
}

/// Blank cells inside a merged block are not blank to the eye.
fn mark_merged(rows: &mut Rows, wanted: &BTreeMap<u32, usize>, merged: &[Region]) -> Result<(), SheetError> {
    // Blocks of an honest file do not overlap, so no cell is visited twice.
    let mut visits = rows.len() * wanted.len();
    for &region in merged {
        let (first, last) = (region.first, region.last);
        if first.row > last.row || first.column > last.column {
            return Err(SheetError::damaged("a merged block is inside out"));
        }
        if wanted.range(first.column..=last.column).next().is_none() {
            continue;
        }
        for (&number, row) in rows.range_mut(first.row..=last.row) {
            for (&column, &index) in wanted.range(first.column..=last.column) {
                visits = visits.checked_sub(1).ok_or_else(|| SheetError::damaged("merged blocks overlap"))?;
                if row[index] == Value::Empty && (Address { row: number, column }) != first {
                    row[index] = Value::Merged(region);
                }
            }
        }
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Flow {
    Next,
    Stop,
}

fn each_cell(
    book: &mut Book<'_>,
    sheet: &str,
    mut visit: impl FnMut(Address, Value) -> Result<Flow, SheetError>,
) -> Result<(), SheetError> {
    let mut cells = match book.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        // A chart sheet has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(SheetError::damaged(error)),
    };
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(SheetError::damaged)? {
        let at = Address { row: cell.pos.0, column: cell.pos.1 };
        if visit(at, Value::of(cell.value, cell.formula.is_some()))? == Flow::Stop {
            break;
        }
    }
    Ok(())
}
