//! The demonstration is reproducible: the same seed makes the same draft to the byte, another seed another one.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use blobs::Blobs;
use clock::Clock;
use db::{Db, Reads, params};
use ids::Mint;

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_makes_the_same_draft() {
    let folder = tempfile::tempdir().unwrap();
    let played = |name: &str, seed: &str| {
        let data = folder.path().join(name);
        play(&data, &["--units", "2", "--photos-per-unit", "2", "--seed", seed]);
        data
    };
    let (first, again, other) = (played("first", "7"), played("again", "7"), played("other", "8"));
    let drafts = drafts(&first).await;
    assert_eq!(drafts.len(), 1);
    let told = told(&first, &drafts[0]).await;
    for words in ["经验做法", "存在问题和下步打算", "下一步"] {
        assert!(told.contains(words), "the draft does not say {words}: {told}");
    }
    assert_eq!(drafts, self::drafts(&again).await);
    assert_ne!(drafts, self::drafts(&other).await);
    assert_ne!(passwords(&first), passwords(&again));
}

/// Four phases with everything that a campaign meets: who is late, silent, served by another; what stands, is reported by
/// the media, signed, done together, and a picture that comes back.
#[tokio::test(flavor = "multi_thread")]
async fn the_whole_year_is_played() {
    let folder = tempfile::tempdir().unwrap();
    play(folder.path(), &["--units", "15", "--photos-per-unit", "1"]);
    let db = Db::sqlite(&folder.path().join("anbiao.db"), Mint::random(Clock::system())).await.unwrap();
    // A day begins in the district eight hours earlier than in UTC.
    let late = "SELECT count(*) AS value FROM report r JOIN facts_due d ON d.id = r.due \
                WHERE date(r.first_submitted_at / 1000000 + 28800, 'unixepoch') > d.due_on";
    let silent = "SELECT count(*) AS value FROM facts_enrolment e WHERE e.left_on IS NULL \
                  AND NOT EXISTS (SELECT 1 FROM report r WHERE r.unit = e.unit)";
    let met = [
        ("reports of a phase", "SELECT count(DISTINCT due) AS value FROM report", 3),
        ("the open phase", "SELECT count(*) AS value FROM activity WHERE starts_on >= '2027-01-01'", 1),
        ("late", late, 1),
        ("silent", silent, 1),
        ("served", "SELECT count(*) AS value FROM activity WHERE logged_by_name LIKE '%代报）'", 4),
        ("standing", "SELECT count(*) AS value FROM activity WHERE is_standing AND ends_on > starts_on", 1),
        ("media", "SELECT count(*) AS value FROM activity WHERE link <> ''", 1),
        ("major", "SELECT count(*) AS value FROM activity WHERE is_major", 1),
        ("papers", "SELECT count(*) AS value FROM activity_paper WHERE activity IS NOT NULL", 1),
        ("joint", "SELECT count(*) AS value FROM activity_cohost WHERE state = 'confirmed'", 1),
        ("pictures that came back", "SELECT count(*) AS value FROM photo_twin", 1),
    ];
    for (what, sql, least) in met {
        let found: i64 = db.value(sql, params![]).await.unwrap().unwrap();
        assert!(found >= least, "{what}: {found}");
    }
}

/// As many units as `make run` plays: more than one page of every list. Their first day is enough.
#[test]
fn a_whole_district_is_played() {
    let folder = tempfile::tempdir().unwrap();
    play(folder.path(), &["--units", "60", "--photos-per-unit", "1", "--now", "2026-03-07"]);
    let roles: Vec<String> = passwords(folder.path()).lines().map(str::to_owned).collect();
    assert_eq!(roles.len(), 9, "{roles:?}");
}

fn play(data: &Path, options: &[&str]) {
    let played =
        Command::new(env!("CARGO_BIN_EXE_anbiao")).arg("demo").arg("--data").arg(data).args(options).output();
    let played = played.unwrap();
    assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
}

/// The addresses (SHA-256) of the drafts in a data folder: they hold every unit's name, numbers, words and pictures.
async fn drafts(data: &Path) -> Vec<String> {
    let db = Db::sqlite(&data.join("anbiao.db"), Mint::random(Clock::system())).await.unwrap();
    db.values("SELECT draft AS value FROM consolidation WHERE draft IS NOT NULL ORDER BY number", params![])
        .await
        .unwrap()
}

/// The document's markup.
async fn told(data: &Path, draft: &str) -> String {
    let blobs = Blobs::open(data.join("blobs")).await.unwrap();
    let bytes = blobs.get(draft.parse().unwrap()).await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

fn passwords(data: &Path) -> String {
    std::fs::read_to_string(data.join("sign-ins.txt")).unwrap()
}
