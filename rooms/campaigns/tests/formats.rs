//! One notice in every format reads alike, but for where its sentences stand and where its lines break.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod formats {
    mod office;
    mod official;
    mod same;
    mod tables;
}
