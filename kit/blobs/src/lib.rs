//! A content-addressed store in a folder: what was acknowledged survives a power cut, and nothing is ever
//! seen half written.
//!
//! A blob is written to `tmp/`, synced, renamed to `sha256/ab/cd/<64 hex digits>`, and the folders on the way
//! are synced; only then is its address handed out. The name is the plain SHA-256, so `sha256sum` checks a
//! store without this program.

mod address;
mod draft;
mod error;
mod folder;
mod store;

pub use address::{BlobId, NotAnAddress};
pub use error::BlobError;
pub use store::{BlobFile, Blobs, Upload};
