use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{Permit, PersonId};

use crate::parcel::{Parcel, ParcelId, ParcelKind, Piece};
use crate::policy::{BeginParcel, DropParcel, SendPiece};

macro_rules! parcels_where {
    ($condition:literal) => {
        concat!(
            "SELECT p.id, p.unit, u.path, p.person, p.kind, p.key, p.file_name, p.bytes, p.sha256, p.received, p.stored, \
             p.begun_at, p.touched_at, p.version FROM parcel p JOIN facts_unit u ON u.id = p.unit WHERE ",
            $condition
        )
    };
}

/// One file on its way.
pub(crate) async fn find(reads: &impl Reads, id: ParcelId) -> Result<Option<Parcel>, DbError> {
    reads.optional(parcels_where!("p.id = $1"), params![id]).await
}

/// The one that a person began under a key.
pub(crate) async fn of_key(
    reads: &impl Reads,
    person: PersonId,
    kind: ParcelKind,
    key: &str,
) -> Result<Option<Parcel>, DbError> {
    let sql = parcels_where!("p.person = $1 AND p.kind = $2 AND p.key = $3");
    reads.optional(sql, params![person, kind, key]).await
}

/// A person's files that are not whole, the one that was left alone longest first.
pub(crate) async fn open_of(reads: &impl Reads, person: PersonId) -> Result<Vec<Parcel>, DbError> {
    let sql = parcels_where!("p.person = $1 AND p.stored IS NULL ORDER BY p.touched_at, p.id");
    reads.all(sql, params![person]).await
}

/// Files that were begun before a moment, at most `limit`.
pub(crate) async fn begun_before(
    reads: &impl Reads,
    before: Moment,
    limit: i64,
) -> Result<Vec<Parcel>, DbError> {
    reads
        .all(parcels_where!("p.begun_at <= $1 ORDER BY p.begun_at, p.id LIMIT $2"), params![before, limit])
        .await
}

/// Begins a file, unless the same person began one under the same key.
pub(crate) async fn insert(
    tx: &mut Tx,
    permit: &Permit<BeginParcel>,
    parcel: &Parcel,
) -> Result<(), DbError> {
    tx.run(
        "INSERT INTO parcel (id, unit, person, kind, key, file_name, bytes, sha256, received, stored, begun_at, \
         touched_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL, $9, $9, 1) ON CONFLICT DO NOTHING",
        params![
            parcel.id,
            permit.actor().at.id,
            permit.actor().person,
            parcel.kind,
            parcel.key.as_str(),
            parcel.file_name.as_str(),
            parcel.bytes,
            parcel.sha256.as_str(),
            parcel.begun_at
        ],
    )
    .await?;
    Ok(())
}

/// The pieces that are here, in their order.
pub(crate) async fn pieces(reads: &impl Reads, id: ParcelId) -> Result<Vec<Piece>, DbError> {
    reads
        .all(
            "SELECT starts_at, bytes, sha256, blob FROM parcel_piece WHERE parcel = $1 ORDER BY starts_at",
            params![id],
        )
        .await
}

/// Adds the next piece. [`DbError::Stale`] when another one came meanwhile, or the file has become what it was to become.
pub(crate) async fn add(
    tx: &mut Tx,
    permit: &Permit<SendPiece>,
    id: ParcelId,
    piece: &Piece,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE parcel SET received = received + $3, touched_at = $4, version = version + 1 \
         WHERE id = $1 AND version = $2 AND stored IS NULL",
        params![id, permit.version(), piece.bytes, now],
    )
    .await?;
    tx.run_one(
        "INSERT INTO parcel_piece (parcel, starts_at, bytes, sha256, blob) VALUES ($1, $2, $3, $4, $5)",
        params![id, piece.starts_at, piece.bytes, piece.sha256.as_str(), piece.blob.as_str()],
    )
    .await
}

/// Notes what a whole file became and forgets its pieces.
pub(crate) async fn finish(
    tx: &mut Tx,
    _: &Permit<SendPiece>,
    id: ParcelId,
    stored: &str,
) -> Result<(), DbError> {
    tx.run("UPDATE parcel SET stored = $2, version = version + 1 WHERE id = $1", params![id, stored]).await?;
    tx.run("DELETE FROM parcel_piece WHERE parcel = $1", params![id]).await?;
    Ok(())
}

/// Forgets a file that its sender gives up.
pub(crate) async fn give_up(tx: &mut Tx, _: &Permit<DropParcel>, id: ParcelId) -> Result<(), DbError> {
    forget(tx, id).await
}

/// Forgets a file that came to nothing: too old, refused as a whole, or in the way of another.
pub(crate) async fn forget(tx: &mut Tx, id: ParcelId) -> Result<(), DbError> {
    tx.run("DELETE FROM parcel_piece WHERE parcel = $1", params![id]).await?;
    tx.run("DELETE FROM parcel WHERE id = $1", params![id]).await?;
    Ok(())
}
