//! The room's story through HTTP, on both engines.

mod correct;
mod drafts;
mod hostile;
mod list;
mod log;
mod photo;
mod program;
mod rights;
mod scene;
