//! Reads an official document (公文) into its outline: plain rules of the genre, linear in the text's length.
//!
//! [`decode`] turns a file into text and refuses what must not be read; [`outline`] finds head, parts, headings, annexes,
//! signature and imprint. Blanks, hard line breaks and the like are layout: a [`Passage`] is free of them and still
//! knows where each of its bytes stands in the decoded text.

mod annex;
mod closing;
pub mod dates;
mod decode;
mod error;
mod excerpt;
mod head;
mod imprint;
mod lines;
mod marker;
mod metadata;
mod number;
mod organisation;
mod outline;
mod paragraph;
mod parts;
mod passage;
mod pattern;
mod recipients;
mod secrecy;
mod section;
#[cfg(test)]
mod tests;
mod title;
mod unfold;

pub use decode::{Decoded, MAX_FILE_BYTES, MAX_TEXT_BYTES, decode};
pub use error::ReadError;
pub use excerpt::Excerpt;
pub use outline::{Outline, Part, outline};
pub use parts::PartKind;
pub use passage::Passage;
pub use section::Section;
