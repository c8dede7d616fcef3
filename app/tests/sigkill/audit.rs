use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use blobs::{BlobId, Blobs};
use clock::Clock;
use db::{Db, Reads, params};
use ids::Mint;

use super::browser::Browser;
use super::hands::{Hand, Work};

/// What is in the data folder, held against what was acknowledged.
pub(crate) struct Found {
    /// Acknowledged operations that are there once.
    pub(crate) found: usize,
    pub(crate) doubled: Vec<String>,
    pub(crate) lost: Vec<String>,
    pub(crate) blobs: usize,
}

/// How often each mark is there.
type Marks = BTreeMap<String, usize>;

/// Opens the folder that the program left behind and counts.
pub(crate) fn audit(data: &Path, hands: &[Hand]) -> Found {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::sqlite(&data.join("anbiao.db"), Mint::random(Clock::system())).await.unwrap();
        let sound: String = db
            .value("SELECT integrity_check AS value FROM pragma_integrity_check", params![])
            .await
            .unwrap()
            .unwrap();
        assert_eq!(sound, "ok");
        let mut found = Found { found: 0, doubled: Vec::new(), lost: Vec::new(), blobs: 0 };
        for hand in hands {
            let there = there(&db, hand).await;
            for operation in &hand.acknowledged {
                match there.get(&operation.mark).copied().unwrap_or(0) {
                    0 => found.lost.push(format!("{:?} {operation:?}", hand.work)),
                    1 => found.found += 1,
                    more => found.doubled.push(format!("{:?} {operation:?}: {more} times", hand.work)),
                }
            }
            let known = |mark: &&String| hand.acknowledged.iter().any(|operation| operation.mark == **mark);
            found
                .doubled
                .extend(there.keys().filter(|mark| !known(mark)).map(|mark| format!("{mark}: nobody's")));
        }
        each_activity_is_counted_once(&db).await;
        let on_the_way = "SELECT COUNT(*) AS value FROM parcel p WHERE p.stored IS NULL \
                          OR EXISTS (SELECT 1 FROM parcel_piece q WHERE q.parcel = p.id)";
        assert_eq!(db.count(on_the_way, params![]).await.unwrap(), 0, "files in pieces that are not whole");
        found.blobs = every_blob_is_whole(&db, &data.join("blobs")).await;
        found
    })
}

/// What one hand's kind of work left behind: its own marks, and how often each is there.
async fn there(db: &Db, hand: &Hand) -> Marks {
    let (unit, seat) = (hand.seat.unit.as_str(), &hand.seat);
    let marks: Vec<String> = match hand.work {
        Work::UploadPhotos | Work::SendPieces => {
            let all: Vec<String> = db.values("SELECT sha256 AS value FROM photo", params![]).await.unwrap();
            all.into_iter().filter(|sha256| hand.acknowledged.iter().any(|one| one.mark == *sha256)).collect()
        }
        Work::LogActivities => {
            let mine = format!("第 {} 位的%", hand.index);
            let sql = "SELECT name AS value FROM activity WHERE unit = $1 AND name LIKE $2";
            db.values(sql, params![unit, mine.as_str()]).await.unwrap()
        }
        Work::WriteSection => {
            let sql = "SELECT CAST(s.version AS TEXT) || '|' || s.content AS value FROM report_section s \
                       JOIN report r ON r.id = s.report WHERE r.due = $1 AND r.unit = $2 AND s.section = 'experience'";
            let now: Option<String> = db.value(sql, params![seat.written.as_str(), unit]).await.unwrap();
            return written(hand, now.as_deref());
        }
        Work::Submit => {
            let sql = "SELECT p.note AS value FROM report_step p JOIN report r ON r.id = p.report \
                       WHERE r.due = $1 AND r.unit = $2 AND p.kind = 'returned'";
            let returned: Vec<String> = db.values(sql, params![seat.sent.as_str(), unit]).await.unwrap();
            let sql = "SELECT COUNT(*) AS value FROM submission s JOIN report r ON r.id = s.report \
                       WHERE r.due = $1 AND r.unit = $2";
            let sent = db.count(sql, params![seat.sent.as_str(), unit]).await.unwrap();
            assert_eq!(sent, returned.len() as u64, "every version that was sent was given back once");
            returned
        }
    };
    let mut counted = Marks::new();
    for mark in marks {
        *counted.entry(mark).or_default() += 1;
    }
    counted
}

/// A section keeps its last text only; every write before it is proved by the version, which counts them.
fn written(hand: &Hand, now: Option<&str>) -> Marks {
    let Some(last) = hand.acknowledged.last() else { return Marks::new() };
    let (version, content) = now.and_then(|now| now.split_once('|')).unwrap();
    let version: usize = version.parse().unwrap();
    assert!(content.contains(&last.mark), "the last text is not there: {content}");
    assert!(
        version <= hand.acknowledged.len(),
        "{version} writes of {} acknowledged",
        hand.acknowledged.len()
    );
    hand.acknowledged.iter().filter(|one| one.number < version).map(|one| (one.mark.clone(), 1)).collect()
}

async fn each_activity_is_counted_once(db: &Db) {
    let sql = "SELECT COUNT(*) AS value FROM activity a WHERE 1 <> \
               (SELECT COUNT(*) FROM tally t WHERE t.source_id = a.id AND t.voided_at IS NULL)";
    assert_eq!(db.count(sql, params![]).await.unwrap(), 0, "activities whose quantity does not stand once");
}

/// How many files in pieces the last kill left unfinished; none of them, and no piece, can be had under any address of a file.
pub(crate) fn unfinished(data: &Path, address: &str) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let parcels: Vec<String> = runtime.block_on(async {
        let db = Db::sqlite(&data.join("anbiao.db"), Mint::random(Clock::system())).await.unwrap();
        let sql = "SELECT id AS value FROM parcel WHERE stored IS NULL UNION SELECT blob FROM parcel_piece";
        let found = db.values(sql, params![]).await.unwrap();
        db.close().await.unwrap();
        found
    });
    let browser = Browser::sign_in(address);
    assert_eq!(browser.status("/activities"), 200, "the unit's officer is signed in");
    for name in &parcels {
        for path in ["/photos/NAME/small", "/photos/NAME/large", "/papers/NAME"] {
            let path = path.replace("NAME", name);
            assert_eq!(browser.status(&path), 404, "half a file is served at {path}");
        }
        let original = format!("/photos/{name}/original");
        assert_eq!(
            browser.sent(&original, &[("reason", "核对")]),
            404,
            "half a file is served at {original}"
        );
    }
    parcels.iter().filter(|name| !name.starts_with("sha256-")).count()
}

/// Everything that a row names is in the store under its own hash, everything in the store has its own hash, and opening
/// the store has cleared what was half received. How many blobs there are.
async fn every_blob_is_whole(db: &Db, folder: &Path) -> usize {
    let store = Blobs::open(folder).await.unwrap();
    let named =
        "SELECT original AS value FROM photo UNION SELECT large FROM photo UNION SELECT small FROM photo";
    let named: Vec<String> = db.values(named, params![]).await.unwrap();
    for name in &named {
        let id: BlobId = name.parse().unwrap();
        if let Err(cause) = store.get(id).await {
            panic!("{name}: {cause}");
        }
    }
    let stored = files(&folder.join("sha256"));
    for file in &stored {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(BlobId::of(&fs::read(file).unwrap()).hex(), name, "a blob that is not what its name says");
    }
    assert_eq!(files(&folder.join("tmp")), Vec::<PathBuf>::new(), "half received files stay");
    stored.len()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
