//! The room's story through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

mod archive;
mod bulk;
mod comparing;
mod correct;
mod deduct;
mod doors_property;
mod drafts;
mod faces;
mod film;
mod hints;
mod hostile;
mod import;
mod import_rows;
mod joint;
mod link;
mod list;
mod log;
mod masked;
mod paper;
mod parcel;
mod pasted;
mod patients;
mod photo;
mod program;
mod prolong;
mod rights;
mod scene;
mod scope;
mod search;
mod split;
