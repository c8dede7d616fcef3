pub mod document;
pub mod docx;
pub mod read;
