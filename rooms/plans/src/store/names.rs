use db::{Names, names};

/// A unit's plan is called by its unit.
pub(crate) const NAMES: Names = names!(
    "SELECT a.id, u.name FROM asked a JOIN unit_plan p ON p.id = a.id JOIN facts_unit u ON u.id = p.unit"
);
