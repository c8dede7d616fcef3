use clock::Moment;
use db::{DbError, Reads, Tx, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::permit::{Permit, Verb};
use crate::policy::{ChangePolicy, ChangeSettings};

db::record! {
    /// One version of a topic.
    #[derive(Clone, Debug)]
    pub(crate) struct Version {
        pub(crate) version: i64,
        pub(crate) content: serde_json::Value,
        pub(crate) changed_at: Moment,
        pub(crate) changed_by: String,
    }
}

/// Every version of a topic, the latest first.
pub(crate) async fn versions(reads: &impl Reads, topic: &str) -> Result<Vec<Version>, DbError> {
    reads
        .all(
            "SELECT version, content, changed_at, changed_by FROM setting WHERE topic = $1 ORDER BY version DESC",
            params![topic],
        )
        .await
}

/// What holds now, with its version; 0 is what holds before anybody decided.
pub(crate) async fn current<T: DeserializeOwned + Default>(
    reads: &impl Reads,
    topic: &str,
) -> Result<(T, i64), DbError> {
    let latest: Option<Version> = reads
        .optional(
            "SELECT version, content, changed_at, changed_by FROM setting WHERE topic = $1 \
             ORDER BY version DESC LIMIT 1",
            params![topic],
        )
        .await?;
    let Some(latest) = latest else { return Ok((T::default(), 0)) };
    let damaged = |_| DbError::Damaged { column: "content".to_owned(), value: topic.to_owned() };
    Ok((serde_json::from_value(latest.content).map_err(damaged)?, latest.version))
}

/// The verbs that may decide.
pub(crate) trait Decides: Verb {}

impl Decides for ChangePolicy {}
impl Decides for ChangeSettings {}

/// Adds a version after `seen`; `setting_topic_version_key` when somebody was faster.
pub(crate) async fn decide<V: Decides>(
    tx: &mut Tx,
    permit: &Permit<V>,
    topic: &str,
    seen: i64,
    content: &impl Serialize,
) -> Result<(), DbError> {
    let json = serde_json::to_value(content);
    let json =
        json.map_err(|cause| DbError::Damaged { column: "content".to_owned(), value: cause.to_string() })?;
    let now = tx.now();
    tx.run_one(
        "INSERT INTO setting (topic, version, content, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)",
        params![topic, seen + 1, json, now, &permit.actor().name],
    )
    .await
}
