//! HTML → text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let page = [b"<html>", data].concat();
    drop(gongwen::open::open(&page, "notice.html"));
});
