//! What a file may cost, beside [`MAX_FILE_BYTES`](crate::read::MAX_FILE_BYTES) and
//! [`MAX_TEXT_BYTES`](crate::read::MAX_TEXT_BYTES). A notice stays far below each of them.

use std::time::Duration;

/// Bytes that everything read out of one file may unpack to.
pub(super) const UNPACKED_BYTES: u64 = 128 * 1024 * 1024;
/// Files in a ZIP.
pub(super) const MEMBERS: usize = 10_000;
/// Elements inside each other.
pub(super) const DEPTH: usize = 256;
/// Pages of a PDF or OFD.
pub(super) const PAGES: usize = 3_000;
/// Characters drawn on all pages: the longest text there may be, with blanks and doubled print.
pub(super) const GLYPHS: usize = 8_000_000;
/// Drawing operators of a PDF, forms drawn again counted again.
pub(super) const OPERATORS: usize = 40_000_000;
/// Forms inside each other in a PDF.
pub(super) const FORMS: usize = 12;
/// How long the pages of one file are read.
pub(super) const READING: Duration = Duration::from_secs(30);
/// How long LibreOffice may take for one file.
pub(super) const CONVERTING: Duration = Duration::from_secs(90);
