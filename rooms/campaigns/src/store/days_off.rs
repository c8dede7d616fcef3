use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{Permit, Verb};

use crate::calendar_year::CalendarYear;
use crate::reading::DaysOff;
use crate::workday::Workdays;

db::record! {
    struct Row {
        year: i64,
        version: i64,
        spans: serde_json::Value,
        work: serde_json::Value,
        source: String,
        changed_at: Moment,
        changed_by: String,
    }
}

/// A year as somebody entered it.
#[derive(Clone, Debug)]
pub(crate) struct Entered {
    pub(crate) year: i16,
    pub(crate) version: i64,
    pub(crate) days: DaysOff,
    pub(crate) source: String,
    pub(crate) changed_at: Moment,
    pub(crate) changed_by: String,
}

/// Every year that was entered in its latest version, the earliest first.
pub(crate) async fn entered(reads: &impl Reads) -> Result<Vec<Entered>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT year, version, spans, work, source, changed_at, changed_by FROM days_off d \
             WHERE version = (SELECT MAX(version) FROM days_off WHERE year = d.year) ORDER BY year",
            params![],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Entered, DbError> {
    let damaged = || DbError::Damaged { column: "days_off".to_owned(), value: row.year.to_string() };
    let spans = serde_json::from_value(row.spans).map_err(|_| damaged())?;
    let work = serde_json::from_value(row.work).map_err(|_| damaged())?;
    Ok(Entered {
        year: i16::try_from(row.year).map_err(|_| damaged())?,
        version: row.version,
        days: DaysOff { spans, work },
        source: row.source,
        changed_at: row.changed_at,
        changed_by: row.changed_by,
    })
}

/// On which days people work, as is known now.
pub(crate) async fn workdays(reads: &impl Reads) -> Result<Workdays, DbError> {
    Ok(Workdays::new(entered(reads).await?.into_iter().map(|entered| (entered.year, entered.days))))
}

/// Keeps the next version of a year; [`DbError::Stale`] when somebody was faster.
pub(crate) async fn keep<V: Verb<On = CalendarYear>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    year: i16,
    days: &DaysOff,
    source: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    let kept = tx
        .run(
            "INSERT INTO days_off (year, version, spans, work, source, changed_at, changed_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (year, version) DO NOTHING",
            params![
                i64::from(year),
                permit.version() + 1,
                serde_json::json!(days.spans),
                serde_json::json!(days.work),
                source,
                now,
                &permit.actor().name
            ],
        )
        .await?;
    if kept == 1 { Ok(()) } else { Err(DbError::Stale) }
}
