mod entry;
mod names;
mod sheet;
mod styles;
mod workbook;

pub use entry::Entry;
pub use sheet::{Heading, Sheet};
pub use workbook::{Workbook, WriteError};
