//! The stage itself: each story has a database of its own, and nothing is left of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use db::{Reads, params};
use testing_db::{Engine, NINE_O_CLOCK, TestDb, story};

story! {
    async fn a_database_is_empty_and_its_clock_stands(test: TestDb) {
        assert_eq!(test.db.count("SELECT CAST(1 AS BIGINT) AS value", params![]).await.unwrap(), 1);
        assert_eq!(test.db.clock().now(), NINE_O_CLOCK);
        assert_eq!(NINE_O_CLOCK.to_string(), "2026-03-06 09:00");
        let mut tx = test.db.begin().await.unwrap();
        tx.run("CREATE TABLE seat (id TEXT PRIMARY KEY)", params![]).await.unwrap();
        tx.commit().await.unwrap();
        let other = TestDb::empty(test.db.engine()).await;
        assert!(other.db.values::<String>("SELECT id AS value FROM seat", params![]).await.is_err());
    }
}

story! {
    async fn two_handles_see_one_database(test: TestDb) {
        let other = test.another_handle().await;
        let mut tx = test.db.begin().await.unwrap();
        tx.run("CREATE TABLE seat (id TEXT PRIMARY KEY)", params![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(other.values::<String>("SELECT id AS value FROM seat", params![]).await.unwrap().is_empty());
    }
}

/// Stands in for a test process that is killed in the middle of a story; run by the test below alone.
#[test]
#[ignore = "waits to be killed"]
fn waits_to_be_killed() {
    testing_db::play(Engine::Postgres, async |test: TestDb| {
        println!("URL {}", test.url().unwrap());
        std::future::pending::<()>().await;
    });
}

#[test]
fn a_killed_test_process_leaves_no_server_and_no_folder() {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "waits_to_be_killed"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = std::io::BufReader::new(victim.stdout.take().unwrap());
    let mut lines = std::io::BufRead::lines(stdout).map_while(Result::ok);
    let url = lines.find_map(|line| Some(line.split_once("URL ")?.1.to_owned())).unwrap();
    let folder = Path::new(url.split_once("?host=").unwrap().1);
    assert!(folder.join("data/postmaster.pid").exists());

    victim.kill().unwrap();
    victim.wait().unwrap();
    let started = Instant::now();
    while folder.exists() {
        assert!(started.elapsed() < Duration::from_secs(30), "{} is still there", folder.display());
        std::thread::sleep(Duration::from_millis(50));
    }
}
