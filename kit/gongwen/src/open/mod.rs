//! Opens a notice in whatever format it comes: plain text, DOCX, PDF with a text layer, OFD, HTML, and through LibreOffice
//! DOC, WPS, RTF and ODT. The same notice gives the same text but for line breaks.
//!
//! What a file is, is decided by its content. Reading may take seconds and starts threads or a program: a server calls
//! it through [`Desk`].

mod bounded;
mod desk;
mod docx;
mod extract;
mod html;
mod kind;
mod limits;
mod ofd;
mod office;
mod package;
mod page;
mod pdf;
mod plain;
mod scraps;
mod xml;

use self::kind::Kind;
use crate::read::{Decoded, MAX_FILE_BYTES, ReadError};

pub use desk::Desk;

/// Reads the text of a file.
///
/// # Errors
/// A file that is too large, damaged, locked, of a kind without text, or that bears a secrecy mark anywhere in it:
/// in the text, in a header, a footer, a comment, a property.
pub fn open(bytes: &[u8], file_name: &str) -> Result<Decoded, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::FileTooLarge);
    }
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    match kind::kind(bytes, file_name)? {
        Kind::Text => Decoded::from_text(&plain::decode(bytes)?),
        Kind::Html => html::read(bytes)?.decoded(ReadError::NoText),
        Kind::Docx => docx::read(bytes)?.decoded(ReadError::NoText),
        Kind::Ofd => ofd::read(bytes)?.decoded(ReadError::NoText),
        Kind::Pdf => pdf::read(bytes)?.decoded(ReadError::Scanned),
        Kind::Office(extension) => {
            docx::read(&office::to_docx(bytes, extension)?)?.decoded(ReadError::NoText)
        }
    }
}
