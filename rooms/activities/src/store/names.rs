use db::{Names, names};

/// What the ids of this room are called. A draft has no name but what is typed into it, which the row of the trail tells.
pub(crate) const NAMES: Names = names!(
    "SELECT a.id, v.name FROM asked a JOIN activity v ON v.id = a.id \
     UNION ALL SELECT a.id, p.file_name AS name FROM asked a JOIN photo p ON p.id = a.id \
     UNION ALL SELECT a.id, p.file_name AS name FROM asked a JOIN activity_paper p ON p.id = a.id \
     UNION ALL SELECT a.id, p.file_name AS name FROM asked a JOIN parcel p ON p.id = a.id \
     UNION ALL SELECT a.id, i.file_name AS name FROM asked a JOIN activity_import i ON i.id = a.id"
);
