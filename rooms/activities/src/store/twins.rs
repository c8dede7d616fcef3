use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};
use people::{NodePath, UnitId};

use crate::{ActivityId, PhotoId};

db::record! {
    /// How a photo looks, and when that was noted.
    #[derive(Clone, Debug)]
    pub(crate) struct Look {
        pub(crate) id: PhotoId,
        pub(crate) looked_at: Moment,
        pub(crate) look: String,
    }
}

/// Looks in the order in which they were noted, after this one; at most `limit`.
pub(crate) async fn looks(
    reads: &impl Reads,
    (at, id): (Moment, &str),
    limit: usize,
) -> Result<Vec<Look>, DbError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    reads
        .all(
            "SELECT id, looked_at, look FROM photo \
             WHERE looked_at >= $1 AND (looked_at > $1 OR id > $2) AND look IS NOT NULL \
             ORDER BY looked_at, id LIMIT $3",
            params![at, id, limit],
        )
        .await
}

db::record! {
    /// A photo whose twins are not known yet.
    #[derive(Clone, Debug)]
    pub(crate) struct Uncompared {
        pub(crate) id: PhotoId,
        pub(crate) unit: UnitId,
        pub(crate) sha256: String,
        pub(crate) look: Option<String>,
        pub(crate) small: String,
    }
}

/// Photos whose twins are not known, oldest first, after `after` (blank: from the start); at most `limit`.
pub(crate) async fn uncompared(
    reads: &impl Reads,
    after: &str,
    limit: i64,
) -> Result<Vec<Uncompared>, DbError> {
    reads
        .all(
            "SELECT id, unit, sha256, look, small FROM photo WHERE NOT compared AND id > $1 ORDER BY id LIMIT $2",
            params![after, limit],
        )
        .await
}

/// How many photos have unknown twins.
pub(crate) async fn count_uncompared(reads: &impl Reads) -> Result<u64, DbError> {
    reads.count("SELECT COUNT(*) AS value FROM photo WHERE NOT compared", params![]).await
}

/// Notes how a photo looks that came before looks were noted.
pub(crate) async fn note_look(tx: &mut Tx, id: PhotoId, look: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.run("UPDATE photo SET look = $2, looked_at = $3 WHERE id = $1", params![id, look, now]).await?;
    Ok(())
}

/// Other photos that are the same file, latest first: of the unit, and of other units. A picture that everybody was sent
/// must not make a pair of every two units, so only a few of each.
pub(crate) async fn same_files(
    reads: &impl Reads,
    photo: PhotoId,
    sha256: &str,
    unit: UnitId,
) -> Result<Vec<PhotoId>, DbError> {
    let mut same: Vec<PhotoId> = reads
        .values(
            "SELECT id AS value FROM photo WHERE sha256 = $1 AND id <> $2 AND unit = $3 ORDER BY id DESC LIMIT 12",
            params![sha256, photo, unit],
        )
        .await?;
    let others: Vec<PhotoId> = reads
        .values(
            "SELECT id AS value FROM photo WHERE sha256 = $1 AND id <> $2 AND unit <> $3 ORDER BY id DESC LIMIT 12",
            params![sha256, photo, unit],
        )
        .await?;
    same.extend(others);
    Ok(same)
}

/// Notes the twins of a photo, those of them that are still there.
pub(crate) async fn pair(tx: &mut Tx, photo: PhotoId, twins: &[PhotoId]) -> Result<(), DbError> {
    for twin in twins.iter().filter(|twin| **twin != photo) {
        let both = [(photo, *twin), (*twin, photo)];
        for (one, other) in both {
            tx.run(
                "INSERT INTO photo_twin (photo, twin) SELECT p.id, q.id FROM photo p JOIN photo q ON q.id = $2 \
                 WHERE p.id = $1 ON CONFLICT (photo, twin) DO NOTHING",
                params![one, other],
            )
            .await?;
        }
    }
    tx.run("UPDATE photo SET compared = TRUE WHERE id = $1", params![photo]).await?;
    Ok(())
}

/// Forgets the twins of a photo that goes.
pub(super) async fn part(tx: &mut Tx, photo: PhotoId) -> Result<(), DbError> {
    tx.run("DELETE FROM photo_twin WHERE photo = $1 OR twin = $1", params![photo]).await?;
    Ok(())
}

db::record! {
    /// A photo of another live activity that is the same as one that is asked about, or looks so.
    #[derive(Clone, Debug)]
    pub(crate) struct Twin {
        /// The one that is asked about.
        pub(crate) of: PhotoId,
        pub(crate) photo: PhotoId,
        pub(crate) sha256: String,
        pub(crate) unit: UnitId,
        pub(crate) unit_name: String,
        pub(crate) path: NodePath,
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
    }
}

macro_rules! twins {
    ($which:literal) => {
        concat!(
            "SELECT t.photo AS \"of\", q.id AS photo, q.sha256, a.unit, u.name AS unit_name, u.path, a.id AS activity, a.name, a.starts_on \
             FROM photo_twin t JOIN photo p ON p.id = t.photo JOIN photo q ON q.id = t.twin \
             JOIN activity a ON a.id = q.activity JOIN facts_unit u ON u.id = a.unit WHERE ",
            $which,
            " AND a.state = 'logged' AND (p.activity IS NULL OR p.activity <> q.activity) \
             AND NOT EXISTS (SELECT 1 FROM activity_cohost c \
              WHERE c.activity = q.activity AND c.unit = p.unit AND c.state <> 'declined') \
             AND NOT EXISTS (SELECT 1 FROM activity_cohost c \
              WHERE c.activity = p.activity AND c.unit = q.unit AND c.state <> 'declined') \
             ORDER BY a.starts_on DESC, q.id"
        )
    };
}

/// The twins of a photo in other live activities, latest first. Units that did something together share its pictures:
/// those of a joint activity are no twins between its host and its co-hosts.
pub(crate) async fn of(reads: &impl Reads, photo: PhotoId) -> Result<Vec<Twin>, DbError> {
    reads.all(twins!("t.photo = $1"), params![photo]).await
}

/// The same of all photos of an activity.
pub(crate) async fn of_activity(reads: &impl Reads, activity: ActivityId) -> Result<Vec<Twin>, DbError> {
    reads.all(twins!("p.activity = $1"), params![activity]).await
}
