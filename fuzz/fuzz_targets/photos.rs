//! A file → a photo with its copies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use photos::{Limits, intake};

/// Small, so that a header that claims much is refused rather than waited for.
const LIMITS: Limits = Limits { max_bytes: 400_000, max_pixels: 300_000 };

fuzz_target!(
    // A decoder's panics are caught where it is called; the fuzzer's hook would end the program before.
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| {
        if let Ok(Ok(photo)) = std::panic::catch_unwind(|| intake(data, &LIMITS)) {
            assert!(photo.kept <= data.len() && photo.large.width <= 1600 && photo.small.width <= 320);
        }
    }
);
