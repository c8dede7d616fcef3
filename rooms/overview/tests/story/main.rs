//! The workbench, the desk and the rows behind a number, on both engines.

mod above;
mod closing;
mod department;
mod ground;
mod handover;
mod liaison;
mod merged;
mod seen;
mod sets;
mod waiting;
