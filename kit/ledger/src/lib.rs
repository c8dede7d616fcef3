//! Who did what, when, to what, and whether it was done or refused. Rows are written in the transaction of
//! the change they tell of, and are never changed afterwards.

mod entry;
mod names;
mod page;
mod store;

use db::Migration;

pub use entry::{Entry, EntryId, Outcome};
pub use names::{ids_in, names_now};
pub use page::{BadCursor, Cursor, Filter, Row};
pub use store::{count, page, record, verbs};

/// The tables of the ledger.
pub const MIGRATIONS: &[Migration] =
    &[db::migration!("202611240601_ledger_create"), db::migration!("202612011401_ledger_called")];
