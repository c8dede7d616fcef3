//! Files of every format through the one door, made here part by part.

mod docx;
mod hostile;
mod ofd;
mod office;
mod packed;
mod pdf;
mod printed_table;

use gongwen::open::open;
use gongwen::read::ReadError;

/// The text of a file that can be read.
fn text(bytes: &[u8]) -> String {
    open(bytes, "notice").expect("a readable file").text().to_owned()
}

/// Why a file is refused.
fn refusal(bytes: &[u8]) -> Option<ReadError> {
    open(bytes, "notice").err()
}
