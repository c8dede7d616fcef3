use std::pin::Pin;

use clock::CivilDate;
use db::Tx;
use web::Fault;

use crate::{Actor, UnitId};

/// A running campaign that a unit takes part in, as the closing of the unit tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignPart {
    /// Its id, as in its address.
    pub campaign: String,
    pub name: String,
    /// The unit's last day in it: its own last day, but not before the day on which it joined.
    pub leaves_on: CivilDate,
    /// What falls due later and is no longer asked for: title and day.
    pub dues: Vec<(String, CivilDate)>,
    /// Whether the actor may take the unit out; else whoever launched it does.
    pub may_leave: bool,
}

/// The answer of the room that keeps the campaigns.
pub type Parts<'a> = Pin<Box<dyn Future<Output = Result<Vec<CampaignPart>, Fault>> + Send + 'a>>;

/// How the room that keeps the campaigns tells what a unit takes part in, and ends it with the unit, within the transaction
/// that asks.
#[derive(Clone, Copy, Debug)]
pub struct CampaignParts {
    /// What the unit would leave after its last day.
    pub of: for<'a> fn(&'a Tx, &'a Actor, UnitId, CivilDate) -> Parts<'a>,
    /// Takes the unit out of what the actor may take it out of, for the reason; gives everything that it took part in.
    pub leave: for<'a> fn(&'a mut Tx, &'a Actor, UnitId, CivilDate, &'a str) -> Parts<'a>,
}
