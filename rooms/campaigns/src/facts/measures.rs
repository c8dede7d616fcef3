use clock::Moment;
use db::{DbError, Reads, params};

use crate::measure::{Measure, Measures, Version};

db::record! {
    struct Row {
        code: String,
        version: i64,
        name: String,
        unit: String,
        kind: String,
        aggregate: String,
        dimensions: serde_json::Value,
        words: serde_json::Value,
        is_active: bool,
        changed_at: Moment,
        changed_by: String,
    }
}

/// The catalogue of measures as the bureau keeps it.
pub async fn measures(reads: &impl Reads) -> Result<Measures, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT code, version, name, unit, kind, aggregate, dimensions, words, is_active, changed_at, changed_by \
             FROM measure ORDER BY code, version",
            params![],
        )
        .await?;
    Ok(Measures::of(rows.into_iter().map(version).collect::<Result<_, _>>()?))
}

fn version(row: Row) -> Result<Version, DbError> {
    let damaged = |_| DbError::Damaged { column: "measure".to_owned(), value: row.code.clone() };
    let measure = Measure {
        code: row.code.clone(),
        name: row.name,
        unit: row.unit,
        kind: serde_json::from_value(row.kind.into()).map_err(damaged)?,
        aggregate: serde_json::from_value(row.aggregate.into()).map_err(damaged)?,
        dimensions: serde_json::from_value(row.dimensions).map_err(damaged)?,
        patterns: serde_json::from_value(row.words).map_err(damaged)?,
    };
    let changed = Some((row.changed_at, row.changed_by));
    Ok(Version { number: row.version, measure, is_active: row.is_active, changed })
}
