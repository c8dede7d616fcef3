//! What is true of a bucket only, and what becomes of it when the store or the wire fails.

use std::io::{Read, Write};
use std::net::TcpListener;

use blobs::{BlobError, BlobId, Blobs, BucketAddress};
use clock::Clock;
use object_store::ObjectStoreExt;
use object_store::multipart::MultipartStore;
use testing_s3::{TestBucket, Wire};

use super::ground::{Ground, key, raw};

/// More than goes up in one request.
fn long() -> Vec<u8> {
    (0..20_000_000u32).map(|i| (i % 251) as u8).collect()
}

async fn by(bucket: &TestBucket, wire: &Wire) -> Blobs {
    let address = bucket.address().parse().unwrap();
    Blobs::open_bucket(&address, bucket.settings_by(wire), Clock::system()).await.unwrap()
}

async fn refused(settings: Vec<(String, String)>) -> BlobError {
    let address: BucketAddress = "s3://anbiao".parse().unwrap();
    Blobs::open_bucket(&address, settings, Clock::system()).await.unwrap_err()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_prefix_keeps_two_installations_apart() {
    let bucket = TestBucket::new();
    let open = async |prefix: &str| {
        let address = format!("{}{prefix}", bucket.address()).parse().unwrap();
        Blobs::open_bucket(&address, bucket.settings(), Clock::system()).await.unwrap()
    };
    let (one, other) = (open("/qinghe/files").await, open("/donghe").await);
    let id = one.put("ours").await.unwrap();
    assert!(!other.exists(id).await.unwrap());
    assert_eq!(other.shelf(id.shelf()).await.unwrap(), []);
    assert_eq!(one.shelf(id.shelf()).await.unwrap().len(), 1);
    assert!(raw(&bucket).head(&format!("qinghe/files/{}", key(id)).into()).await.is_ok());
}

#[tokio::test]
async fn a_long_blob_goes_up_in_pieces_and_is_whole() {
    let ground = Ground::bucket();
    let (blobs, long) = (ground.open().await, long());
    let id = blobs.put(long.clone()).await.unwrap();
    assert!(blobs.get(id).await.unwrap() == long, "what was put in one piece");
    let mut upload = blobs.upload().await.unwrap();
    let other = [&long[..], b"and more"].concat();
    for piece in other.chunks(3_000_000) {
        upload = upload.write(piece.to_vec()).await.unwrap();
    }
    let id = upload.finish().await.unwrap();
    assert_eq!(id, BlobId::of(&other));
    assert!(blobs.get(id).await.unwrap() == other, "what came piece by piece");
    assert_eq!(blobs.unfinished().await.unwrap(), []);
}

#[tokio::test]
async fn a_wire_that_is_cut_in_the_middle_leaves_nothing_half_and_the_next_try_succeeds() {
    let bucket = TestBucket::new();
    let wire = bucket.wire();
    let blobs = by(&bucket, &wire).await;
    for body in [b"short".to_vec(), long()] {
        let id = BlobId::of(&body);
        wire.cut_after(i64::try_from(body.len()).unwrap() / 2);
        let error = blobs.put(body.clone()).await.unwrap_err();
        assert!(matches!(error, BlobError::Io(_)), "{error:?}");
        assert!(error.to_string().contains("稍后重试"));
        assert!(matches!(blobs.get(id).await, Err(BlobError::Io(_))), "away is not missing");
        wire.mend();
        assert!(!blobs.exists(id).await.unwrap());
        assert_eq!(blobs.put(body).await.unwrap(), id);
        assert!(blobs.get(id).await.is_ok());
    }
}

#[tokio::test]
async fn what_a_killed_process_left_is_found_and_given_up() {
    let ground = Ground::bucket();
    let Ground::Bucket(bucket) = &ground else { unreachable!() };
    let (blobs, id) = (ground.open().await, BlobId::of(b"half"));
    raw(bucket).create_multipart(&key(id)).await.unwrap();
    raw(bucket).create_multipart(&"somebody/else".into()).await.unwrap();
    let found = blobs.unfinished().await.unwrap();
    assert_eq!(found.len(), 1, "only what is the store's own: {found:?}");
    assert!(found[0].since().is_some());
    assert!(blobs.abandon(&found[0]).await.unwrap());
    assert!(!blobs.abandon(&found[0]).await.unwrap(), "it is gone");
    assert_eq!(blobs.unfinished().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_nearly_old_is_written_again_so_that_no_sweep_takes_it() {
    let ground = Ground::bucket();
    let Ground::Bucket(bucket) = &ground else { unreachable!() };
    let id = ground.open().await.put("same").await.unwrap();
    ground.spoil(id, "SAME").await;
    let tomorrow = Clock::fixed(Clock::system().now().plus_seconds(13 * 60 * 60));
    let address = bucket.address().parse().unwrap();
    let blobs = Blobs::open_bucket(&address, bucket.settings(), tomorrow).await.unwrap();
    blobs.put("same").await.unwrap();
    assert_eq!(ground.lies(id).await, b"same");
}

#[tokio::test]
async fn a_wrong_key_a_wrong_bucket_and_missing_settings_are_told_apart() {
    let strict = TestBucket::that_knows_nobody();
    let error = refused(strict.settings()).await;
    assert!(matches!(error, BlobError::Refused(_)), "{error:?}");
    assert!(error.to_string().contains("密钥"), "{error}");

    let error = refused(TestBucket::new().settings()).await;
    assert!(matches!(error, BlobError::NoBucket(_)), "{error:?}");

    let key = ("AWS_ACCESS_KEY_ID", "k");
    for (settings, named) in [
        (pairs(&[]), "AWS_ACCESS_KEY_ID"),
        (pairs(&[key]), "AWS_SECRET_ACCESS_KEY"),
        (pairs(&[key, ("AWS_SECRET_ACCESS_KEY", "")]), "AWS_SECRET_ACCESS_KEY"),
        (
            pairs(&[key, ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_ENDPOINT_URL", "s3.example.org")]),
            "AWS_ENDPOINT_URL",
        ),
    ] {
        let error = refused(settings).await;
        assert!(matches!(error, BlobError::Settings(_)), "{error:?}");
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[tokio::test]
async fn a_store_that_nobody_answers_for_is_told_at_the_start() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{nobody}");
    let keys = [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_ENDPOINT_URL", &endpoint)];
    let error = refused(pairs(&keys)).await;
    assert!(matches!(error, BlobError::Io(_)), "{error:?}");
}

/// A store whose disk is full: every question is answered as by an empty bucket, every upload by 507.
fn full() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut caller in listener.incoming().flatten() {
            let mut asked = [0; 64 * 1024];
            let length = caller.read(&mut asked).unwrap_or(0);
            let (status, body) = match &asked[..length] {
                [b'G', ..] => ("200 OK", "<ListBucketResult></ListBucketResult>"),
                [b'H', ..] => ("404 Not Found", ""),
                _ => ("507 Insufficient Storage", "<Error><Code>InsufficientStorage</Code></Error>"),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = caller.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_full_store_says_so() {
    let endpoint = full();
    let keys = [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_ENDPOINT_URL", &endpoint)];
    let address: BucketAddress = "s3://anbiao".parse().unwrap();
    let blobs = Blobs::open_bucket(&address, pairs(&keys), Clock::system()).await.unwrap();
    let error = blobs.put("abc").await.unwrap_err();
    assert!(matches!(error, BlobError::NoSpace), "{error:?}");
}

#[tokio::test]
async fn the_secret_is_not_printed() {
    let blobs = Ground::bucket().open().await;
    assert!(!format!("{blobs:?}").contains("testing-secret"));
}
