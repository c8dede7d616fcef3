//! XLSX tables in and out.
//!
//! In: [`read_table`] finds the header by its column names, and [`Table::collect`] lets the caller turn every
//! row into its own type; what is wrong comes back all at once, each cell by its address. Out: [`Workbook`].
//!
//! Both block on work of the CPU: call them off the async threads.

mod read;
mod write;

pub use read::{
    Address, Cell, CellError, Column, HeaderFault, Limits, Region, Row, SheetError, Table, read_table,
};
pub use write::{Entry, Heading, Sheet, Workbook, WriteError};
