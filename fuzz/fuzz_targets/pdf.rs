//! PDF → text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    // A panic of the library is caught where it is called; the fuzzer's hook would end the program before.
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| {
        if data.starts_with(b"%PDF-") {
            drop(gongwen::open::open(data, "notice.pdf"));
        }
    }
);
