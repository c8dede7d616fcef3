//! What is true of a folder only.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use blobs::{BlobError, BlobId, Blobs};
use clock::Moment;
use tempfile::TempDir;

use super::ground::Ground;

fn unfinished(root: &Path) -> usize {
    fs::read_dir(root.join("tmp")).expect("the store has a tmp folder").count()
}

async fn store() -> (TempDir, Blobs) {
    let dir = TempDir::new().expect("a temporary folder");
    let blobs = Blobs::open(dir.path()).await.expect("a fresh store opens");
    (dir, blobs)
}

#[tokio::test]
async fn a_dropped_upload_leaves_no_file() {
    let (dir, blobs) = store().await;
    let upload = blobs.upload().await.unwrap().write("half").await.unwrap();
    assert_eq!(unfinished(dir.path()), 1);
    drop(upload);
    assert_eq!(unfinished(dir.path()), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn stored_bytes_stay_the_same_file() {
    use std::os::unix::fs::MetadataExt;

    let ground = Ground::folder();
    let blobs = ground.open().await;
    let id = blobs.put("same").await.unwrap();
    let before = fs::metadata(ground.file(id)).unwrap().ino();
    assert_eq!(blobs.put("same").await.unwrap(), id);
    let upload = blobs.upload().await.unwrap().write("same").await.unwrap();
    assert_eq!(upload.finish().await.unwrap(), id);
    assert_eq!(fs::metadata(ground.file(id)).unwrap().ino(), before);
}

#[tokio::test]
async fn opening_clears_what_a_crash_left() {
    let (dir, blobs) = store().await;
    let id = blobs.put("kept").await.unwrap();
    drop(blobs);
    fs::write(dir.path().join("tmp/.tmpCrash"), "half").unwrap();
    let blobs = Blobs::open(dir.path()).await.unwrap();
    assert_eq!(unfinished(dir.path()), 0);
    assert_eq!(blobs.get(id).await.unwrap(), "kept");
}

#[tokio::test]
async fn a_second_opener_does_not_clear_a_running_upload() {
    let (dir, blobs) = store().await;
    let upload = blobs.upload().await.unwrap().write("slow").await.unwrap();
    let second = Blobs::open(dir.path()).await.unwrap();
    let id = upload.finish().await.unwrap();
    assert_eq!(second.get(id).await.unwrap(), "slow");
}

// A volume that is really full needs root for a mount; the allowance fails at the same write, with the same
// error, on every machine. That the kernel's ENOSPC becomes NoSpace is tested beside `BlobError`.
#[tokio::test]
async fn a_full_disk_says_so_and_leaves_no_half_file() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open_with_allowance(dir.path(), 10).await.unwrap();
    let kept = blobs.put("12345678").await.unwrap();

    let refused = blobs.put("abc").await.unwrap_err();
    assert!(matches!(refused, BlobError::NoSpace));
    assert!(refused.to_string().contains("存储空间已满"));

    let upload = blobs.upload().await.unwrap().write("ab").await.unwrap();
    assert!(matches!(upload.write("c").await, Err(BlobError::NoSpace)));

    assert_eq!(unfinished(dir.path()), 0);
    assert!(!blobs.exists(BlobId::of(b"abc")).await.unwrap());
    assert_eq!(blobs.get(kept).await.unwrap(), "12345678");
    assert_eq!(blobs.put("12345678").await.unwrap(), kept, "what is stored needs no room");
    blobs.put("ab").await.expect("a failed write gives its room back");
}

/// A put that finds an old blob makes it young in the moment before the sweep would take it.
#[tokio::test]
async fn a_put_makes_an_old_blob_young() {
    let ground = Ground::folder();
    let blobs = ground.open().await;
    let id = blobs.put("old").await.unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    fs::File::open(ground.file(id)).unwrap().set_modified(long_ago).unwrap();
    let listed = blobs.shelf(id.shelf()).await.unwrap()[0];
    assert_eq!(listed.since, Moment::from_micros(1_700_000_000_000_000));
    assert_eq!(blobs.put("old").await.unwrap(), id);
    assert!(!blobs.remove(listed).await.unwrap());
    let young = blobs.shelf(id.shelf()).await.unwrap()[0];
    assert!(young.since > listed.since);
    assert!(blobs.remove(young).await.unwrap());
}
