//! The room's story through HTTP, on SQLite and on PostgreSQL.

mod story {
    mod export;
    mod hostile;
    mod house;
    mod launch;
    mod plan;
    mod read;
    mod sign;
    mod tally;
}
