use db::{DbError, Reads, params};

/// The short name of the bureau at the root of the tree; `None` before the set-up.
pub(crate) async fn body_short_name(reads: &impl Reads) -> Result<Option<String>, DbError> {
    reads
        .value("SELECT short_name AS value FROM unit WHERE parent IS NULL ORDER BY id LIMIT 1", params![])
        .await
}
