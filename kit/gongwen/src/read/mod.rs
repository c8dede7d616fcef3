//! Reads an official document (公文) into its outline: plain rules of the genre, linear in the text's length.
//!
//! [`Decoded`] is text that may be read ([`crate::open`] takes it out of files); [`outline`] finds head, parts, headings, annexes,
//! signature and imprint. Blanks, hard line breaks and the like are layout: a [`Passage`] is free of them and still
//! knows where each of its bytes stands in the decoded text.

mod annex;
mod brackets;
mod chat;
mod clean;
mod closing;
mod dated_line;
pub mod dates;
mod decode;
mod error;
mod excerpt;
mod form;
mod genre;
mod head;
#[cfg(test)]
mod head_tests;
mod imprint;
mod issue;
mod lines;
mod marker;
mod masthead;
mod metadata;
mod number;
mod organisation;
mod outline;
#[cfg(test)]
mod page_tests;
mod paragraph;
mod parts;
mod passage;
mod pattern;
mod recipients;
mod salutation;
mod secrecy;
mod section;
mod sign;
mod table;
#[cfg(test)]
mod tests;
mod title;
mod unfold;

pub use decode::{Decoded, MAX_FILE_BYTES, MAX_TEXT_BYTES};
pub use error::ReadError;
pub use excerpt::Excerpt;
pub(crate) use marker::Marker;
pub use outline::{Outline, Part, outline};
pub use parts::PartKind;
pub use passage::Passage;
pub(crate) use pattern::pattern;
pub use section::Section;
pub use table::Table;
