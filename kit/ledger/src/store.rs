use clock::Moment;
use db::{DbError, Params, Reads, Tx, params};
use serde_json::json;

use crate::{Cursor, Entry, EntryId, Filter, Row};

/// Writes one row, in the transaction of what it tells of and with its time, and with what everything in it is called then.
pub async fn record(tx: &mut Tx, entry: Entry<'_>) -> Result<(), DbError> {
    let called = db::called(tx, &entry.ids()).await?;
    let id: EntryId = tx.id();
    let values = params![
        id,
        tx.now(),
        entry.actor,
        entry.actor_name,
        entry.role,
        entry.verb,
        entry.target_kind,
        entry.target,
        entry.place,
        entry.outcome,
        entry.detail,
        entry.request,
        json!(called),
    ];
    tx.run(
        "INSERT INTO ledger \
         (id, at, actor, actor_name, role, verb, target_kind, target, place, outcome, detail, request, called) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values,
    ).await.map(drop)
}

/// A statement about the rows that pass a filter, whose values are those of [`values`].
macro_rules! passing {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM ledger \
             WHERE at >= $1 AND at < $2 \
             AND ($3 IS NULL OR LOWER(actor_name) LIKE LOWER($3) ESCAPE '\\') \
             AND ($4 IS NULL OR verb = $4) \
             AND ($5 IS NULL OR target_kind = $5) \
             AND ($6 IS NULL OR target = $6) \
             AND ($7 IS NULL OR SUBSTR(place, 1, LENGTH($7)) = $7) \
             AND ($15 IS NULL OR place LIKE $15 ESCAPE '\\') \
             AND ($8 IS NULL OR outcome = $8) \
             AND ($9 IS NULL OR request = $9) \
             AND ($13 IS NULL OR LOWER(actor_name) LIKE LOWER($13) ESCAPE '\\' \
              OR LOWER(role) LIKE LOWER($13) ESCAPE '\\' OR LOWER(target) LIKE LOWER($13) ESCAPE '\\' \
              OR LOWER(detail) LIKE LOWER($14) ESCAPE '\\' OR LOWER(called) LIKE LOWER($14) ESCAPE '\\') \
             AND ($10 IS NULL OR (at, id) < ($10, $11)) ",
            $tail
        )
    };
}

/// The rows that pass `filter`, newest first: at most `limit`, from `after` on.
pub async fn page(
    reads: &impl Reads,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Row>, DbError> {
    reads
        .all(
            passing!(
                "SELECT id, at, actor, actor_name, role, verb, target_kind, target, place, outcome, detail, request, \
                 called",
                "ORDER BY at DESC, id DESC LIMIT $12"
            ),
            values(filter, after, i64::from(limit)),
        )
        .await
}

/// How many rows pass `filter`.
pub async fn count(reads: &impl Reads, filter: &Filter) -> Result<u64, DbError> {
    // Each statement takes the same values, so this one names the limit as well.
    reads.count(passing!("SELECT COUNT(*) AS value", "AND $12 > 0"), values(filter, None, 1)).await
}

fn values(filter: &Filter, after: Option<Cursor>, limit: i64) -> Params {
    let from = filter.from.map_or(Moment::from_micros(i64::MIN), |date| date.start());
    let to = filter.to.map_or(Moment::from_micros(i64::MAX), |date| date.end());
    params![
        from,
        to,
        filter.actor_name_contains.as_deref().map(db::containing),
        filter.verb.as_deref(),
        filter.target_kind.as_deref(),
        filter.target.as_deref(),
        filter.place_path.as_deref(),
        filter.outcome,
        filter.request.as_deref(),
        after.map(|cursor| cursor.at),
        after.map(|cursor| cursor.id),
        limit,
        filter.text.as_deref().map(db::containing),
        filter.text.as_deref().map(|text| db::containing(&as_in_json(text))),
        filter.node.as_deref().map(|node| db::containing(&format!("/{node}/"))),
    ]
}

/// A text as it stands within the detail's JSON, where quotes and backslashes are escaped.
fn as_in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}

/// Every act that the ledger knows, in order: the choices of a filter.
pub async fn verbs(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    // Steps from verb to verb through the index, where DISTINCT would read every row.
    reads
        .values(
            "WITH RECURSIVE step (verb) AS ( \
                 SELECT MIN(verb) FROM ledger \
                 UNION ALL \
                 SELECT (SELECT MIN(next.verb) FROM ledger next WHERE next.verb > step.verb) \
                 FROM step WHERE step.verb IS NOT NULL) \
             SELECT verb AS value FROM step WHERE verb IS NOT NULL ORDER BY verb",
            params![],
        )
        .await
}
