//! The room's story through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

mod export;
mod page;
mod scene;
mod wall;
