//! The store's promises, on a real folder.

use std::fs;
use std::path::{Path, PathBuf};

use blobs::{BlobError, BlobId, Blobs};
use tempfile::TempDir;

fn path_of(root: &Path, id: BlobId) -> PathBuf {
    let hex = id.hex();
    root.join("sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex)
}

fn unfinished(root: &Path) -> usize {
    fs::read_dir(root.join("tmp")).expect("the store has a tmp folder").count()
}

async fn store() -> (TempDir, Blobs) {
    let dir = TempDir::new().expect("a temporary folder");
    let blobs = Blobs::open(dir.path()).await.expect("a fresh store opens");
    (dir, blobs)
}

#[tokio::test]
async fn what_goes_in_comes_out() {
    let (dir, blobs) = store().await;
    let id = blobs.put("正文").await.unwrap();
    assert_eq!(blobs.get(id).await.unwrap(), "正文".as_bytes());
    assert_eq!(blobs.len(id).await.unwrap(), 6);
    assert!(blobs.exists(id).await.unwrap());
    assert_eq!(blobs.open_file(id).await.unwrap().len, 6);
    assert_eq!(fs::read(path_of(dir.path(), id)).unwrap(), "正文".as_bytes());
    assert_eq!(unfinished(dir.path()), 0);
}

#[tokio::test]
async fn an_empty_blob_is_a_blob() {
    let (_dir, blobs) = store().await;
    let id = blobs.put("").await.unwrap();
    assert_eq!(blobs.len(id).await.unwrap(), 0);
}

#[tokio::test]
async fn pieces_and_whole_have_one_address() {
    let (dir, blobs) = store().await;
    let upload = blobs.upload().await.unwrap();
    let upload = upload.write("ab").await.unwrap().write("c").await.unwrap();
    assert_eq!(upload.received(), 3);
    assert_eq!(upload.finish().await.unwrap(), BlobId::of(b"abc"));
    assert_eq!(blobs.get(BlobId::of(b"abc")).await.unwrap(), "abc");
    assert_eq!(unfinished(dir.path()), 0);
}

#[tokio::test]
async fn what_is_missing_is_not_found() {
    let (_dir, blobs) = store().await;
    let id = BlobId::of(b"never stored");
    assert!(!blobs.exists(id).await.unwrap());
    assert!(matches!(blobs.get(id).await, Err(BlobError::NotFound(i)) if i == id));
    assert!(matches!(blobs.len(id).await, Err(BlobError::NotFound(_))));
    assert!(matches!(blobs.open_file(id).await, Err(BlobError::NotFound(_))));
}

#[tokio::test]
async fn a_dropped_upload_leaves_nothing() {
    let (dir, blobs) = store().await;
    let upload = blobs.upload().await.unwrap().write("half").await.unwrap();
    assert_eq!(unfinished(dir.path()), 1);
    drop(upload);
    assert_eq!(unfinished(dir.path()), 0);
    assert!(!blobs.exists(BlobId::of(b"half")).await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn stored_bytes_are_not_written_again() {
    use std::os::unix::fs::MetadataExt;

    let (dir, blobs) = store().await;
    let id = blobs.put("same").await.unwrap();
    let before = fs::metadata(path_of(dir.path(), id)).unwrap().ino();
    assert_eq!(blobs.put("same").await.unwrap(), id);
    let upload = blobs.upload().await.unwrap().write("same").await.unwrap();
    assert_eq!(upload.finish().await.unwrap(), id);
    assert_eq!(fs::metadata(path_of(dir.path(), id)).unwrap().ino(), before);
}

#[tokio::test]
async fn a_file_cut_short_by_others_is_noticed_and_mended_by_the_next_put() {
    let (dir, blobs) = store().await;
    let id = blobs.put("complete").await.unwrap();
    fs::write(path_of(dir.path(), id), "comp").unwrap();
    assert!(matches!(blobs.get(id).await, Err(BlobError::Damaged(_))));
    assert_eq!(blobs.put("complete").await.unwrap(), id);
    assert_eq!(blobs.get(id).await.unwrap(), "complete");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_of_one_blob_and_readers_see_all_or_nothing() {
    let (dir, blobs) = store().await;
    let body: Vec<u8> = (0..1_000_000u32).map(|i| (i % 251) as u8).collect();
    let id = BlobId::of(&body);
    let reader = {
        let blobs = blobs.clone();
        tokio::spawn(async move {
            loop {
                match blobs.get(id).await {
                    Ok(bytes) => break bytes.len(),
                    Err(BlobError::NotFound(_)) => tokio::task::yield_now().await,
                    Err(error) => panic!("half a file was served: {error:?}"),
                }
            }
        })
    };
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (blobs, body) = (blobs.clone(), body.clone());
            tokio::spawn(async move { blobs.put(body).await })
        })
        .collect();
    for writer in writers {
        assert_eq!(writer.await.unwrap().unwrap(), id);
    }
    assert_eq!(reader.await.unwrap(), body.len());
    assert_eq!(unfinished(dir.path()), 0);
}
