use blobs::BlobId;
use db::{DbError, Reads, Tx, params};
use papers::PaperKind;
use people::{Permit, PersonId, UnitId, Verb};
use web::Raw;

use crate::paper::StoredPaper;
use crate::policy::{RemovePaper, UploadPaper};
use crate::{ActivityId, PaperId};

/// A paper that is about to be stored.
#[derive(Debug)]
pub(crate) struct NewPaper<'a> {
    pub(crate) id: PaperId,
    pub(crate) file_name: &'a str,
    pub(crate) kind: PaperKind,
    pub(crate) bytes: i64,
    pub(crate) blob: BlobId,
}

/// Keeps a paper that no activity holds yet.
pub(crate) async fn insert(
    tx: &mut Tx,
    permit: &Permit<UploadPaper>,
    new: &NewPaper<'_>,
) -> Result<(), DbError> {
    let (now, actor) = (tx.now(), permit.actor());
    tx.run(
        "INSERT INTO activity_paper (id, unit, ordinal, file_name, kind, bytes, sha256, blob, uploaded_by, uploaded_at, \
         version) VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, 1)",
        params![
            new.id,
            actor.at.id,
            new.file_name,
            new.kind.extension(),
            new.bytes,
            new.blob.hex(),
            new.blob.to_string(),
            actor.person,
            now
        ],
    )
    .await?;
    Ok(())
}

macro_rules! papers_where {
    ($condition:literal) => {
        concat!(
            "SELECT p.id, p.unit, u.path, p.activity, p.file_name, p.kind, p.bytes, p.sha256, p.blob, p.uploaded_by, \
             p.uploaded_at, p.version FROM activity_paper p JOIN facts_unit u ON u.id = p.unit WHERE ",
            $condition
        )
    };
}

/// One paper.
pub(crate) async fn find(reads: &impl Reads, id: PaperId) -> Result<Option<StoredPaper>, DbError> {
    reads.optional(papers_where!("p.id = $1"), params![id]).await
}

/// The papers of one activity, in their order.
pub(crate) async fn of_activity(reads: &impl Reads, id: ActivityId) -> Result<Vec<StoredPaper>, DbError> {
    reads.all(papers_where!("p.activity = $1 ORDER BY p.ordinal, p.id"), params![id]).await
}

/// What a person uploaded at a place and has not used yet, oldest first.
pub(crate) async fn unused(
    reads: &impl Reads,
    unit: UnitId,
    person: PersonId,
) -> Result<Vec<StoredPaper>, DbError> {
    let sql = papers_where!("p.unit = $1 AND p.uploaded_by = $2 AND p.activity IS NULL ORDER BY p.id");
    reads.all(sql, params![unit, person]).await
}

/// Those of these papers that a place has and has not used yet, whoever uploaded them; text that is no id names nothing.
pub(crate) async fn unused_among(
    reads: &impl Reads,
    unit: UnitId,
    ids: impl Iterator<Item = &Raw>,
) -> Result<Vec<StoredPaper>, DbError> {
    let mut unused = Vec::new();
    for id in ids.filter_map(|id| PaperId::parse(id.text()).ok()) {
        let paper = find(reads, id).await?;
        unused.extend(paper.filter(|paper| paper.unit == unit && paper.activity.is_none()));
    }
    Ok(unused)
}

/// Gives the activity exactly these papers, in this order; what it held besides is free again. [`DbError::Stale`] as in
/// [`attach`].
pub(crate) async fn replace<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    activity: ActivityId,
    papers: &[PaperId],
) -> Result<(), DbError> {
    tx.run(
        "UPDATE activity_paper SET activity = NULL, version = version + 1 WHERE activity = $1",
        params![activity],
    )
    .await?;
    attach(tx, permit, activity, papers).await
}

/// Gives the activity, which holds none, these papers in this order. [`DbError::Stale`] when one of them is not the unit's, or another
/// activity holds it.
pub(crate) async fn attach<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    activity: ActivityId,
    papers: &[PaperId],
) -> Result<(), DbError> {
    let rows = (1i64..).zip(papers).map(|(ordinal, paper)| params![*paper, ordinal]).collect();
    let sql = (
        "WITH chosen (id, ordinal) AS (VALUES ",
        ") UPDATE activity_paper SET activity = $1, ordinal = chosen.ordinal, version = version + 1 FROM chosen \
         WHERE activity_paper.id = chosen.id AND activity_paper.unit = $2 AND activity_paper.activity IS NULL",
    );
    tx.run_each(sql, params![activity, permit.actor().at.id], rows).await
}

/// Forgets a paper that no activity holds; its bytes stay, for another may have the same.
pub(crate) async fn remove(tx: &mut Tx, permit: &Permit<RemovePaper>, id: PaperId) -> Result<(), DbError> {
    tx.run_one("DELETE FROM activity_paper WHERE id = $1 AND version = $2", params![id, permit.version()])
        .await
}
