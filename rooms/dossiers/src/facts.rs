//! What other rooms may read of files.

use db::{DbError, Reads};

use crate::store::exports;

/// The addresses of all ZIPs that can be fetched, as the rows have them.
pub async fn blobs(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    exports::files(reads).await
}
