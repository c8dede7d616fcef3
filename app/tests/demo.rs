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
    let play = |name: &str, seed: &str| {
        let data = folder.path().join(name);
        let units = ["--units", "2", "--photos-per-unit", "2", "--seed", seed];
        let played = Command::new(env!("CARGO_BIN_EXE_anbiao"))
            .arg("demo")
            .arg("--data")
            .arg(&data)
            .args(units)
            .output();
        let played = played.unwrap();
        assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
        data
    };
    let (first, again, other) = (play("first", "7"), play("again", "7"), play("other", "8"));
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
