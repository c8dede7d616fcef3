use db::{DbError, Reads, Tx, params};
use people::{Permit, PersonId, UnitId, Verb};

use crate::patients::Patients;
use crate::photo::StoredPhoto;
use crate::policy::{ClearPatients, MarkPatients, RemovePhoto, UploadPhoto};
use crate::store::twins;
use crate::{ActivityId, PhotoId};

/// A photo that is about to be stored: its notes and where its bytes lie.
#[derive(Debug)]
pub(crate) struct NewPhoto<'a> {
    pub(crate) id: PhotoId,
    pub(crate) file_name: &'a str,
    pub(crate) bytes: i64,
    pub(crate) taken_at: Option<String>,
    pub(crate) photo: &'a photos::Photo,
    pub(crate) original: blobs::BlobId,
    pub(crate) large: blobs::BlobId,
    pub(crate) small: blobs::BlobId,
}

/// Keeps a photo that no activity holds yet.
pub(crate) async fn insert(
    tx: &mut Tx,
    permit: &Permit<UploadPhoto>,
    new: &NewPhoto<'_>,
) -> Result<(), DbError> {
    let (now, actor) = (tx.now(), permit.actor());
    tx.run(
        "INSERT INTO photo (id, unit, ordinal, file_name, kind, bytes, sha256, look, looked_at, taken_at, \
         original, large, small, width, height, uploaded_by, uploaded_at, version) \
         VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $15, $8, $9, $10, $11, $12, $13, $14, $15, 1)",
        params![
            new.id,
            actor.at.id,
            new.file_name,
            new.photo.kind.suffix(),
            new.bytes,
            new.photo.sha256.as_str(),
            new.photo.fingerprint.to_string(),
            new.taken_at.as_deref(),
            new.original.to_string(),
            new.large.to_string(),
            new.small.to_string(),
            i64::from(new.photo.large.width),
            i64::from(new.photo.large.height),
            actor.person,
            now
        ],
    )
    .await?;
    withhold_again(tx, new.id).await
}

/// One photo.
pub(crate) async fn find(reads: &impl Reads, id: PhotoId) -> Result<Option<StoredPhoto>, DbError> {
    reads
        .optional(
            "SELECT p.id, p.unit, u.path, p.activity, p.file_name, p.kind, p.sha256, p.look, p.taken_at, \
             p.original, p.large, p.small, p.patients, p.uploaded_by, p.uploaded_at, p.version \
             FROM photo p JOIN facts_unit u ON u.id = p.unit WHERE p.id = $1",
            params![id],
        )
        .await
}

/// The photos of one activity, in their order.
pub(crate) async fn of_activity(reads: &impl Reads, id: ActivityId) -> Result<Vec<StoredPhoto>, DbError> {
    reads
        .all(
            "SELECT p.id, p.unit, u.path, p.activity, p.file_name, p.kind, p.sha256, p.look, p.taken_at, \
             p.original, p.large, p.small, p.patients, p.uploaded_by, p.uploaded_at, p.version \
             FROM photo p JOIN facts_unit u ON u.id = p.unit WHERE p.activity = $1 ORDER BY p.ordinal, p.id",
            params![id],
        )
        .await
}

/// Those of these photos that a place has and has not used yet, whoever uploaded them.
pub(crate) async fn unused_among(
    reads: &impl Reads,
    unit: UnitId,
    ids: &[PhotoId],
) -> Result<Vec<StoredPhoto>, DbError> {
    let mut unused = Vec::new();
    for id in ids {
        let photo = find(reads, *id).await?;
        unused.extend(photo.filter(|photo| photo.unit == unit && photo.activity.is_none()));
    }
    Ok(unused)
}

/// What a person uploaded at a place and has not used yet, oldest first.
pub(crate) async fn unused(
    reads: &impl Reads,
    unit: UnitId,
    person: PersonId,
) -> Result<Vec<StoredPhoto>, DbError> {
    reads
        .all(
            "SELECT p.id, p.unit, u.path, p.activity, p.file_name, p.kind, p.sha256, p.look, p.taken_at, \
             p.original, p.large, p.small, p.patients, p.uploaded_by, p.uploaded_at, p.version \
             FROM photo p JOIN facts_unit u ON u.id = p.unit \
             WHERE p.unit = $1 AND p.uploaded_by = $2 AND p.activity IS NULL ORDER BY p.id",
            params![unit, person],
        )
        .await
}

/// How many photos of a place's live activities show patients and wait for its word.
pub(crate) async fn waiting(reads: &impl Reads, unit: UnitId) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM photo p JOIN activity a ON a.id = p.activity \
             WHERE p.unit = $1 AND p.patients = 'pending' AND a.state = 'logged'",
            params![unit],
        )
        .await
}

/// Gives the activity exactly these photos, in this order; what it held besides is free again. [`DbError::Stale`] as in
/// [`attach`].
pub(crate) async fn replace<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    activity: ActivityId,
    photos: &[PhotoId],
) -> Result<(), DbError> {
    tx.run("UPDATE photo SET activity = NULL, version = version + 1 WHERE activity = $1", params![activity])
        .await?;
    attach(tx, permit, activity, photos).await
}

/// Gives the activity, which holds none, these photos in this order. [`DbError::Stale`] when one of them is not the unit's, or another
/// activity holds it.
pub(crate) async fn attach<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    activity: ActivityId,
    photos: &[PhotoId],
) -> Result<(), DbError> {
    let rows = (1i64..).zip(photos).map(|(ordinal, photo)| params![*photo, ordinal]).collect();
    let sql = (
        "WITH chosen (id, ordinal) AS (VALUES ",
        ") UPDATE photo SET activity = $1, ordinal = chosen.ordinal, version = version + 1 FROM chosen \
         WHERE photo.id = chosen.id AND photo.unit = $2 AND photo.activity IS NULL",
    );
    tx.run_each(sql, params![activity, permit.actor().at.id], rows).await
}

/// Notes that a photo shows patients.
pub(crate) async fn mark_patients(
    tx: &mut Tx,
    permit: &Permit<MarkPatients>,
    id: PhotoId,
) -> Result<(), DbError> {
    set_patients(tx, permit, id, Patients::Pending).await
}

/// Notes that a photo that shows patients may be used.
pub(crate) async fn clear_patients(
    tx: &mut Tx,
    permit: &Permit<ClearPatients>,
    id: PhotoId,
) -> Result<(), DbError> {
    set_patients(tx, permit, id, Patients::Cleared).await
}

async fn set_patients<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    id: PhotoId,
    patients: Patients,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE photo SET patients = $3, patients_at = $4, version = version + 1 WHERE id = $1 AND version = $2",
        params![id, permit.version(), patients, now],
    )
    .await?;
    // The word is about the picture: whatever else the unit keeps of the same bytes has it too.
    tx.run(
        "UPDATE photo SET patients = $2, patients_at = $3, version = version + 1 \
         WHERE id <> $1 AND patients <> $2 AND (unit, sha256) = (SELECT p.unit, p.sha256 FROM photo p WHERE p.id = $1)",
        params![id, patients, now],
    )
    .await?;
    Ok(())
}

/// Withholds a photo that was just stored where the unit has the same picture withheld.
async fn withhold_again(tx: &mut Tx, id: PhotoId) -> Result<(), DbError> {
    let now = tx.now();
    tx.run(
        "UPDATE photo SET patients = $2, patients_at = $3 WHERE id = $1 AND EXISTS (SELECT 1 FROM photo p \
         WHERE p.unit = photo.unit AND p.sha256 = photo.sha256 AND p.patients = $2 AND p.id <> photo.id)",
        params![id, Patients::Pending, now],
    )
    .await?;
    Ok(())
}

/// Forgets a photo that no activity holds; its bytes stay, for another may have the same.
pub(crate) async fn remove(tx: &mut Tx, permit: &Permit<RemovePhoto>, id: PhotoId) -> Result<(), DbError> {
    twins::part(tx, id).await?;
    tx.run_one("DELETE FROM photo WHERE id = $1 AND version = $2", params![id, permit.version()]).await
}
