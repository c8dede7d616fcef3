//! Plain text → outline → plan, and what it would change if it were a 补充通知.
#![no_main]

use campaigns::reading::{Catalogue, Known, read, read_amendment};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(decoded) = gongwen::open::open(data, "notice.txt") {
        let scalars = decoded.text().chars().count();
        if let Ok(reading) = read(&decoded) {
            assert!(reading.phases.iter().all(|phase| phase.source.end <= scalars));
            assert!(!reading.to_string().is_empty());
        }
        let known = Known {
            phases: ["动员部署", "自查自改", "集中检查"].map(str::to_owned).to_vec(),
            units: vec!["白沙卫生院".to_owned()],
        };
        let said = read_amendment(&decoded, Catalogue::built_in(), &known);
        assert!(said.iter().all(|one| one.source.start <= one.source.end && one.source.end <= scalars));
    }
});
