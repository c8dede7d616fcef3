use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::LazyLock;
use std::thread;

use db::{Reads, params};
use links::Allowed;
use people::Actor;
use photos::{Darkroom, Limits};
use serde_json::json;
use testing::{House, Kit, Rooms, escaped};
use web::Room;

use crate::scene::{Stage, launch, lecture, log, post, rooms, with};

/// A server with one page, which the room under test may ask.
static NEWS: LazyLock<SocketAddr> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            drop(stream.read(&mut [0; 2048]));
            let body = "<title>青禾区&lt;第一&gt;医院开展消防演练</title>";
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            drop(stream.write_all(format!("{head}{body}").as_bytes()));
        }
    });
    address
});

/// The rooms with a room of activities that may ask [`NEWS`].
#[derive(Debug)]
struct Asking;

impl Rooms for Asking {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        let mut all = rooms(kit, kit.blobs.clone());
        all.pop();
        let darkroom = Darkroom::new(Limits::default());
        all.push(activities::room_asking(
            kit.db.clone(),
            kit.blobs.clone(),
            darkroom,
            Allowed::only([*NEWS]),
        ));
        all
    }
}

/// Lets the site ask pages, as the system administrator does.
async fn let_ask<R: Rooms>(house: &House<R>) {
    let mut system = house.program(&house.cast.system_administrator);
    let mut settings = system.get("/api/v1/settings").await.json();
    assert_eq!(settings["reads_titles"], json!(false), "off until somebody decides");
    settings["reads_titles"] = json!(true);
    let answer = system.call("PUT", "/api/v1/settings", &settings).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["reads_titles"]),
        (200, &json!(true)),
        "{}",
        answer.text()
    );
}

testing_db::story! {
    async fn a_media_report_stands_on_the_page_with_its_title(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let linked = with(with(lecture(), "link", "https://news.example/a?b=1&c=2"), "link_title", "本院“讲座”见报");
        let id = log(&mut officer, &linked).await;
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains(&format!("href=\"{}\" rel=\"noopener noreferrer nofollow\"", escaped("https://news.example/a?b=1&c=2"))) && page.contains("本院“讲座”见报"), "{page}");
        let view = house.program(&house.cast.unit_officer).get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!((&view["link"], &view["link_title"]), (&json!("https://news.example/a?b=1&c=2"), &json!("本院“讲座”见报")));
        let copy = officer.get(&format!("/activities/new?copy={id}")).await.text();
        assert!(!copy.contains("news.example"), "another activity has another report");

        for (link, sentence) in [("javascript:alert(1)", "http://"), ("news.example", "http://"), ("", "还没有填写报道的链接")] {
            let refused = post(&mut officer, "/activities", &with(with(lecture(), "link", link), "link_title", "标题")).await;
            assert_eq!(refused.status, 422, "{link}");
            assert!(refused.text().contains(&escaped(sentence)), "{link}: {}", refused.text());
        }
        let version = view["version"].to_string();
        let gone = with(lecture(), "version", &version);
        assert_eq!(post(&mut officer, &format!("/activities/{id}/edit"), &gone).await.status, 303);
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(!page.contains("href=\"https://news.example") && page.contains("媒体报道"), "taken away, and its history says so: {page}");
    }
}

testing_db::story! {
    async fn a_title_is_read_where_the_site_allows_it(house: House<Asking>) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.unit_officer);
        let news = format!("http://{}/a", *NEWS);
        let typed = with(lecture(), "link", &news);
        let off = post(&mut officer, "/activities/link", &typed).await;
        assert_eq!(off.status, 200);
        assert!(off.text().contains("没有开启读取网页标题") && off.text().contains(&news), "{}", off.text());
        let_ask(&house).await;
        let read = post(&mut officer, "/activities/link", &typed).await;
        assert_eq!(read.status, 200);
        assert!(read.text().contains(&escaped("青禾区<第一>医院开展消防演练")) && read.text().contains("门诊三楼会议室"), "{}", read.text());
        let told = program.call("POST", "/api/v1/activities/link", &json!({ "link": news })).await.json();
        assert_eq!(told, json!({ "title": "青禾区<第一>医院开展消防演练", "note": null }));
        let inside = program.call("POST", "/api/v1/activities/link", &json!({ "link": "http://169.254.169.254/latest/" })).await.json();
        assert!(inside["title"].is_null() && inside["note"].as_str().unwrap().contains("内部网络"), "{inside}");
        let wrong = program.call("POST", "/api/v1/activities/link", &json!({ "link": "ftp://a.b" })).await;
        assert_eq!((wrong.status.as_u16(), &wrong.json()["fields"][0]["field"]), (422, &json!("link")));
        assert_eq!(house.db.count("SELECT COUNT(*) AS value FROM activity", params![]).await.unwrap(), 0, "nothing is logged");
    }
}

testing_db::story! {
    async fn a_correction_reads_a_title_as_a_new_form_does(house: House<Asking>) {
        launch(&house).await;
        let_ask(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let form = officer.get(&format!("/activities/{id}/edit")).await.text();
        let at = form.split("formaction=\"/activities/link").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        assert!(at.contains(&format!("activity={id}")), "{at}");
        let typed = with(with(with(lecture(), "link", &format!("http://{}/a", *NEWS)), "name", "改了一半"), "version", "1");
        let read = post(&mut officer, &format!("/activities/link{at}"), &typed).await;
        assert_eq!(read.status, 200);
        let page = read.text();
        assert!(page.contains(&escaped("青禾区<第一>医院开展消防演练")) && page.contains("改了一半") && page.contains("保存修改"), "{page}");
        let wrong = post(&mut officer, &format!("/activities/link{at}"), &with(typed.clone(), "link", "ftp://a.b")).await;
        assert!(wrong.status == 422 && wrong.text().contains("改了一半") && wrong.text().contains("保存修改"), "{}", wrong.text());
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(post(&mut other, &format!("/activities/link{at}"), &typed).await.status, 404);
        let version = house.db.value::<i64>("SELECT version AS value FROM activity", params![]).await.unwrap();
        assert_eq!(version, Some(1), "nothing is corrected by reading");
    }
}

testing_db::story! {
    async fn a_pasted_link_brings_its_title_where_the_site_allows_it(house: House<Asking>) {
        launch(&house).await;
        let news = format!("http://{}/a", *NEWS);
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut pasted = async |text: &str| officer.upload("/activities/pasted", &[("name", ""), ("pasted", text)], &[]).await.text();
        let off = pasted(&news).await;
        assert!(off.contains("没有开启读取网页标题") && off.contains(&news), "{off}");
        let title = escaped("青禾区<第一>医院开展消防演练");
        assert!(!off.contains(&title), "nothing was asked: {off}");
        let_ask(&house).await;
        let read = pasted(&news).await;
        assert!(read.contains(&format!("name=\"link_title\" type=\"text\" value=\"{title}\"")), "{read}");
        assert!(read.contains(&format!("name=\"name\" type=\"text\" value=\"{title}\"")), "a message that says no name has the title: {read}");
        let named = pasted(&format!("我院开展消防培训1场 {news}")).await;
        assert!(named.contains("name=\"name\" type=\"text\" value=\"消防培训\"") && named.contains(&title), "{named}");
        let inside = pasted("http://169.254.169.254/latest/").await;
        assert!(inside.contains("内部网络"), "{inside}");

        let mut program = house.program(&house.cast.unit_officer);
        let told = program.call("POST", "/api/v1/activities/pasted", &json!({ "text": news })).await.json();
        assert_eq!(told["activity"]["link_title"], json!("青禾区<第一>医院开展消防演练"), "{told}");
    }
}
