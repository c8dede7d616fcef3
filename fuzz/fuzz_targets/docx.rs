//! The files of a DOCX → text.
#![no_main]

use fuzz::{DOCX, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    drop(gongwen::open::open(&package(DOCX, data), "notice.docx"));
});
