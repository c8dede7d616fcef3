use std::io::Cursor;

use calamine::{Reader, Xlsx};
use db::{Reads, params};
use serde_json::{Value, json};
use testing::unzipped;

use crate::scene::{Stage, ask, due, launch, log, now, on};

fn path(asked: &Value) -> String {
    format!("/dossiers/{}/exports/{}", asked["unit"].as_str().unwrap(), asked["id"].as_str().unwrap())
}

testing_db::story! {
    async fn a_file_leaves_as_one_package(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let unit = cast.first_unit;
        let photos = log(&house, &cast.unit_officer, ("全院:讲座/上午", "2026-03-05", &campaign), &[1, 2, 3]).await;
        log(&house, &cast.unit_officer, ("院内义诊", "2026-03-04", ""), &[4]).await;
        let mut program = house.program(&cast.unit_officer);
        let report = format!("/api/v1/reports/{}/{unit}", due(&house, &campaign).await);
        let sent = program.call("POST", &format!("{report}/submit"), &json!({})).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let mark = program.call("POST", &format!("/api/v1/photos/{}/mark-patients", photos[2]), &json!({})).await;
        assert_eq!(mark.status, 200, "{}", mark.text());
        let plan = format!("/api/v1/plans/{campaign}/{unit}");
        let item = json!({ "name": "全员讲座", "starts_on": "2026-03-01", "ends_on": "2026-03-31", "department": "医务科", "person": "周医生" });
        let typed = json!({ "version": 0, "leader": "陈志明", "deputy": "林安平", "officer": "郑联络", "items": [item] });
        assert_eq!(program.call("PUT", &plan, &typed).await.status, 200);

        let asked = ask(&house, &cast.bureau_officer, unit, &json!({ "reckoning": "logged" })).await;
        assert_eq!((&asked["state"], &asked["year"], &asked["file"]), (&json!("queued"), &json!(2026), &json!(null)));
        let same = ask(&house, &cast.unit_officer, unit, &json!({ "reckoning": "logged", "year": "2026" })).await;
        assert_eq!(same["id"], asked["id"], "who presses twice gets one");
        assert_eq!(house.ledger_count("dossier.export").await, 1);
        let waiting = house.visitor(&cast.bureau_officer).get(&path(&asked)).await.text();
        assert!(waiting.contains("hx-trigger") && waiting.contains("取消导出"), "{waiting}");
        let early = house.program(&cast.bureau_officer).get(&format!("/api/v1{}/file.zip", path(&asked))).await;
        assert_eq!(early.status, 409);
        house.run_until_idle().await;
        let done = now(&house, &cast.bureau_officer, &asked).await;
        assert_eq!((&done["state"], &done["pictures"], &done["withheld"]), (&json!("done"), &json!(3), &json!(1)), "{done}");
        assert_eq!(house.ledger_count("dossier.make").await, 1);
        let page = house.visitor(&cast.unit_officer).get(&path(&asked)).await.text();
        assert!(page.contains("下载档案 ZIP") && page.contains("另有 1 张含患者画面"), "{page}");

        let answer = program.get(done["file"].as_str().unwrap()).await;
        assert_eq!(answer.headers["content-type"], "application/zip");
        let files = unzipped(&answer.body);
        let names: Vec<&String> = files.keys().collect();
        assert!(names.iter().all(|name| !name.split('/').any(|part| part.is_empty() || part == "..")), "{names:?}");
        let ends = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
        assert_eq!((ends(".jpg"), ends("活动台账.xlsx"), ends("/单位方案.docx"), ends(".docx"), ends("目录.html")), (3, 2, 0, 1, 1), "a draft of a plan is its unit's own: {names:?}");
        assert!(names.iter().any(|name| name.starts_with("01 ") && name.contains("/照片/2026-03-05 全院_讲座_上午 ") && name.ends_with("/01.jpg")), "{names:?}");
        assert!(names.iter().any(|name| name.contains("/报送/01 2026-03-31 ")), "{names:?}");
        assert!(names.iter().any(|name| name.starts_with("其他活动/照片/2026-03-04 院内义诊")), "{names:?}");
        let hidden = program.get(&format!("/photos/{}/large", photos[2])).await.body;
        assert!(files.values().all(|bytes| *bytes != hidden), "what shows patients stays out");
        let ledger = files.iter().find(|(name, _)| name.starts_with("01 ") && name.ends_with("活动台账.xlsx")).unwrap().1;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(ledger.clone())).unwrap();
        let rows = book.worksheet_range("活动台账").unwrap();
        let cells: Vec<String> = rows.cells().map(|(_, _, cell)| cell.to_string()).collect();
        assert!(cells.contains(&"全院:讲座/上午".to_owned()) && !cells.contains(&"院内义诊".to_owned()), "{cells:?}");
        let index = String::from_utf8(files["目录.html"].clone()).unwrap();
        for name in names.iter().filter(|name| name.as_str() != "目录.html") {
            let href = name.split('/').map(testing::encoded).collect::<Vec<_>>().join("/");
            assert!(index.contains(&format!("href=\"{href}\"")), "{href}: {index}");
        }
        for expected in ["青禾区第一医院", "另有 1 张照片含患者画面", "已登记", "已报待审"] {
            assert!(index.contains(expected), "{expected}: {index}");
        }
    }
}

testing_db::story! {
    async fn a_plan_that_was_filed_goes_along(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let unit = cast.first_unit;
        let mut officer = house.visitor(&cast.unit_officer);
        let plan = format!("/plans/{campaign}/{unit}");
        let typed = [
            ("version", "0"), ("leader", "陈志明"), ("deputy", "林安平"), ("officer", "郑联络"), ("items[0][name]", "全员讲座"),
            ("items[0][starts_on]", "2026-03-01"), ("items[0][ends_on]", "2026-03-31"), ("items[0][department]", "医务科"), ("items[0][person]", "周医生"),
        ];
        assert_eq!(officer.post(&plan, &typed).await.status, 303);
        let paper = officer.upload(&format!("{plan}/file"), &[], &[("file", "盖章方案.pdf", b"%PDF-1.7")]).await;
        assert_eq!(paper.status, 303, "{}", paper.text());
        let filed = officer.post(&format!("{plan}/submit"), &[]).await;
        assert_eq!(filed.status, 303, "{}", filed.text());
        let asked = ask(&house, &cast.bureau_reviewer, unit, &json!({ "campaign": campaign })).await;
        house.run_until_idle().await;
        let done = now(&house, &cast.bureau_reviewer, &asked).await;
        let files = unzipped(&house.program(&cast.bureau_reviewer).get(done["file"].as_str().unwrap()).await.body);
        let of = |end: &str| files.iter().find(|(name, _)| name.ends_with(end)).map(|(_, bytes)| bytes.clone());
        assert!(of("/单位方案.docx").unwrap().starts_with(b"PK"), "{:?}", files.keys());
        assert_eq!(of("/单位方案附件 盖章方案.pdf").unwrap(), b"%PDF-1.7");
    }
}

testing_db::story! {
    async fn a_report_whose_picture_is_lost_is_named(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        log(&house, &cast.unit_officer, ("讲座", "2026-03-05", &campaign), &[1]).await;
        let mut program = house.program(&cast.unit_officer);
        let report = format!("/api/v1/reports/{}/{}", due(&house, &campaign).await, cast.first_unit);
        assert_eq!(program.call("POST", &format!("{report}/submit"), &json!({})).await.status, 200);
        let large: Option<String> = house.db.value("SELECT large AS value FROM photo", params![]).await.unwrap();
        assert!(house.blobs.discard(large.unwrap().parse().unwrap()).await.unwrap());
        let asked = ask(&house, &cast.bureau_officer, cast.first_unit, &json!({})).await;
        house.run_until_idle().await;
        let done = now(&house, &cast.bureau_officer, &asked).await;
        assert_eq!(done["state"], "done", "{done}");
        let files = unzipped(&house.program(&cast.bureau_officer).get(done["file"].as_str().unwrap()).await.body);
        let index = String::from_utf8(files["目录.html"].clone()).unwrap();
        let missing = index.split("没有取到的文件").nth(1).unwrap();
        assert!(missing.contains("/报送/01") && missing.contains(".jpg"), "{index}");
        assert!(files.keys().any(|name| name.ends_with("活动台账.xlsx")) && !files.keys().any(|name| name.ends_with(".docx")));
    }
}

testing_db::story! {
    async fn a_photo_that_is_marked_later_holds_the_package_back(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let photos = log(&house, &cast.unit_officer, ("讲座", "2026-03-05", &campaign), &[1]).await;
        let asked = ask(&house, &cast.bureau_officer, cast.first_unit, &json!({})).await;
        house.run_until_idle().await;
        let done = now(&house, &cast.bureau_officer, &asked).await;
        let file = done["file"].as_str().unwrap();
        let mut unit = house.program(&cast.unit_officer);
        for (deed, expected) in [("mark", 409), ("clear", 200)] {
            let said = unit.call("POST", &format!("/api/v1/photos/{}/{deed}-patients", photos[0]), &json!({})).await;
            assert_eq!(said.status, 200, "{}", said.text());
            for who in [&cast.bureau_officer, &cast.unit_officer] {
                let answer = house.program(who).get(file).await;
                assert_eq!(answer.status, expected, "{deed}: {}", answer.text());
            }
        }
    }
}

testing_db::story! {
    async fn a_package_that_nobody_wants_any_more_is_stopped(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        log(&house, &cast.unit_officer, ("讲座", "2026-03-05", &campaign), &[1]).await;
        let asked = ask(&house, &cast.unit_officer, cast.first_unit, &json!({})).await;
        let cancel = format!("/api/v1{}/cancel", path(&asked));
        assert_eq!(house.program(&cast.other_unit_officer).call("POST", &cancel, &json!({})).await.status, 404);
        let stopped = house.program(&cast.bureau_officer).call("POST", &cancel, &json!({})).await;
        assert_eq!((stopped.status.as_u16(), &stopped.json()["state"]), (200, &json!("cancelled")));
        house.run_until_idle().await;
        let page = house.visitor(&cast.unit_officer).get(&path(&asked)).await.text();
        assert!(page.contains("导出已取消") && page.contains("重新导出"), "{page}");
        assert_eq!(house.program(&cast.unit_officer).call("POST", &cancel, &json!({})).await.status, 409, "it has ended");
        assert_eq!(house.ledger_count("dossier.cancel").await, 1);

        // One that is told to stop while it runs leaves no file either.
        let again = ask(&house, &cast.unit_officer, cast.first_unit, &json!({})).await;
        assert_ne!(again["id"], asked["id"]);
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE job SET cancel_asked = TRUE WHERE state = 'queued' AND kind = 'dossier.export'", params![]).await.unwrap();
        tx.commit().await.unwrap();
        house.run_until_idle().await;
        let state = now(&house, &cast.unit_officer, &again).await;
        assert_eq!((&state["state"], &state["file"]), (&json!("cancelled"), &json!(null)));
        assert_eq!(house.ledger_count("dossier.make").await, 0);

        let third = ask(&house, &cast.unit_officer, cast.first_unit, &json!({})).await;
        house.run_until_idle().await;
        assert_eq!(now(&house, &cast.unit_officer, &third).await["state"], "done");
    }
}

testing_db::story! {
    async fn a_worker_that_dies_makes_it_once(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        log(&house, &cast.unit_officer, ("讲座", "2026-03-05", &campaign), &[1]).await;
        let asked = ask(&house, &cast.unit_officer, cast.first_unit, &json!({})).await;
        house.run_until_idle().await;
        let before = now(&house, &cast.unit_officer, &asked).await;
        let mut tx = house.db.begin().await.unwrap();
        let dead = tx.now().plus_seconds(-1);
        tx.run("UPDATE job SET state = 'running', lease_until = $1 WHERE kind = 'dossier.export'", params![dead]).await.unwrap();
        tx.commit().await.unwrap();
        house.run_until_idle().await;
        let after = now(&house, &cast.unit_officer, &asked).await;
        assert_eq!((&after["state"], &after["bytes"], &after["as_of"]), (&json!("done"), &before["bytes"], &before["as_of"]));
        assert_eq!(house.ledger_count("dossier.make").await, 1);
    }
}

testing_db::story! {
    async fn a_package_is_cleared_away_after_a_month(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        log(&house, &cast.unit_officer, ("讲座", "2026-03-05", &campaign), &[1]).await;
        let asked = ask(&house, &cast.unit_officer, cast.first_unit, &json!({})).await;
        house.run_until_idle().await;
        let file = now(&house, &cast.unit_officer, &asked).await["file"].as_str().unwrap().to_owned();
        let named = dossiers::facts::blobs(&house.db).await.unwrap();
        assert_eq!(named.len(), 1, "the doctor must not remove it");
        on(&house, "2026-04-05");
        house.run_until_idle().await;
        assert_eq!(house.program(&cast.unit_officer).get(&file).await.status, 200, "30 days are not over");
        on(&house, "2026-04-06");
        house.run_until_idle().await;
        let gone = house.program(&cast.unit_officer).get(&file).await;
        assert!(gone.status == 409 && gone.text().contains("只保留 30 天"), "{}", gone.text());
        assert_eq!(now(&house, &cast.unit_officer, &asked).await["state"], "expired");
        assert!(!house.blobs.exists(named[0].parse().unwrap()).await.unwrap());
        assert!(dossiers::facts::blobs(&house.db).await.unwrap().is_empty());
    }
}
