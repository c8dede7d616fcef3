use clock::Moment;
use db::{DbError, Reads, Tx, params};
use serde::Serialize;

use crate::permit::{Permit, Verb};
use crate::policy::{ChangePolicy, ChangeSettings};
use crate::settings::Topic;

db::record! {
    /// One version of a topic.
    #[derive(Clone, Debug)]
    struct Version {
        version: i64,
        content: serde_json::Value,
        changed_at: Moment,
        changed_by: String,
    }
}

/// One version of a topic, with what it changed of the one before.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) version: i64,
    pub(crate) changed_at: Moment,
    pub(crate) changed_by: String,
    /// Blank where the topic itself stayed as it was.
    pub(crate) changes: String,
}

/// Every version of a topic, the latest first.
pub(crate) async fn versions<T: Topic>(reads: &impl Reads) -> Result<Vec<Past>, DbError> {
    let sql =
        "SELECT version, content, changed_at, changed_by FROM setting WHERE topic = $1 ORDER BY version";
    let versions: Vec<Version> = reads.all(sql, params![T::TOPIC]).await?;
    let (mut before, mut past) = (T::default(), Vec::new());
    for Version { version, content, changed_at, changed_by } in versions {
        let after: T = read(content)?;
        past.push(Past { version, changed_at, changed_by, changes: before.changed_to(&after) });
        before = after;
    }
    past.reverse();
    Ok(past)
}

fn read<T: Topic>(content: serde_json::Value) -> Result<T, DbError> {
    let damaged = |_| DbError::Damaged { column: "content".to_owned(), value: T::TOPIC.to_owned() };
    serde_json::from_value(content).map_err(damaged)
}

/// What holds now, with its version; 0 is what holds before anybody decided.
pub(crate) async fn current<T: Topic>(reads: &impl Reads) -> Result<(T, i64), DbError> {
    let latest: Option<Version> = reads
        .optional(
            "SELECT version, content, changed_at, changed_by FROM setting WHERE topic = $1 \
             ORDER BY version DESC LIMIT 1",
            params![T::TOPIC],
        )
        .await?;
    let Some(latest) = latest else { return Ok((T::default(), 0)) };
    Ok((read(latest.content)?, latest.version))
}

/// The verbs that may decide.
pub(crate) trait Decides: Verb {}

impl Decides for ChangePolicy {}
impl Decides for ChangeSettings {}

/// Adds a version after `seen`; `setting_topic_version_key` when somebody was faster.
pub(crate) async fn decide<V: Decides, T: Topic + Serialize>(
    tx: &mut Tx,
    permit: &Permit<V>,
    seen: i64,
    content: &T,
) -> Result<(), DbError> {
    let json = serde_json::to_value(content);
    let json =
        json.map_err(|cause| DbError::Damaged { column: "content".to_owned(), value: cause.to_string() })?;
    let now = tx.now();
    tx.run_one(
        "INSERT INTO setting (topic, version, content, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)",
        params![T::TOPIC, seen + 1, json, now, &permit.actor().name],
    )
    .await
}
