use db::{Names, names};

use crate::store::plan::Plan;

/// What the ids of this room are called. An indicator is called as its measure is, which the row of the trail tells: the shipped
/// catalogue is no table.
pub(crate) const NAMES: Names = names!(
    "SELECT a.id, c.name FROM asked a JOIN campaign c ON c.id = a.id \
     UNION ALL SELECT a.id, p.name FROM asked a JOIN phase p ON p.id = a.id \
     UNION ALL SELECT a.id, t.text AS name FROM asked a JOIN task t ON t.id = a.id \
     UNION ALL SELECT a.id, d.title AS name FROM asked a JOIN due d ON d.id = a.id \
     UNION ALL SELECT a.id, q.text AS name FROM asked a JOIN question q ON q.id = a.id \
     UNION ALL SELECT a.id, s.text AS name FROM asked a JOIN slogan s ON s.id = a.id"
);

impl Plan {
    /// What a task, a report or an indicator of the plan says, by its id.
    pub(crate) fn called(&self, item: &str) -> Option<String> {
        let task = self.tasks.iter().find(|row| row.id.to_string() == item).map(|row| row.text.clone());
        let due = || self.dues.iter().find(|row| row.id.to_string() == item).map(|row| row.title.clone());
        let indicator = || self.indicators.iter().find(|row| row.id.to_string() == item);
        task.or_else(due).or_else(|| indicator().map(|row| self.name(row)))
    }
}
