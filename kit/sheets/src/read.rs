mod address;
mod cell;
mod error;
mod grid;
mod header;
mod limits;
mod package;
mod row;
mod table;
mod text;
mod value;

pub use address::{Address, Region};
pub use cell::Cell;
pub use error::{CellError, HeaderFault, SheetError};
pub use header::Column;
pub use limits::Limits;
pub use row::Row;
pub use table::{Table, read_table};
