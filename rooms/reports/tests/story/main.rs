//! The room's story through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

mod behind;
mod decide;
mod hostile;
mod join;
mod liaison;
mod members;
mod names;
mod patients;
mod rights;
mod scene;
mod send;
mod split;
mod write;
