//! Reads an official document (公文) into its outline: plain rules of the genre, linear in the text's length.

mod excerpt;

pub use excerpt::Excerpt;
