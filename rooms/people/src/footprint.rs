use std::pin::Pin;

use clock::CivilDate;
use db::{DbError, Tx};

use crate::UnitId;

db::record! {
    /// What a unit has in the figures.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Footprint {
        /// How many numbers count.
        pub figures: i64,
        /// The latest day on which one of them begins.
        pub last_on: Option<CivilDate>,
    }
}

/// How the room that counts answers, within the transaction that asks.
pub type Footprints =
    for<'a> fn(&'a Tx, UnitId) -> Pin<Box<dyn Future<Output = Result<Footprint, DbError>> + Send + 'a>>;
