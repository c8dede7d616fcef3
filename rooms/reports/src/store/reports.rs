use activities::PhotoId;
use campaigns::tally;
use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{Permit, Verb};

use crate::ReportId;
use crate::assembly::SectionKey;
use crate::pictures::Chosen;
use crate::policy::{ArrangePictures, EditSection};
use crate::report::{ReportKind, ReportState, StepKind};
use crate::standing::Standing;

db::record! {
    /// What the unit wrote into a section; no content: it took the assembled text back.
    #[derive(Clone, Debug)]
    pub(crate) struct SectionRow {
        pub(crate) section: SectionKey,
        pub(crate) content: Option<String>,
        pub(crate) changed_by: String,
        pub(crate) changed_at: Moment,
        pub(crate) version: i64,
    }
}

db::record! {
    struct PictureRow {
        photo: PhotoId,
        caption: String,
    }
}

db::record! {
    /// What happened to a report, when, by whom.
    #[derive(Clone, Debug)]
    pub(crate) struct Step {
        pub(crate) kind: StepKind,
        pub(crate) at: Moment,
        pub(crate) by_name: String,
        pub(crate) note: String,
        /// Labels of the sections that the note is about, `、` between them.
        pub(crate) sections: String,
    }
}

/// The row of a report, made if this is the first write, and held until the transaction ends.
pub(crate) async fn open<V: Verb<On = Standing>>(
    tx: &mut Tx,
    _permit: &Permit<V>,
    standing: &Standing,
) -> Result<ReportId, DbError> {
    let id = tx.id::<ReportKind>();
    let made = tx
        .run(
            "INSERT INTO report (id, due, unit, state, is_zero, has_own_pictures, version) \
             VALUES ($1, $2, $3, $4, FALSE, FALSE, 0) ON CONFLICT (due, unit) DO NOTHING",
            params![id, standing.due, standing.unit, ReportState::Draft],
        )
        .await?;
    if made == 1 {
        tally::begin_report(tx, standing.campaign, standing.due, standing.unit).await?;
    }
    // Takes the row's lock, so that whoever comes at the same time reads what is written here.
    tx.run(
        "UPDATE report SET version = version WHERE due = $1 AND unit = $2",
        params![standing.due, standing.unit],
    )
    .await?;
    let held = tx
        .value(
            "SELECT id AS value FROM report WHERE due = $1 AND unit = $2",
            params![standing.due, standing.unit],
        )
        .await?;
    held.ok_or(DbError::Missing)
}

/// The sections that the unit wrote into.
pub(crate) async fn sections(reads: &impl Reads, report: ReportId) -> Result<Vec<SectionRow>, DbError> {
    reads
        .all(
            "SELECT section, content, changed_by, changed_at, version FROM report_section WHERE report = $1",
            params![report],
        )
        .await
}

/// Writes a section over the version that the writer had seen (0: none).
pub(crate) async fn put_section(
    tx: &mut Tx,
    permit: &Permit<EditSection>,
    report: ReportId,
    section: SectionKey,
    content: Option<String>,
    version: i64,
) -> Result<(), DbError> {
    let (by, now) = (permit.actor().name.clone(), tx.now());
    if version == 0 {
        let made = tx
            .run(
                "INSERT INTO report_section (report, section, content, changed_by, changed_at, version) \
                 VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (report, section) DO NOTHING",
                params![report, section, content, by, now],
            )
            .await?;
        return if made == 1 { Ok(()) } else { Err(DbError::Stale) };
    }
    tx.run_one(
        "UPDATE report_section SET content = $3, changed_by = $4, changed_at = $5, version = version + 1 \
         WHERE report = $1 AND section = $2 AND version = $6",
        params![report, section, content, by, now, version],
    )
    .await
}

/// The pictures that the unit chose, in their order.
pub(crate) async fn pictures(reads: &impl Reads, report: ReportId) -> Result<Vec<Chosen>, DbError> {
    let rows: Vec<PictureRow> = reads
        .all("SELECT photo, caption FROM report_picture WHERE report = $1 ORDER BY ordinal", params![report])
        .await?;
    Ok(rows.into_iter().map(|row| Chosen { photo: row.photo, caption: row.caption }).collect())
}

/// Puts these pictures in place of the chosen ones, over the version that was seen.
pub(crate) async fn put_pictures(
    tx: &mut Tx,
    _permit: &Permit<ArrangePictures>,
    report: ReportId,
    version: i64,
    chosen: &[Chosen],
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE report SET has_own_pictures = TRUE, version = version + 1 WHERE id = $1 AND version = $2",
        params![report, version],
    )
    .await?;
    tx.run("DELETE FROM report_picture WHERE report = $1", params![report]).await?;
    for (ordinal, picture) in (1_i64..).zip(chosen) {
        tx.run(
            "INSERT INTO report_picture (report, photo, ordinal, caption) VALUES ($1, $2, $3, $4)",
            params![report, picture.photo, ordinal, picture.caption.as_str()],
        )
        .await?;
    }
    Ok(())
}

/// Moves a report to a state, over the version that was judged.
pub(crate) async fn set_state<V: Verb<On = Standing>>(
    tx: &mut Tx,
    _permit: &Permit<V>,
    report: ReportId,
    version: i64,
    state: ReportState,
) -> Result<(), DbError> {
    let approved_at = (state == ReportState::Approved).then_some(tx.now());
    tx.run_one(
        "UPDATE report SET state = $3, approved_at = COALESCE($4, approved_at), version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![report, version, state, approved_at],
    )
    .await
}

/// Notes for the history what was done, why, and about which sections.
pub(crate) async fn note<V: Verb<On = Standing>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    report: ReportId,
    kind: StepKind,
    note: &str,
    sections: &str,
) -> Result<(), DbError> {
    let (id, now) = (tx.id::<()>(), tx.now());
    tx.run_one(
        "INSERT INTO report_step (id, report, kind, at, by_name, note, sections) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, report, kind, now, permit.actor().name.as_str(), note, sections],
    )
    .await
}

/// The history of a report, the latest first.
pub(crate) async fn history(reads: &impl Reads, report: ReportId) -> Result<Vec<Step>, DbError> {
    reads
        .all(
            "SELECT kind, at, by_name, note, sections FROM report_step WHERE report = $1 ORDER BY id DESC",
            params![report],
        )
        .await
}
