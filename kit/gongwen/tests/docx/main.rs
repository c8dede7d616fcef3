//! Documents written as DOCX: their form read from the package, their looks through LibreOffice.

mod form;
mod hostile;
mod office;
mod package;
mod pictures;
mod sample;
