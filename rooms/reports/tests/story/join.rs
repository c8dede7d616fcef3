use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use db::params;
use people::UnitId;
use serde_json::{Value, json};
use testing::{Visitor, Who};

use crate::scene::{
    CAMPAIGN, MAIN, PHASE_ONE, PHASE_TWO, Stage, count, due, launch, log, numbered, opened, read, report,
};

/// Logs, sends and has approved.
async fn approve(house: &Stage, who: &Who, unit: UnitId, persons: i64, pictures: &[u8]) {
    let mut program = house.program(who);
    log(&mut program, "安全讲座", persons, pictures).await;
    let path = format!("/api/v1{}", report(MAIN, unit));
    let sent = program.call("POST", &format!("{path}/submit"), &json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let mut reviewer = house.program(&house.cast.bureau_reviewer);
    assert_eq!(reviewer.call("POST", &format!("{path}/approve"), &json!({})).await.status, 200);
}

async fn start(bureau: &mut Visitor) -> Value {
    let wanted = json!({ "campaign": CAMPAIGN, "phase": PHASE_ONE });
    let answer = bureau.call("POST", "/api/v1/consolidations", &wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn now(bureau: &mut Visitor, id: &Value) -> Value {
    bureau.get(&format!("/api/v1/consolidations/{}", id.as_str().unwrap())).await.json()
}

/// The rows of a sheet as text.
pub(crate) fn rows(book: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let text = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

testing_db::story! {
    async fn a_phase_becomes_one_document_and_one_workbook(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        approve(&house, &cast.unit_officer, cast.first_unit, 60, &[1, 2]).await;
        let mut bureau = house.program(&cast.bureau_officer);
        let asked = start(&mut bureau).await;
        assert_eq!((&asked["state"], &asked["number"]), (&json!("queued"), &json!(1)));
        let same = start(&mut bureau).await;
        assert_eq!(same["id"], asked["id"], "two officers get one");
        let waiting = house.visitor(&cast.bureau_officer).get(&format!("/consolidations/{}", asked["id"].as_str().unwrap())).await;
        assert!(waiting.text().contains("hx-trigger"), "{}", waiting.text());
        house.run_until_idle().await;
        let done = now(&mut bureau, &asked["id"]).await;
        assert_eq!(done["state"], "done", "{done}");

        assert!(done["early"].as_str().is_some_and(|early| early.contains("到 2026-03-31 才结束")), "made before its end: {done}");
        assert_eq!((&done["joined"], &done["absent"]), (&json!(["青禾区第一医院"]), &json!(["东街社区卫生服务中心"])));
        let page = house.visitor(&cast.bureau_officer).get(&format!("/consolidations/{}", asked["id"].as_str().unwrap())).await.text();
        for expected in ["id=\"early\"", "本版数字", "纳入 1 家，未纳入 1 家", "60 人次", "东街社区卫生服务中心"] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
        let docx = bureau.get(done["draft"].as_str().unwrap()).await;
        assert_eq!(blobs::BlobId::of(&docx.body).hex(), done["code"].as_str().unwrap());
        let (text, pictures) = opened(&docx.body);
        for expected in ["关于安全生产标准化提升专项行动宣贯第一阶段", "青卫〔2026〕8号", "应报单位2家", "纳入本次汇总1家", "专题辅导讲座1场", "60人次", "青禾区第一医院", "东街社区卫生服务中心", "云岭市青禾区卫生健康局", "云岭市卫生健康委员会："] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert_eq!(pictures, 2);

        let book = bureau.get(done["ledger"].as_str().unwrap()).await.body;
        let figures = rows(&book, "指标汇总");
        let head = figures.iter().position(|row| row[0] == "单位").unwrap();
        let column = figures[head].iter().position(|name| name == "参训人次（人次）").unwrap();
        let of = |unit: &str| figures.iter().find(|row| row[0] == unit).unwrap()[column].clone();
        assert_eq!((of("青禾区第一医院"), of("东街社区卫生服务中心"), of("合计")), ("60".to_owned(), "0".to_owned(), "60".to_owned()));
        assert!(rows(&book, "活动台账").iter().any(|row| row.contains(&"安全讲座".to_owned()) && row.contains(&"已审核".to_owned())));
        assert!(rows(&book, "报送情况").iter().any(|row| row.contains(&"审核通过".to_owned())));
        assert_eq!(house.ledger_count("consolidation.lock").await, 1);
    }
}

testing_db::story! {
    async fn a_measure_of_the_bureaus_own_counts_everywhere(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        let mut bureau = house.program(&cast.bureau_officer);
        let own = json!({ "name": "下乡诊疗", "unit": "场", "kind": "count", "aggregate": "sum", "words": "下乡诊疗" });
        let code = bureau.call("POST", "/api/v1/measures", &own).await.json()["id"].clone();
        let mut program = house.program(&cast.unit_officer);
        for amount in [2, 3] {
            let activity = json!({
                "name": "下乡", "starts_on": "2026-03-05", "campaigns": [CAMPAIGN],
                "quantities": [{ "measure": code, "amount": amount }],
            });
            let logged = program.call("POST", "/api/v1/activities", &activity).await;
            assert_eq!(logged.status, 200, "{}", logged.text());
        }
        let report = read(&mut program, MAIN, cast.first_unit).await;
        let figure = report["figures"].as_array().unwrap().iter().find(|one| one["measure"] == code).unwrap().clone();
        assert_eq!(figure["done"], 5, "{figure}");
        approve(&house, &cast.unit_officer, cast.first_unit, 60, &[1]).await;
        let asked = start(&mut bureau).await;
        house.run_until_idle().await;
        let done = now(&mut bureau, &asked["id"]).await;
        let (text, _) = opened(&bureau.get(done["draft"].as_str().unwrap()).await.body);
        assert!(text.contains("各单位共完成下乡诊疗5场。") && text.contains("下乡诊疗（场）"), "{text}");
        let book = bureau.get(done["ledger"].as_str().unwrap()).await.body;
        let figures = rows(&book, "指标汇总");
        let head = figures.iter().find(|row| row[0] == "单位").unwrap();
        let column = head.iter().position(|name| name == "下乡诊疗（场）").unwrap();
        assert_eq!(figures.iter().find(|row| row[0] == "合计").unwrap()[column], "5");
    }
}

testing_db::story! {
    async fn one_date_is_joined_and_nothing_is_not(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        let mut bureau = house.program(&cast.bureau_officer);
        for (phase, field) in [(PHASE_ONE, "reckoning"), (PHASE_TWO, "phase")] {
            let wanted = json!({ "campaign": CAMPAIGN, "phase": phase });
            let refused = bureau.call("POST", "/api/v1/consolidations", &wanted).await;
            assert_eq!(refused.status, 422, "{phase}");
            assert_eq!(refused.json()["fields"][0]["field"], field, "{}", refused.text());
        }
        // The phase's end is far; what is joined is the interim date that has passed.
        due(&house, "e1", PHASE_ONE, "2026-03-05").await;
        let mut program = house.program(&cast.unit_officer);
        log(&mut program, "安全讲座", 60, &[1]).await;
        let path = format!("/api/v1{}", report(&numbered("e1"), cast.first_unit));
        let written = program.call("PUT", &format!("{path}/sections/practice"), &json!({ "version": 0, "text": "已经部署。" })).await;
        assert_eq!(written.status, 200, "{}", written.text());
        assert_eq!(program.call("POST", &format!("{path}/submit"), &json!({})).await.status, 200);
        assert_eq!(house.program(&cast.bureau_reviewer).call("POST", &format!("{path}/approve"), &json!({})).await.status, 200);
        let asked = start(&mut bureau).await;
        house.run_until_idle().await;
        let done = now(&mut bureau, &asked["id"]).await;
        assert_eq!(done["state"], "done", "{done}");
        let book = bureau.get(done["ledger"].as_str().unwrap()).await.body;
        let states = rows(&book, "报送情况");
        let told: Vec<&Vec<String>> = states.iter().filter(|row| row.contains(&"定期开展情况".to_owned())).collect();
        assert_eq!(told.len(), 2, "one line a unit, of one date: {states:?}");
        assert!(states.iter().all(|row| !row.contains(&"第一阶段开展情况".to_owned())), "{states:?}");
        let (text, _) = opened(&bureau.get(done["draft"].as_str().unwrap()).await.body);
        let missing = text.split("未报单位名单").nth(2).unwrap();
        assert!(missing.contains("东街社区卫生服务中心"), "{missing}");
    }
}

testing_db::story! {
    async fn what_is_not_due_yet_is_not_missing(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        approve(&house, &cast.unit_officer, cast.first_unit, 60, &[1]).await;
        let mut bureau = house.program(&cast.bureau_officer);
        let asked = start(&mut bureau).await;
        house.run_until_idle().await;
        let done = now(&mut bureau, &asked["id"]).await;
        let (text, _) = opened(&bureau.get(done["draft"].as_str().unwrap()).await.body);
        let missing = text.split("未报单位名单").nth(2).unwrap();
        assert!(missing.starts_with("无。"), "the date is still ahead: {missing}");
    }
}

testing_db::story! {
    async fn the_next_version_says_what_changed_and_the_first_stays(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        approve(&house, &cast.unit_officer, cast.first_unit, 60, &[1]).await;
        let mut bureau = house.program(&cast.bureau_officer);
        let first = start(&mut bureau).await;
        house.run_until_idle().await;
        let first_code = now(&mut bureau, &first["id"]).await["code"].clone();
        approve(&house, &cast.other_unit_officer, cast.second_unit, 45, &[2]).await;
        let second = start(&mut bureau).await;
        house.run_until_idle().await;
        let second = now(&mut bureau, &second["id"]).await;
        assert_eq!(second["number"], 2);
        let changes = second["changes"].as_array().unwrap();
        assert!(changes.contains(&json!("新增单位：东街社区卫生服务中心")), "{changes:?}");
        assert!(changes.contains(&json!("东街社区卫生服务中心：参训人次 0 → 45 人次")), "{changes:?}");
        assert_eq!(now(&mut bureau, &first["id"]).await["code"], first_code);
        assert_ne!(second["code"], first_code);
        let page = house.visitor(&cast.bureau_officer).get(&format!("/consolidations/{}", second["id"].as_str().unwrap())).await.text();
        assert!(page.contains("汇总第 2 版（已锁定）") && page.contains("新增单位"), "{page}");
    }
}

testing_db::story! {
    async fn a_worker_that_dies_loses_no_version(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        approve(&house, &cast.unit_officer, cast.first_unit, 60, &[1]).await;
        let mut bureau = house.program(&cast.bureau_officer);
        let asked = start(&mut bureau).await;
        // Another process takes the job and is killed in the middle of it.
        let mut tx = house.db.begin().await.unwrap();
        let dead = tx.now().plus_seconds(-1);
        tx.run_one("UPDATE job SET state = 'running', attempts = 1, lease_until = $1", params![dead]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(now(&mut bureau, &asked["id"]).await["state"], "running");
        house.run_until_idle().await;
        assert_eq!(now(&mut bureau, &asked["id"]).await["state"], "done");
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM consolidation WHERE number = 1").await, 1);
        // Killed after it was locked and before the queue knew: done again, it changes nothing.
        let code = now(&mut bureau, &asked["id"]).await["code"].clone();
        let mut tx = house.db.begin().await.unwrap();
        tx.run_one("UPDATE job SET state = 'running', lease_until = $1", params![dead]).await.unwrap();
        tx.commit().await.unwrap();
        house.run_until_idle().await;
        assert_eq!(now(&mut bureau, &asked["id"]).await["code"], code);
        assert_eq!(house.ledger_count("consolidation.lock").await, 1);
    }
}

testing_db::story! {
    async fn a_merged_unit_stands_under_both_names(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        approve(&house, &cast.unit_officer, cast.first_unit, 60, &[1]).await;
        let mut bureau = house.program(&cast.bureau_officer);
        let into = json!({ "successor": cast.second_unit.to_string(), "last_day": house.clock().today().to_string(), "reason": "机构整合", "version": 1 });
        let merged = bureau.call("POST", &format!("/api/v1/units/{}/merge", cast.first_unit), &into).await;
        assert_eq!(merged.status, 200, "{}", merged.text());
        let asked = start(&mut bureau).await;
        house.run_until_idle().await;
        let done = now(&mut bureau, &asked["id"]).await;
        let (text, _) = opened(&bureau.get(done["draft"].as_str().unwrap()).await.body);
        for words in ["青禾区第一医院于2026-03-06并入东街社区卫生服务中心，此前的数据列在原名称下", "东街社区卫生服务中心含2026-03-06并入的青禾区第一医院"] {
            assert!(text.replace(' ', "").contains(words), "{words}: {text}");
        }
        let book = bureau.get(done["ledger"].as_str().unwrap()).await.body;
        let of = |sheet: &str, unit: &str| {
            let figures = rows(&book, sheet);
            let head = figures.iter().position(|row| row[0] == "单位").unwrap();
            let column = figures[head].iter().position(|name| name == "参训人次（人次）").unwrap();
            figures.into_iter().find(|row| row[0] == unit).map(|row| (row[column].clone(), row.last().cloned().unwrap_or_default()))
        };
        assert_eq!(of("指标汇总", "青禾区第一医院").unwrap().0, "60");
        assert_eq!(of("指标汇总", "东街社区卫生服务中心").unwrap().0, "0");
        let note = "含 2026-03-06 并入的青禾区第一医院".to_owned();
        assert_eq!(of("按合并后单位", "东街社区卫生服务中心"), Some(("60".to_owned(), note)));
        assert_eq!(of("按合并后单位", "青禾区第一医院"), None);
        let parts: Vec<Vec<String>> = rows(&book, "合并后单位细分").into_iter().filter(|row| row[0] == "东街社区卫生服务中心").collect();
        assert!(parts.iter().any(|row| row[1..4] == ["参训人次（人次）", "合计", "60"]), "{parts:?}");
    }
}
