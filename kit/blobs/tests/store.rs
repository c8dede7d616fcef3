//! The store's promises, in a real folder and in a bucket of a real server.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod store {
    pub(crate) mod bucket;
    pub(crate) mod folder;
    pub(crate) mod ground;
}

use blobs::{BlobError, BlobId};
use object_store::ObjectStoreExt;
use store::ground::{Ground, key, on_both, raw};
use tokio::io::AsyncReadExt;

on_both! {
    async fn what_goes_in_comes_out(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("正文").await.unwrap();
        assert_eq!(blobs.get(id).await.unwrap(), "正文".as_bytes());
        assert_eq!(blobs.len(id).await.unwrap(), 6);
        assert!(blobs.exists(id).await.unwrap());
        let mut opened = blobs.open_file(id).await.unwrap();
        let mut read = Vec::new();
        opened.file.read_to_end(&mut read).await.unwrap();
        assert_eq!((opened.len, read.as_slice()), (6, "正文".as_bytes()));
        assert_eq!(ground.lies(id).await, "正文".as_bytes());
        assert_eq!(ground.files().await, 1);
    }

    async fn a_stretch_of_a_blob_is_read_alone(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("0123456789").await.unwrap();
        for (stretch, content) in [(0..10, "0123456789"), (3..7, "3456"), (9..10, "9")] {
            let mut opened = blobs.open_part(id, stretch.clone()).await.unwrap();
            let mut read = String::new();
            opened.file.read_to_string(&mut read).await.unwrap();
            assert_eq!((opened.len, read.as_str()), (stretch.end - stretch.start, content));
        }
        assert!(matches!(blobs.open_part(BlobId::of(b"never stored"), 0..1).await, Err(BlobError::NotFound(_))));
    }

    async fn an_empty_blob_is_a_blob(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("").await.unwrap();
        assert_eq!(blobs.len(id).await.unwrap(), 0);
        assert_eq!(blobs.get(id).await.unwrap(), "");
        assert_eq!(blobs.upload().await.unwrap().finish().await.unwrap(), id);
    }

    async fn pieces_and_whole_have_one_address(ground: Ground) {
        let blobs = ground.open().await;
        let upload = blobs.upload().await.unwrap();
        let upload = upload.write("ab").await.unwrap().write("c").await.unwrap();
        assert_eq!(upload.received(), 3);
        assert_eq!(upload.finish().await.unwrap(), BlobId::of(b"abc"));
        assert_eq!(blobs.get(BlobId::of(b"abc")).await.unwrap(), "abc");
        assert_eq!(ground.files().await, 1);
    }

    async fn a_file_is_stored_from_its_beginning(ground: Ground) {
        let blobs = ground.open().await;
        let content: Vec<u8> = (0..3 << 20).map(|at: u32| (at % 251) as u8).chain([7]).collect();
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &content).unwrap();
        assert_eq!(blobs.put_file(file).await.unwrap(), BlobId::of(&content));
        assert_eq!(blobs.get(BlobId::of(&content)).await.unwrap(), content);
        assert_eq!(blobs.put_file(tempfile::tempfile().unwrap()).await.unwrap(), BlobId::of(b""));
    }

    async fn what_is_missing_is_not_found(ground: Ground) {
        let blobs = ground.open().await;
        let id = BlobId::of(b"never stored");
        assert!(!blobs.exists(id).await.unwrap());
        assert!(matches!(blobs.get(id).await, Err(BlobError::NotFound(i)) if i == id));
        assert!(matches!(blobs.len(id).await, Err(BlobError::NotFound(_))));
        assert!(matches!(blobs.open_file(id).await, Err(BlobError::NotFound(_))));
    }

    async fn a_dropped_upload_leaves_nothing(ground: Ground) {
        let blobs = ground.open().await;
        let upload = blobs.upload().await.unwrap().write("half").await.unwrap();
        drop(upload);
        assert!(!blobs.exists(BlobId::of(b"half")).await.unwrap());
        assert_eq!(ground.files().await, 0);
        assert_eq!(blobs.unfinished().await.unwrap(), []);
    }

    async fn stored_bytes_are_not_written_again(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("same").await.unwrap();
        // Of the same length, so that it shows whether somebody wrote over it.
        ground.spoil(id, "SAME").await;
        assert_eq!(blobs.put("same").await.unwrap(), id);
        let upload = blobs.upload().await.unwrap().write("same").await.unwrap();
        assert_eq!(upload.finish().await.unwrap(), id);
        assert_eq!(ground.lies(id).await, b"SAME");
        assert!(matches!(blobs.get(id).await, Err(BlobError::Damaged(i)) if i == id));
    }

    async fn a_file_cut_short_by_others_is_noticed_and_mended_by_the_next_put(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("complete").await.unwrap();
        ground.spoil(id, "comp").await;
        assert!(matches!(blobs.get(id).await, Err(BlobError::Damaged(_))));
        assert_eq!(blobs.put("complete").await.unwrap(), id);
        assert_eq!(blobs.get(id).await.unwrap(), "complete");
    }

    async fn many_writers_of_one_blob_and_readers_see_all_or_nothing(ground: Ground) {
        let blobs = ground.open().await;
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
        assert_eq!(ground.files().await, 1);
    }

    async fn what_only_its_owner_can_name_is_discarded_at_once(ground: Ground) {
        let blobs = ground.open().await;
        let (mine, other) = (blobs.put("mine").await.unwrap(), blobs.put("another").await.unwrap());
        assert!(blobs.discard(mine).await.unwrap());
        assert!(!blobs.exists(mine).await.unwrap() && blobs.exists(other).await.unwrap());
        assert!(!blobs.discard(mine).await.unwrap(), "it is gone");
        assert_eq!(blobs.put("mine").await.unwrap(), mine, "it may come back");
        assert!(blobs.exists(mine).await.unwrap());
    }

    async fn a_sweep_sees_every_blob_once_and_removes_what_it_is_told(ground: Ground) {
        let blobs = ground.open().await;
        let mut put = Vec::new();
        for text in ["one", "two", "three", "four"] {
            put.push((blobs.put(text).await.unwrap(), text.len() as u64));
        }
        let mut seen = Vec::new();
        for shelf in 0..=u8::MAX {
            seen.extend(blobs.shelf(shelf).await.unwrap());
        }
        let mut listed: Vec<_> = seen.iter().map(|stored| (stored.id, stored.len)).collect();
        listed.sort();
        put.sort();
        assert_eq!(listed, put);
        let now = clock::Clock::system().now();
        for stored in &seen {
            let age = now.as_micros() - stored.since.as_micros();
            assert!(age.abs() < 60_000_000, "{stored:?} is not just put");
        }
        assert!(blobs.remove(seen[0]).await.unwrap());
        assert!(!blobs.remove(seen[0]).await.unwrap(), "it is gone");
        assert!(!blobs.exists(seen[0].id).await.unwrap());
        assert_eq!(ground.files().await, 3);
    }

    async fn a_blob_that_was_put_again_is_not_removed(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("again").await.unwrap();
        let listed = blobs.shelf(id.shelf()).await.unwrap()[0];
        let long_ago = blobs::Stored { since: listed.since.plus_seconds(-48 * 60 * 60), ..listed };
        assert!(!blobs.remove(long_ago).await.unwrap());
        assert_eq!(blobs.get(id).await.unwrap(), "again");
    }

    async fn names_that_are_no_addresses_are_left_alone(ground: Ground) {
        let blobs = ground.open().await;
        let id = blobs.put("ours").await.unwrap();
        let stray = format!("{}.bak", key(id));
        match &ground {
            Ground::Folder(dir) => std::fs::write(dir.path().join(&stray), "theirs").unwrap(),
            Ground::Bucket(bucket) => drop(raw(bucket).put(&stray.into(), "theirs".into()).await.unwrap()),
        }
        assert_eq!(blobs.shelf(id.shelf()).await.unwrap().len(), 1);
    }
}
