//! The room's story through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

mod amending;
mod doing;
mod file;
mod filing;
mod ground;
mod hostile;
mod listing;
mod paper;
mod versions;
mod writing;
