//! Plain text → outline → plan.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(decoded) = gongwen::open::open(data, "notice.txt") {
        let scalars = decoded.text().chars().count();
        if let Ok(reading) = campaigns::reading::read(&decoded) {
            assert!(reading.phases.iter().all(|phase| phase.source.end <= scalars));
            assert!(!reading.to_string().is_empty());
        }
    }
});
