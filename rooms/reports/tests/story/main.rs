//! The room's story through HTTP, on both engines.

mod decide;
mod hostile;
mod join;
mod rights;
mod scene;
mod send;
mod write;
