//! Official documents (公文): reading one into its outline, and a document model with its DOCX writer.

pub mod document;
pub mod docx;
pub mod read;
