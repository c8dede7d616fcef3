//! Official documents (公文): opening one in any format, reading it into its outline, and a document model with its DOCX
//! writer.

pub mod document;
pub mod docx;
pub mod open;
pub mod read;
