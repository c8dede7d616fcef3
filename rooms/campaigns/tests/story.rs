//! The room's story through HTTP, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

mod story {
    mod amend;
    mod annexes;
    mod brought;
    mod days_off;
    mod edition_property;
    mod editions;
    mod export;
    mod filter;
    mod five;
    mod hostile;
    mod house;
    mod issue_day;
    mod items;
    mod late_plan;
    mod launch;
    mod life;
    mod measures;
    mod members;
    mod merged_dues;
    mod next_year;
    mod overlap;
    mod own_deeds;
    mod past;
    mod plan;
    mod printed_targets;
    mod proposals;
    mod read;
    mod recall;
    mod series;
    mod sign;
    mod subjects;
    mod sums;
    mod superior;
    mod tally;
    mod targets;
    mod twice;
}
