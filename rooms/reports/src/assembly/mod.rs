//! What a report says before anybody wrote a word: from the unit's own activities and numbers.
//!
//! Pure: facts in, sections out. A number is a piece of its own, so that it can open its rows; what the unit wrote is
//! laid over the assembled text and survives when that changes.

mod compose;
mod figure;
mod own;
mod section;
mod text;
mod themes;

pub(crate) use compose::{Material, Period, compose};
pub(crate) use figure::{Figure, figures, wholes};
pub(crate) use own::{Base, Own};
pub(crate) use section::{Draft, PictureLine, Section, SectionKey};
pub(crate) use text::{Paragraph, Piece};
pub(crate) use themes::{Telling, Theme, theme_of, themes};
