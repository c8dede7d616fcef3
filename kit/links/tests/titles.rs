//! Titles of a server of the test's own, which only a test can allow.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use links::{Allowed, BadLink, Titles};

/// Answers every request with what `answer` makes of its path, until the process ends.
fn server(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = [0; 2048];
            let len = stream.read(&mut head).unwrap_or(0);
            let text = String::from_utf8_lossy(&head[..len]).into_owned();
            let path = text.split(' ').nth(1).unwrap_or("/").to_owned();
            // Who reads only the beginning closes early.
            drop(stream.write_all(&answer(&path)));
        }
    });
    address
}

fn page(kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn moved(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .into_bytes()
}

fn own() -> SocketAddr {
    server(|path| match path {
        "/plain" => page("text/html; charset=utf-8", "<title>青禾区开展消防演练</title>".as_bytes()),
        "/gbk" => page("text/html; charset=gbk", b"<html><title>\xCF\xFB\xB7\xC0</title>"),
        "/none" => page("text/html", b"<html><body>x</body>"),
        "/gone" => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        "/late" => page("text/html", &[&vec![b' '; 300 * 1024][..], b"<title>x</title>"].concat()),
        "/long" => page("text/html", &[&b"<title>early</title>"[..], &vec![b' '; 4 << 20]].concat()),
        "/1" => moved("/2"),
        "/2" => moved("/3"),
        "/3" => moved("/plain"),
        "/0" => moved("/1"),
        "/round" => moved("/round"),
        "/inside" => moved("http://127.0.0.1:9/admin"),
        "/metadata" => moved("http://169.254.169.254/latest/meta-data/"),
        "/file" => moved("file:///etc/passwd"),
        _ => page("text/html", b""),
    })
}

#[tokio::test]
async fn a_page_tells_its_title() {
    let own = own();
    let titles = Titles::new(Allowed::only([own]));
    let of = async |path: &str| titles.of(&format!("http://{own}{path}")).await;
    assert_eq!(of("/plain").await.unwrap(), "青禾区开展消防演练");
    assert_eq!(of("/gbk").await.unwrap(), "消防");
    assert_eq!(of("/long").await.unwrap(), "early", "the rest is not waited for");
    assert_eq!(of("/1").await.unwrap(), "青禾区开展消防演练", "three steps");
    assert_eq!(of("/none").await, Err(BadLink::NoTitle));
    assert_eq!(of("/late").await, Err(BadLink::NoTitle), "behind 256 KB nobody looks");
    assert_eq!(of("/gone").await, Err(BadLink::Unreachable));
    assert_eq!(of("/0").await, Err(BadLink::Unreachable), "four steps");
    assert_eq!(of("/round").await, Err(BadLink::Unreachable));
    let named = titles.of(&format!("http://localhost:{}/plain", own.port())).await;
    assert_eq!(named.unwrap(), "青禾区开展消防演练");
}

#[tokio::test]
async fn no_step_leads_behind_the_wall() {
    let own = own();
    let titles = Titles::new(Allowed::only([own]));
    for path in ["/inside", "/metadata"] {
        assert_eq!(titles.of(&format!("http://{own}{path}")).await, Err(BadLink::Inside), "{path}");
    }
    assert_eq!(titles.of(&format!("http://{own}/file")).await, Err(BadLink::NoLink));
}

#[tokio::test]
async fn in_production_nothing_inside_is_asked() {
    let own = own();
    let titles = Titles::new(Allowed::default());
    for link in [
        format!("http://{own}/plain"),
        format!("http://localhost:{}/plain", own.port()),
        "http://localhost/".to_owned(),
        "https://localhost/".to_owned(),
        "http://127.0.0.1/".to_owned(),
        "http://0x7f000001/".to_owned(),
        "http://2130706433/".to_owned(),
        "http://127.1/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        "http://169.254.169.254/latest/".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "https://8.8.8.8:8443/".to_owned(),
        "http://8.8.8.8:22/".to_owned(),
    ] {
        assert_eq!(titles.of(&link).await, Err(BadLink::Inside), "{link}");
    }
    for link in [
        "",
        "example",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://name:word@example.com/",
        "javascript:1",
    ] {
        assert_eq!(titles.of(link).await, Err(BadLink::NoLink), "{link}");
    }
}

#[tokio::test]
async fn a_server_that_is_silent_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let titles = Titles::new(Allowed::only([address]));
    assert_eq!(titles.of(&format!("http://{address}/")).await, Err(BadLink::Unreachable));
}
