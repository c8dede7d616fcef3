//! `anbiao doctor`, and the command line of a store in a bucket: the real program on the data of a demonstration.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use blobs::{BlobId, Blobs};
use clock::Clock;
use db::{Db, params};
use ids::Mint;
use testing_s3::TestBucket;

/// The program, without what the environment of this machine may say.
fn anbiao(words: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anbiao"));
    command.args(words).arg("--data").arg(data).env_remove("ANBIAO_BLOBS");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
}

fn demo(data: &Path, blobs: Option<&TestBucket>) {
    let words = ["demo", "--units", "2", "--photos-per-unit", "2", "--seed", "7"];
    let mut command = anbiao(&words, data);
    if let Some(bucket) = blobs {
        command.args(["--blobs", &bucket.address()]).envs(bucket.settings());
    }
    let played = command.output().unwrap();
    assert!(played.status.success(), "{}", errors(&played));
}

fn doctor(data: &Path, more: &[&str]) -> Output {
    anbiao(&["doctor"], data).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn is_clean(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}{}", said(output), errors(output));
    assert!(said(output).contains("没有发现问题"), "{}", said(output));
}

/// Every blob of a folder looks as if it had been put long ago.
fn age(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(age(&path));
        } else {
            let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            File::open(&path).unwrap().set_modified(long_ago).unwrap();
            files.push(path);
        }
    }
    files
}

/// Puts a blob that no row names.
async fn orphan(data: &Path, text: &'static str) -> (BlobId, PathBuf) {
    let id = Blobs::open(data.join("blobs")).await.unwrap().put(text).await.unwrap();
    let hex = id.hex();
    (id, data.join("blobs/sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex))
}

#[tokio::test]
async fn every_file_of_a_demonstration_is_named_and_what_nobody_names_is_found_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    demo(data, None);
    let files = age(&data.join("blobs/sha256"));
    assert!(files.len() > 10, "{}", files.len());
    let told = doctor(data, &[]);
    is_clean(&told);
    assert!(said(&told).contains(&format!("共 {} 个文件", files.len())), "{}", said(&told));
    assert!(said(&told).contains(&format!("数据库引用 {} 个", files.len())), "{}", said(&told));
    is_clean(&doctor(data, &["--remove-orphans"]));

    let (id, path) = orphan(data, "nobody's").await;
    is_clean(&doctor(data, &["--remove-orphans"]));
    assert!(path.exists(), "too young to be judged");
    age(&data.join("blobs/sha256"));
    let found = doctor(data, &[]);
    assert_eq!(found.status.code(), Some(1));
    assert!(said(&found).contains(&id.to_string()), "{}", said(&found));
    assert_eq!(errors(&found).trim_end(), "检查发现问题：1 个文件无人引用（8 字节）。");
    assert!(path.exists());
    let removed = doctor(data, &["--remove-orphans"]);
    is_clean(&removed);
    assert!(said(&removed).contains("将删除 1 个文件，共 8 字节"), "{}", said(&removed));
    assert!(!path.exists());
    is_clean(&doctor(data, &[]));

    let (_, path) = orphan(data, "nobody's").await;
    age(&data.join("blobs/sha256"));
    fs::remove_file(&files[0]).unwrap();
    let missing = doctor(data, &["--remove-orphans"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains(&files[0].file_name().unwrap().to_string_lossy().into_owned()));
    assert!(errors(&missing).contains("没有删除任何文件"), "{}", errors(&missing));
    assert!(path.exists(), "the database may be another house's");
}

#[tokio::test]
async fn a_database_that_is_not_as_this_program_leaves_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let nothing = doctor(data, &[]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(errors(&nothing).contains("没有数据"), "{}", errors(&nothing));
    demo(data, None);
    for (sql, sentence) in [
        ("DELETE FROM schema_migration WHERE stamp = '202611240730_reports_create'", "1 个升级步骤没有执行"),
        (
            "UPDATE schema_migration SET stamp = '209911240730_reports_create' WHERE stamp = '202611240710_campaigns_create'",
            "不认识的升级步骤",
        ),
    ] {
        let db = Db::sqlite(&data.join("anbiao.db"), Mint::random(Clock::system())).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.run(sql, params![]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        db.close().await.unwrap();
        let told = doctor(data, &[]);
        assert_eq!(told.status.code(), Some(1));
        assert!(errors(&told).contains(sentence), "{}", errors(&told));
    }
}

#[tokio::test]
async fn an_index_that_fell_out_of_step_is_told_and_what_only_waits_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    demo(data, None);
    let run = async |sql: &'static str| {
        let db = Db::sqlite(&data.join("anbiao.db"), Mint::random(Clock::system())).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.run(sql, params![]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        db.close().await.unwrap();
    };
    run("DELETE FROM activity_words WHERE rowid = (SELECT MIN(word_row) FROM activity)").await;
    let told = doctor(data, &[]);
    assert_eq!(told.status.code(), Some(1));
    assert!(errors(&told).contains("活动检索有 1 处与活动不一致"), "{}", errors(&told));
    run("UPDATE activity SET word_row = NULL WHERE word_row = (SELECT MIN(word_row) FROM activity)").await;
    let told = doctor(data, &[]);
    is_clean(&told);
    assert!(said(&told).contains("有 1 项活动还没有编入"), "{}", said(&told));
}

#[tokio::test]
async fn a_demonstration_in_a_bucket_is_whole_and_a_lost_object_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, bucket) = (folder.path(), TestBucket::new());
    demo(data, Some(&bucket));
    assert!(!data.join("blobs").exists(), "nothing lies in the folder");
    let doctor =
        || anbiao(&["doctor"], data).args(["--blobs", &bucket.address()]).envs(bucket.settings()).output();
    is_clean(&doctor().unwrap());
    let address = bucket.address().parse().unwrap();
    let blobs = Blobs::open_bucket(&address, bucket.settings(), Clock::system()).await.unwrap();
    let mut lost = None;
    for shelf in 0..=u8::MAX {
        lost = lost.or(blobs.shelf(shelf).await.unwrap().into_iter().next());
    }
    let lost = lost.unwrap();
    assert!(blobs.remove(lost).await.unwrap());
    let told = doctor().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(said(&told).contains(&lost.id.to_string()), "{}", said(&told));
    assert!(errors(&told).contains("缺失 1 个文件"), "{}", errors(&told));
}

#[test]
fn what_is_wrong_with_a_bucket_is_told_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let strict = TestBucket::that_knows_nobody();
    let serve = |blobs: &str, settings: Vec<(String, String)>| {
        let told = anbiao(&["serve", "--listen", "127.0.0.1:0", "--blobs", blobs], folder.path())
            .envs(settings)
            .env("ANBIAO_LOG", "off")
            .output()
            .unwrap();
        (told.status.code(), errors(&told))
    };
    let (code, sentence) = serve("ftp://anbiao", Vec::new());
    assert_eq!(code, Some(2));
    assert!(sentence.contains("--blobs") && sentence.contains("s3://"), "{sentence}");
    let (code, sentence) = serve("s3://anbiao", Vec::new());
    assert_eq!(code, Some(2), "{sentence}");
    assert!(sentence.contains("没有设置 AWS_ACCESS_KEY_ID"), "{sentence}");
    let (code, sentence) = serve(&strict.address(), strict.settings());
    assert_eq!(code, Some(1), "{sentence}");
    assert!(sentence.contains("拒绝访问") && !sentence.contains("testing-secret"), "{sentence}");
    let (code, sentence) = serve("s3://no-such-bucket", TestBucket::new().settings());
    assert_eq!(code, Some(1), "{sentence}");
    assert!(sentence.contains("没有这个存储桶"), "{sentence}");
    assert_eq!(sentence.trim_end().lines().count(), 1, "{sentence}");
}
