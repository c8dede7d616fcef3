//! The files of a OFD → text.
#![no_main]

use fuzz::{OFD, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    drop(gongwen::open::open(&package(OFD, data), "notice.ofd"));
});
