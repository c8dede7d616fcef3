//! A bucket per test in an S3-compatible store (moto, from PyPI); knows no room.
//!
//! Without moto a test fails with the sentence that says how to install it; it is never skipped.

mod bucket;
mod server;
mod wire;

pub use bucket::TestBucket;
pub use server::NoStore;
pub use wire::Wire;
