//! Joins the reports of a phase: one document, one workbook.

mod document;
mod gather;
mod ledger;
mod merged;
mod render;
mod split;
mod telling;

pub(crate) use gather::{Gathered, UnitPart, gather, ready};
pub use render::{RenderError, Rendered, Watch, render};
