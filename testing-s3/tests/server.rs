//! The store ends with the test process, however that ends, and the wire breaks where it is told to.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use testing_s3::TestBucket;

fn endpoint(bucket: &TestBucket) -> SocketAddr {
    let settings = bucket.settings();
    let (_, url) = settings.iter().find(|(name, _)| name == "AWS_ENDPOINT_URL").unwrap();
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// The status of the answer to a request; none when there is no answer.
fn ask(address: SocketAddr, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.replace('\n', "\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1).map(str::to_owned)
}

#[test]
fn a_wire_carries_cuts_and_is_mended() {
    let bucket = TestBucket::new();
    let wire = bucket.wire();
    let head = format!("HEAD /{} HTTP/1.1\nHost: x\nConnection: close\n\n", bucket.name());
    assert_eq!(ask(wire.address(), &head).as_deref(), Some("200"));
    wire.cut_after(10);
    assert_eq!(ask(wire.address(), &head), None);
    assert_eq!(ask(wire.address(), &head), None);
    wire.mend();
    assert_eq!(ask(wire.address(), &head).as_deref(), Some("200"));
}

/// Stands in for a test process that is killed in the middle of a story; run by the test below alone.
#[test]
#[ignore = "waits to be killed"]
fn waits_to_be_killed() {
    println!("STORE {}", endpoint(&TestBucket::new()));
    loop {
        std::thread::park();
    }
}

#[test]
fn a_killed_test_process_leaves_no_store() {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "waits_to_be_killed"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = std::io::BufReader::new(victim.stdout.take().unwrap());
    let mut lines = std::io::BufRead::lines(stdout).map_while(Result::ok);
    let store = lines.find_map(|line| Some(line.split_once("STORE ")?.1.to_owned())).unwrap();
    let store: SocketAddr = store.parse().unwrap();
    assert!(TcpStream::connect(store).is_ok());

    victim.kill().unwrap();
    victim.wait().unwrap();
    let started = Instant::now();
    while TcpStream::connect(store).is_ok() {
        assert!(started.elapsed() < Duration::from_secs(30), "{store} still answers");
        std::thread::sleep(Duration::from_millis(50));
    }
}
