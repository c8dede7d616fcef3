//! A content-addressed store in a folder or in an S3-compatible bucket: what was acknowledged survives a power cut, and
//! nothing is ever seen half written.
//!
//! In a folder a blob is written to `tmp/`, synced, renamed to `sha256/ab/cd/<64 hex digits>`, and the folders on the way
//! are synced; only then is its address handed out. The name is the plain SHA-256, so `sha256sum` checks a
//! store without this program. In a bucket the key is the same path, below a prefix if there is one, and the store's own
//! answer to the finished upload is the promise.

mod address;
mod bucket;
mod draft;
mod error;
mod folder;
mod place;
mod spool;
mod store;
mod sweep;
mod unfinished;

pub use address::{BlobId, NotAnAddress};
pub use error::BlobError;
pub use place::{BucketAddress, NotABucket};
pub use store::{BlobFile, Blobs, Upload};
pub use sweep::{GRACE, Stored};
pub use unfinished::Unfinished;
