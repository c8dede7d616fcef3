use db::{Names, names};

/// A report is called by what is due; a joined draft by its phase and number.
pub(crate) const NAMES: Names = names!(
    "SELECT a.id, d.title AS name FROM asked a JOIN report r ON r.id = a.id JOIN facts_due d ON d.id = r.due \
     UNION ALL SELECT a.id, p.name || ' 第 ' || CAST(c.number AS TEXT) || ' 版' AS name \
     FROM asked a JOIN consolidation c ON c.id = a.id JOIN facts_phase p ON p.id = c.phase"
);
