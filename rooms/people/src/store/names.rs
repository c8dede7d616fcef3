use db::{Names, names};

/// What the ids of this room are called.
pub(crate) const NAMES: Names = names!(
    "SELECT a.id, u.name FROM asked a JOIN unit u ON u.id = a.id \
     UNION ALL SELECT a.id, p.name FROM asked a JOIN person p ON p.id = a.id \
     UNION ALL SELECT a.id, t.name FROM asked a JOIN access_token t ON t.id = a.id \
     UNION ALL SELECT a.id, s.name FROM asked a JOIN unit_set s ON s.id = a.id \
     UNION ALL SELECT a.id, i.file_name AS name FROM asked a JOIN unit_import i ON i.id = a.id \
     UNION ALL SELECT a.id, p.name FROM asked a JOIN handover h ON h.id = a.id JOIN person p ON p.id = h.person"
);
